import type { AttemptId } from '../contract/ids.ts';
import { newId } from '../core/new-id.ts';
import type { AttemptRecord, DeliveryRecord } from '../core/records.ts';
import { settleAttempt } from '../core/settle.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { findDestination } from './destination.ts';
import { noteAttemptMade } from './note-attempt-made.ts';
import { getDialect } from './subscription-keys.ts';

/** Marks an at-most-once delivery as on the wire: found by whoever comes next, it is over. */
export const SENDING_ONCE_NOTE = 'being sent, at most once';

/**
 * The process died while an at-most-once delivery was on the wire: nobody knows, so it is over. To be
 * called by whoever has claimed the delivery.
 */
export async function endInterrupted(deps: DeliveryDeps, delivery: DeliveryRecord): Promise<void> {
  const destination = findDestination(deps, delivery)?.destination;
  if (destination === undefined) {
    deps.deliveries.release(delivery.id);
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
  const attempt: AttemptRecord = {
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
  };
  deps.feed.delivery(await deps.deliveries.recordAttempt(attempt, settled.settlement));
  noteAttemptMade(deps, delivery, attempt);
}
