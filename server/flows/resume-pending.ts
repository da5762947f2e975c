import type { AttemptId } from '../contract/ids.ts';
import { newId } from '../core/new-id.ts';
import type { DeliveryRecord } from '../core/records.ts';
import { settleAttempt } from '../core/settle.ts';
import type { DeliveryJob } from '../ports.ts';
import { SENDING_ONCE_NOTE } from './attempt-delivery.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { findDestination } from './destination.ts';
import { getDialect } from './subscription-keys.ts';
import { firstJob } from './trigger-event.ts';

const CHUNK_SIZE = 1000;

/**
 * Puts every pending delivery back into the queue, oldest first. To be called once, before anything
 * new is taken in: ordered lanes keep their order by it. Answers how many there were.
 */
export async function resumePending(deps: DeliveryDeps): Promise<number> {
  let jobs: DeliveryJob[] = [];
  let count = 0;
  for await (const delivery of deps.deliveries.pending()) {
    count += 1;
    if (delivery.note === SENDING_ONCE_NOTE) {
      await endInterrupted(deps, delivery);
      continue;
    }
    jobs.push(firstJob(delivery));
    if (jobs.length >= CHUNK_SIZE) {
      await deps.queue.scheduleMany(jobs);
      jobs = [];
    }
  }
  await deps.queue.scheduleMany(jobs);
  return count;
}

/** The process died while an at-most-once delivery was on the wire: nobody knows, so it is over. */
async function endInterrupted(deps: DeliveryDeps, delivery: DeliveryRecord): Promise<void> {
  const destination = findDestination(deps, delivery)?.destination;
  const claimed = await deps.deliveries.claim(delivery.id);
  if (destination === undefined || claimed === undefined) {
    return;
  }
  const nowMs = deps.clock.now();
  const settled = settleAttempt({
    delivery,
    cause: 'schedule',
    policy: { ...destination.policy, at_most_once: true },
    dialectDelivery: getDialect(destination.dialect).delivery,
    facts: { outcome: 'interrupted', status: null, detail: null, timeoutMs: 0 },
    answerHeaders: [],
    nowMs,
    random: 0,
  });
  const record = await deps.deliveries.recordAttempt(
    {
      id: newId('att', (size) => deps.random.bytes(size)) as AttemptId,
      deliveryId: delivery.id,
      number: delivery.attempts + 1,
      cause: 'schedule',
      startedAtMs: delivery.updatedAtMs,
      outcome: 'interrupted',
      isSuccess: false,
      explanation: settled.explanation,
      status: null,
      timing: { connectMs: null, waitMs: null, totalMs: 0 },
      // What was sent is not known any more: nothing is made up in its place.
      request: { method: 'POST', url: destination.url, headers: [], bodyBytes: new Uint8Array() },
      response: null,
    },
    settled.settlement,
  );
  deps.feed.delivery(record);
}
