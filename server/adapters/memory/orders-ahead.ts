import type { DeliveryId } from '../../contract/ids.ts';
import type { EntryIndex } from './entry-index.ts';
import { type Entry, type Lane, newEntry } from './lane.ts';

/** A maker of attempts that keeps a lane's concurrency itself, so that jobs may come ahead of their turn. */
export interface OrdersAhead {
  /** Whether it does so for this lane at this moment. */
  takesAhead(lane: string): boolean;
  /** Takes back an order that was not begun: it ends as `recalled`. False where it is too late. */
  recall(deliveryId: DeliveryId): boolean;
  /** Told whenever nothing runs and nothing is about to: what it counts may begin anew. */
  rest(): void;
}

/** How many jobs a lane may hand on beyond its concurrency at this moment. */
export function aheadOf(maker: OrdersAhead | undefined, lane: Lane): number {
  const ahead = lane.limits.ahead ?? 0;
  return ahead > 0 && maker?.takesAhead(lane.id) === true ? ahead : 0;
}

/** Takes a running entry back where it was not begun; the end of its run then follows at once. */
export function recall(maker: OrdersAhead | undefined, entry: Entry): boolean {
  const isTaken =
    entry.state === 'running' && entry.job !== null && maker?.recall(entry.job.deliveryId) === true;
  if (isTaken) {
    entry.state = 'recalled';
  }
  return isTaken;
}

/** Of a lane or of all. The newest first: each comes back to the front, so that their order stays. */
export function recallAll(maker: OrdersAhead | undefined, entries: EntryIndex, lane?: Lane): void {
  if (maker === undefined || lane?.running === 0) {
    return;
  }
  for (const entry of entries.list(lane).toReversed()) {
    recall(maker, entry);
  }
}

/** What was taken back becomes the next of its lane, as if it had never started. */
export function putBack(entries: EntryIndex, entry: Entry): void {
  const { job, lane, dueMs, order } = entry;
  entries.remove(entry);
  if (job !== null) {
    const again = newEntry(job, lane, dueMs, order);
    entries.add(again, job);
    lane.join(again);
    lane.comeBack(again);
  }
}
