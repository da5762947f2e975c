import { Worker } from 'node:worker_threads';
import type { DeliveryId } from '../../contract/ids.ts';
import type { AttemptMade, AttemptOrder, Destination } from '../../core/attempt-order.ts';
import type { Log } from '../../ports.ts';
import { OrderCells } from './order-cells.ts';
import {
  type FromThread,
  madeOf,
  type OrderTuple,
  orderTuple,
  type ThreadData,
  type ToThread,
} from './thread-messages.ts';

/** So many destinations a thread remembers: each change of a subscription makes a new one. */
const MAX_TOLD = 500;

/** What a thread makes is short-lived: little room is enough, and three threads' worth adds up. */
const YOUNG_MB = 24;

interface Waiting {
  readonly order: AttemptOrder;
  readonly resolve: (made: AttemptMade) => void;
  readonly reject: (error: Error) => void;
}

export interface ThreadClientOptions {
  readonly threadUrl: URL;
  readonly log: Pick<Log, 'error'>;
  readonly numbers: DestinationNumbers;
  readonly arena: SharedArrayBuffer | undefined;
}

/** Numbers for destinations that are used again: each thread is told of them once. */
export class DestinationNumbers {
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

/** One sending thread, seen from the thread that orders. */
export class ThreadClient {
  isReady = false;
  inFlight = 0;
  private readonly cells = new OrderCells();
  /** By cell. */
  private readonly waiting: (Waiting | undefined)[] = [];
  private readonly cellOf = new Map<DeliveryId, number>();
  /** Orders by lane, those that wait for their turn there included. */
  private readonly lanes = new Map<string, number>();
  private readonly told = new Set<number>();
  private readonly numbers: DestinationNumbers;
  private readonly worker: Worker;
  private outbox: OrderTuple[] = [];
  private isSweepDue = false;
  private isFlushDue = false;

  /** `onExit` is called once it makes nothing more, before its orders are rejected. */
  constructor({ threadUrl, log, numbers, arena }: ThreadClientOptions, onExit: () => void) {
    this.numbers = numbers;
    const workerData: ThreadData = { cells: this.cells.shared, arena };
    this.worker = new Worker(threadUrl, {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.worker.unref();
    this.worker.on('message', (message: FromThread) => this.receive(message));
    this.worker.on('error', (error) => {
      log.error({ err: error }, 'a sending thread failed; the others go on without it');
    });
    this.worker.on('exit', () => {
      this.isReady = false;
      onExit();
      this.giveUp();
    });
  }

  get hasRoom(): boolean {
    return this.cells.hasFree;
  }

  inLane(lane: string): number {
    return this.lanes.get(lane) ?? 0;
  }

  /** At most `share` attempts of the order's lane are made at a time. */
  make(order: AttemptOrder, share: number): Promise<AttemptMade> {
    return new Promise((resolve, reject) => {
      const cell = this.cells.take();
      this.waiting[cell] = { order, resolve, reject };
      this.cellOf.set(order.delivery.id, cell);
      this.lanes.set(order.lane, this.inLane(order.lane) + 1);
      this.inFlight += 1;
      this.outbox.push(orderTuple(cell, order, { share, place: this.placeOf(order.destination) }));
      this.flushSoon();
    });
  }

  /**
   * Takes an order back that was not begun; it then ends as `recalled`. Never one that is sent at
   * most once: it is noted as sent already, and would not be ordered again.
   */
  recall(deliveryId: DeliveryId): boolean {
    const cell = this.cellOf.get(deliveryId);
    const order = cell === undefined ? undefined : this.waiting[cell]?.order;
    if (cell === undefined || order === undefined || order.destination.policy.at_most_once) {
      return false;
    }
    if (!this.cells.recall(cell)) {
      return false;
    }
    this.take(cell)?.resolve({ kind: 'recalled' });
    this.isSweepDue = true;
    this.flushSoon();
    return true;
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

  private flushSoon(): void {
    if (!this.isFlushDue) {
      this.isFlushDue = true;
      setImmediate(() => this.flush());
    }
  }

  private flush(): void {
    const orders = this.outbox;
    this.outbox = [];
    const forgotten = this.forget();
    this.post({ kind: 'orders', orders, isSweepDue: this.isSweepDue, forgotten });
    this.isSweepDue = false;
    this.isFlushDue = false;
  }

  /** The oldest beyond what a thread remembers: where they are used again, it is told again. */
  private forget(): readonly number[] {
    const forgotten: number[] = [];
    for (const number of this.told) {
      if (this.told.size <= MAX_TOLD) {
        break;
      }
      this.told.delete(number);
      forgotten.push(number);
    }
    return forgotten;
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
      const bytes = message.bytes.subarray(at, at + size);
      at += size;
      const waiting = this.answered(tuple[0]);
      waiting?.resolve(madeOf(tuple, waiting.order, bytes));
    }
    for (const [cell, made] of message.others) {
      const waiting = this.answered(cell);
      if (typeof made === 'string') {
        waiting?.reject(new Error(made));
      } else {
        waiting?.resolve(made);
      }
    }
    for (const cell of message.dropped) {
      this.cells.give(cell);
    }
  }

  private answered(cell: number): Waiting | undefined {
    this.cells.give(cell);
    return this.take(cell);
  }

  private take(cell: number): Waiting | undefined {
    const waiting = this.waiting[cell];
    if (waiting !== undefined) {
      const { delivery, lane } = waiting.order;
      this.waiting[cell] = undefined;
      if (this.cellOf.get(delivery.id) === cell) {
        this.cellOf.delete(delivery.id);
      }
      this.inFlight -= 1;
      const left = this.inLane(lane) - 1;
      if (left > 0) {
        this.lanes.set(lane, left);
      } else {
        this.lanes.delete(lane);
      }
    }
    return waiting;
  }

  /** Nobody knows what came of what it was making: each is tried again. */
  private giveUp(): void {
    for (const cell of this.waiting.keys()) {
      this.take(cell)?.reject(new Error('the sending thread has ended'));
    }
  }
}
