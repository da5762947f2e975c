import type { DeliveryRecord } from '../core/records.ts';
import type { DeliveryJob } from '../ports.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { endInterrupted, SENDING_ONCE_NOTE } from './end-interrupted.ts';
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
      await endClaimed(deps, delivery);
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

async function endClaimed(deps: DeliveryDeps, delivery: DeliveryRecord): Promise<void> {
  // With several processes another one may be sending it at this moment.
  const claimed = await deps.deliveries.claim(delivery.id);
  if (claimed !== undefined) {
    await endInterrupted(deps, claimed.delivery);
  }
}
