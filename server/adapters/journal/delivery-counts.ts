// The ledger of the deliveries journal. It counts from the first event on: what is pruned leaves
// the rows but not the ledger, so that it balances at every moment.
import type { DeliveryState, Ledger } from '../../contract/delivery.ts';

export type Counts = Ledger['deliveries'];

/** Counts of rows that are gone; kept by segment until the segment is gone too. */
export interface DeliveryTotals {
  events: number;
  attempts: number;
  nextNumber: number;
  nextSequence: number;
  /** delivered, failed, cancelled */
  bySubscription: Record<string, number[]>;
}

export function noTotals(): DeliveryTotals {
  return { events: 0, attempts: 0, nextNumber: 1, nextSequence: 1, bySubscription: {} };
}

function noCounts(): Counts {
  return { total: 0, pending: 0, delivered: 0, failed: 0, cancelled: 0 };
}

/** The key under which deliveries without a subscription are counted. */
const ONE_OFF = '-';
const ENDED_STATES: readonly DeliveryState[] = ['delivered', 'failed', 'cancelled'];

/** What the counts need to know of a row. */
interface CountedDelivery {
  readonly subscriptionId: string | null;
  readonly state: DeliveryState;
  readonly attempts: number;
}

export class DeliveryCounts {
  attempts: number;
  #goneEvents: number;
  readonly #base: DeliveryTotals;
  readonly #bySubscription = new Map<string, Counts>();
  /** Of pruned rows, by the segment of the newest frame that would make them at a start. */
  readonly #goneBySegment = new Map<number, DeliveryTotals>();

  constructor(base: DeliveryTotals) {
    this.#base = base;
    this.#goneEvents = base.events;
    this.attempts = base.attempts;
    for (const [key, ended] of Object.entries(base.bySubscription)) {
      const counts = this.#of(key);
      for (const [index, state] of ENDED_STATES.entries()) {
        counts[state] += ended[index] ?? 0;
        counts.total += ended[index] ?? 0;
      }
    }
  }

  added(subscriptionId: string | null): void {
    const counts = this.#of(subscriptionId ?? ONE_OFF);
    counts.total += 1;
    counts.pending += 1;
  }

  moved(subscriptionId: string | null, from: DeliveryState, to: DeliveryState): void {
    const counts = this.#of(subscriptionId ?? ONE_OFF);
    counts[from] -= 1;
    counts[to] += 1;
  }

  /** An event left the rows with its deliveries. */
  pruned(homeSegment: number, deliveries: readonly CountedDelivery[]): void {
    const gone = this.#goneBySegment.get(homeSegment) ?? noTotals();
    this.#goneBySegment.set(homeSegment, gone);
    gone.events += 1;
    this.#goneEvents += 1;
    for (const delivery of deliveries) {
      gone.attempts += delivery.attempts;
      addEnded(gone, delivery.subscriptionId ?? ONE_OFF, ENDED_STATES.indexOf(delivery.state), 1);
    }
  }

  /** What the manifest has to hold once the segments below are gone. */
  totalsBelow(segment: number): DeliveryTotals {
    const totals = structuredClone(this.#base);
    for (const [home, gone] of this.#goneBySegment) {
      if (home < segment) {
        addTotals(totals, gone);
      }
    }
    return totals;
  }

  /** The manifest holds them now. */
  moveBaseTo(segment: number): void {
    for (const [home, gone] of this.#goneBySegment) {
      if (home < segment) {
        addTotals(this.#base, gone);
        this.#goneBySegment.delete(home);
      }
    }
  }

  countsOf(subscriptionId: string): Counts {
    return { ...(this.#bySubscription.get(subscriptionId) ?? noCounts()) };
  }

  ledger(liveEvents: number): Omit<Ledger, 'captures'> {
    const deliveries = noCounts();
    for (const counts of this.#bySubscription.values()) {
      deliveries.total += counts.total;
      deliveries.pending += counts.pending;
      deliveries.delivered += counts.delivered;
      deliveries.failed += counts.failed;
      deliveries.cancelled += counts.cancelled;
    }
    return { events: liveEvents + this.#goneEvents, deliveries, attempts: this.attempts };
  }

  #of(key: string): Counts {
    let counts = this.#bySubscription.get(key);
    if (counts === undefined) {
      counts = noCounts();
      this.#bySubscription.set(key, counts);
    }
    return counts;
  }
}

function addTotals(target: DeliveryTotals, more: DeliveryTotals): void {
  target.events += more.events;
  target.attempts += more.attempts;
  for (const [key, ended] of Object.entries(more.bySubscription)) {
    for (const [index, count] of ended.entries()) {
      addEnded(target, key, index, count);
    }
  }
}

function addEnded(totals: DeliveryTotals, key: string, index: number, count: number): void {
  const ended = totals.bySubscription[key] ?? [0, 0, 0];
  totals.bySubscription[key] = ended;
  ended[index] = (ended[index] ?? 0) + count;
}
