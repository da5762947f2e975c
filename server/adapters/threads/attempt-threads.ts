import { Worker } from 'node:worker_threads';
import type { AttemptMade, AttemptOrder, Destination } from '../../core/attempt-order.ts';
import type { AttemptMaker, Log } from '../../ports.ts';
import {
  type FromThread,
  madeOf,
  type OrderTuple,
  orderTuple,
  type ToThread,
} from './thread-messages.ts';

/**
 * Makes attempts in threads of their own while there is much to do: shaping, signing, sending and
 * packing for the journal then leave the main thread to accepting and storing. A few attempts are
 * made on the spot, which is sooner. Where threads cannot be had, all are.
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
}

/** From so many in flight on, threads take over, until nothing is in flight any more. */
const BUSY_FROM = 24;

/** What a thread makes is short-lived: little room is enough, and three threads' worth adds up. */
const YOUNG_MB = 24;

interface Waiting {
  readonly order: AttemptOrder;
  readonly resolve: (made: AttemptMade) => void;
  readonly reject: (error: Error) => void;
}

export function createAttemptThreads(options: AttemptThreadsOptions): AttemptMaker {
  const { local, canLeave } = options;
  let threads: SendingThread[] | undefined;
  let inFlight = 0;
  let isBusy = false;

  function choose(order: AttemptOrder): AttemptMaker {
    // Started with the first attempt ever: a burst then finds them warm.
    threads ??= start(options);
    isBusy ||= inFlight >= BUSY_FROM;
    if (!isBusy || !canLeave(order)) {
      return local;
    }
    return idlest(threads ?? []) ?? local;
  }

  return {
    make(order) {
      const maker = choose(order);
      inFlight += 1;
      return maker.make(order).finally(() => {
        inFlight -= 1;
        isBusy = isBusy && inFlight > 0;
      });
    },
    async close() {
      await Promise.all([...(threads ?? []).map((thread) => thread.close()), local.close()]);
    },
  };
}

function idlest(threads: readonly SendingThread[]): SendingThread | undefined {
  let chosen: SendingThread | undefined;
  for (const thread of threads) {
    if (thread.isReady && (chosen === undefined || thread.inFlight < chosen.inFlight)) {
      chosen = thread;
    }
  }
  return chosen;
}

function start(options: AttemptThreadsOptions): SendingThread[] {
  const numbers = new DestinationNumbers();
  return Array.from({ length: options.count }, () => new SendingThread(options, numbers));
}

/** Numbers for destinations that are used again: each thread is told of them once. */
class DestinationNumbers {
  private readonly seen = new WeakSet<Destination>();
  private readonly numbers = new WeakMap<Destination, number>();
  private last = 0;

  /** Undefined for what is used for the first time: most of these never come back. */
  find(destination: Destination): number | undefined {
    const known = this.numbers.get(destination);
    if (known !== undefined || !this.seen.has(destination)) {
      this.seen.add(destination);
      return known;
    }
    this.last += 1;
    this.numbers.set(destination, this.last);
    return this.last;
  }
}

class SendingThread implements AttemptMaker {
  isReady = false;
  private readonly waiting = new Map<number, Waiting>();
  private readonly told = new Set<number>();
  private readonly numbers: DestinationNumbers;
  private readonly worker: Worker;
  private outbox: OrderTuple[] = [];
  private sequence = 0;

  constructor({ threadUrl, log }: AttemptThreadsOptions, numbers: DestinationNumbers) {
    this.numbers = numbers;
    this.worker = new Worker(threadUrl, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    this.worker.unref();
    this.worker.on('message', (message: FromThread) => this.receive(message));
    this.worker.on('error', (error) => {
      log.error({ err: error }, 'a sending thread failed; the others go on without it');
    });
    this.worker.on('exit', () => this.giveUp());
  }

  get inFlight(): number {
    return this.waiting.size;
  }

  make(order: AttemptOrder): Promise<AttemptMade> {
    return new Promise((resolve, reject) => {
      this.sequence += 1;
      this.waiting.set(this.sequence, { order, resolve, reject });
      if (this.outbox.length === 0) {
        setImmediate(() => this.flush());
      }
      this.outbox.push(orderTuple(this.sequence, order, this.placeOf(order.destination)));
    });
  }

  async close(): Promise<void> {
    this.isReady = false;
    await this.worker.terminate();
  }

  private placeOf(destination: Destination): Destination | number {
    const number = this.numbers.find(destination);
    if (number === undefined) {
      return destination;
    }
    if (!this.told.has(number)) {
      this.told.add(number);
      this.post({ kind: 'destination', number, destination });
    }
    return number;
  }

  private flush(): void {
    const orders = this.outbox;
    this.outbox = [];
    this.post({ kind: 'orders', orders });
  }

  private post(message: ToThread): void {
    this.worker.postMessage(message);
  }

  private receive(message: FromThread): void {
    if (message.kind === 'ready') {
      this.isReady = true;
      return;
    }
    let at = 0;
    for (const tuple of message.made) {
      const size = tuple[5];
      const rawBytes = message.rawBytes.subarray(at, at + size);
      at += size;
      const waiting = this.take(tuple[0]);
      waiting?.resolve(madeOf(tuple, waiting.order, rawBytes));
    }
    for (const [sequence, made] of message.others) {
      const waiting = this.take(sequence);
      if (typeof made === 'string') {
        waiting?.reject(new Error(made));
      } else {
        waiting?.resolve(made);
      }
    }
  }

  private take(sequence: number): Waiting | undefined {
    const waiting = this.waiting.get(sequence);
    this.waiting.delete(sequence);
    return waiting;
  }

  /** Nobody knows what came of what it was making: each is tried again. */
  private giveUp(): void {
    this.isReady = false;
    for (const { reject } of this.waiting.values()) {
      reject(new Error('the sending thread has ended'));
    }
    this.waiting.clear();
  }
}
