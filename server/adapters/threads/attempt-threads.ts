import type { DeliveryId } from '../../contract/ids.ts';
import type { AttemptMade, AttemptOrder } from '../../core/attempt-order.ts';
import type { AttemptMaker, Log } from '../../ports.ts';
import { DestinationNumbers, ThreadClient } from './thread-client.ts';

/**
 * Makes attempts in threads of their own while there is much to do: shaping, signing, sending and
 * packing for the journal then leave the main thread to accepting and storing. A few attempts are
 * made on the spot, which is sooner. Where threads cannot be had, all are.
 *
 * Each thread keeps its share of a lane's concurrency by itself, so orders may come ahead of their
 * turn: an answer's place is then taken at once and not after a round trip between threads.
 */
export interface AttemptThreadsOptions {
  /** Makes attempts in this thread. */
  readonly local: AttemptMaker;
  /** The built file that calls `serveOrders`. */
  readonly threadUrl: URL;
  readonly count: number;
  /** Whether a thread knows all that the order needs; a user's own dialects are known here only. */
  readonly canLeave: (order: AttemptOrder) => boolean;
  readonly log: Pick<Log, 'error'>;
  /** Where the data of some events lies. */
  readonly arena?: SharedArrayBuffer | undefined;
}

/** From so many in flight on, threads take over, until there is nothing left to do. */
const BUSY_FROM = 24;

/** Attempts that may be ordered ahead of their turn, and be taken back until they begin. */
export interface AheadMaker extends AttemptMaker {
  /** Whether the threads keep the concurrency of a lane at this moment. */
  takesAhead(lane: string): boolean;
  /** The order then ends as `recalled`. False where it was begun, or is not known. */
  recall(deliveryId: DeliveryId): boolean;
  /** Nothing is ordered or about to be: attempts may be made on the spot again. */
  rest(): void;
}

export function createAttemptThreads(options: AttemptThreadsOptions): AheadMaker {
  return new AttemptThreads(options);
}

class AttemptThreads implements AheadMaker {
  private readonly options: AttemptThreadsOptions;
  private threads: ThreadClient[] = [];
  private isStarted = false;
  /** Attempts that are made on the spot. */
  private here = 0;
  private isBusy = false;
  /** The same by lane. */
  private readonly onTheSpot = new Map<string, number>();

  constructor(options: AttemptThreadsOptions) {
    this.options = options;
  }

  make(order: AttemptOrder): Promise<AttemptMade> {
    const thread = this.choose(order);
    return thread === undefined
      ? this.makeHere(order)
      : thread.make(order, this.shareOf(thread, order));
  }

  /** While attempts of the lane are made on the spot, nobody but the queue counts them. */
  takesAhead(lane: string): boolean {
    return this.isBusy && !this.onTheSpot.has(lane) && this.threads.some(({ isReady }) => isReady);
  }

  recall(deliveryId: DeliveryId): boolean {
    return this.threads.some((thread) => thread.recall(deliveryId));
  }

  /** Not sooner: an attempt that was let ahead may be on its way here, and nobody would count it. */
  rest(): void {
    this.isBusy = false;
  }

  async close(): Promise<void> {
    await Promise.all([
      ...this.threads.map((thread) => thread.close()),
      this.options.local.close(),
    ]);
  }

  private async makeHere(order: AttemptOrder): Promise<AttemptMade> {
    const { lane } = order;
    this.onTheSpot.set(lane, (this.onTheSpot.get(lane) ?? 0) + 1);
    this.here += 1;
    try {
      return await this.options.local.make(order);
    } finally {
      this.here -= 1;
      const left = (this.onTheSpot.get(lane) ?? 1) - 1;
      if (left > 0) {
        this.onTheSpot.set(lane, left);
      } else {
        this.onTheSpot.delete(lane);
      }
    }
  }

  private inFlight(): number {
    return this.threads.reduce((sum, thread) => sum + thread.inFlight, this.here);
  }

  private choose(order: AttemptOrder): ThreadClient | undefined {
    if (!this.isStarted) {
      // With the first attempt ever: a burst then finds them warm.
      this.isStarted = true;
      this.start();
    }
    this.isBusy ||= this.inFlight() >= BUSY_FROM;
    return this.isBusy && this.options.canLeave(order) ? this.leastLoaded(order) : undefined;
  }

  /** Where the lane has most of its share left; among equals the idlest. */
  private leastLoaded(order: AttemptOrder): ThreadClient | undefined {
    let chosen: ThreadClient | undefined;
    let mostRoom = Number.NEGATIVE_INFINITY;
    for (const thread of this.threads) {
      const share = this.shareOf(thread, order);
      const room = share - thread.inLane(order.lane);
      const isBetter =
        room > mostRoom || (room === mostRoom && thread.inFlight < (chosen?.inFlight ?? 0));
      if (share > 0 && thread.isReady && thread.hasRoom && isBetter) {
        chosen = thread;
        mostRoom = room;
      }
    }
    return chosen;
  }

  /** The shares of all threads add up to the concurrency of the lane. */
  private shareOf(thread: ThreadClient, { destination, lane }: AttemptOrder): number {
    const { concurrency } = destination.policy;
    const count = this.threads.length;
    // Lanes of one at a time are not to meet all in the same thread.
    const turn = lane.charCodeAt(lane.length - 1) + this.threads.indexOf(thread);
    const isLucky = turn % count < concurrency % count;
    return Math.floor(concurrency / count) + (isLucky ? 1 : 0);
  }

  private start(): void {
    const { threadUrl, log, count, arena } = this.options;
    const numbers = new DestinationNumbers();
    this.threads = Array.from({ length: count }, () => {
      const thread = new ThreadClient({ threadUrl, log, numbers, arena }, () => {
        this.threads = this.threads.filter((other) => other !== thread);
      });
      return thread;
    });
  }
}
