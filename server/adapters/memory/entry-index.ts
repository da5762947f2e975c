import type { DeliveryId } from '../../contract/ids.ts';
import type { DeliveryJob } from '../../ports.ts';
import type { Entry, Lane } from './lane.ts';

/** Every entry by its delivery: a delivery may have a scheduled one and some by hand. */
export class EntryIndex {
  private readonly firsts = new Map<DeliveryId, Entry>();

  first(id: DeliveryId): Entry | undefined {
    return this.firsts.get(id);
  }

  add(entry: Entry, job: DeliveryJob): void {
    entry.sibling = this.firsts.get(job.deliveryId);
    entry.lane.size += 1;
    this.firsts.set(job.deliveryId, entry);
  }

  /** The entry of the same intent, unless it runs: what comes after a running attempt is another matter. */
  findSame(job: DeliveryJob): Entry | undefined {
    let entry = this.firsts.get(job.deliveryId);
    while (entry !== undefined) {
      if (entry.state !== 'running' && entry.job?.attemptKey === job.attemptKey) {
        return entry;
      }
      entry = entry.sibling;
    }
    return undefined;
  }

  remove(entry: Entry): void {
    const id = entry.job?.deliveryId;
    if (id === undefined) {
      return;
    }
    entry.lane.size -= 1;
    const first = this.firsts.get(id);
    if (first !== entry) {
      unchain(first, entry);
    } else if (entry.sibling === undefined) {
      this.firsts.delete(id);
    } else {
      this.firsts.set(id, entry.sibling);
    }
  }

  /** All entries of a lane, or of all, in the order in which they came. Walks through every entry. */
  list(lane?: Lane): Entry[] {
    const found: Entry[] = [];
    for (const first of this.firsts.values()) {
      for (let entry: Entry | undefined = first; entry !== undefined; entry = entry.sibling) {
        if (lane === undefined || entry.lane === lane) {
          found.push(entry);
        }
      }
    }
    return found.sort((a, b) => a.order - b.order);
  }
}

function unchain(first: Entry | undefined, entry: Entry): void {
  for (let before = first; before !== undefined; before = before.sibling) {
    if (before.sibling === entry) {
      before.sibling = entry.sibling;
      return;
    }
  }
}
