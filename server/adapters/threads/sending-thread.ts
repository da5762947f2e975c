import type { MessagePort } from 'node:worker_threads';
import type {
  AttemptMade,
  AttemptOrder,
  Destination,
  PackedAttempt,
} from '../../core/attempt-order.ts';
import type { AttemptRecord } from '../../core/records.ts';
import type { AttemptMaker } from '../../ports.ts';
import { LaneGates } from './lane-gates.ts';
import { begin, isRecalled } from './order-cells.ts';
import { ArenaView } from './shared-arena.ts';
import {
  type FromThread,
  type MadeTuple,
  madeTuple,
  type OrderTuple,
  orderOf,
  type ThreadData,
  type ToThread,
} from './thread-messages.ts';

type Pack = (attempt: AttemptRecord, data: string | Uint8Array) => PackedAttempt;

interface Outbox {
  readonly made: { cell: number; data: string | Uint8Array; done: MadeWhole }[];
  readonly others: [number, AttemptMade | string][];
  readonly dropped: number[];
}

type MadeWhole = Extract<AttemptMade, { kind: 'made' }>;

/** The other end of `createAttemptThreads`: makes what is ordered, and answers in batches. */
export function serveOrders(
  { port, data }: { readonly port: MessagePort; readonly data: ThreadData },
  maker: AttemptMaker,
  pack: Pack,
): void {
  const { cells, arena } = viewed(data);
  const destinations = new Map<number, Destination>();
  let outbox: Outbox | undefined;
  const gates = new LaneGates({
    mayBegin: (cell) => begin(cells, cell),
    isRecalled: (cell) => isRecalled(cells, cell),
    drop: (cell) => open().dropped.push(cell),
  });

  function open(): Outbox {
    if (outbox === undefined) {
      outbox = { made: [], others: [], dropped: [] };
      // All answers that this turn of the event loop brings go back as one message. Packing waits
      // until then too: the endpoint has its next requests meanwhile.
      setImmediate(flush);
    }
    return outbox;
  }

  function flush(): void {
    if (outbox === undefined) {
      return;
    }
    const { made, others, dropped } = outbox;
    outbox = undefined;
    const tuples: MadeTuple[] = [];
    const pieces: Uint8Array[] = [];
    for (const { cell, data, done } of made) {
      try {
        const packed = pack(done.attempt, data);
        tuples.push(madeTuple(cell, done.attempt, done.settled, packed));
        pieces.push(packed.bytes);
      } catch (error) {
        others.push([cell, String(error)]);
      }
    }
    const bytes = gathered(pieces);
    const message: FromThread = { kind: 'made', made: tuples, bytes, others, dropped };
    port.postMessage(message, [bytes.buffer]);
  }

  async function make(tuple: OrderTuple, destination: Destination | undefined): Promise<void> {
    const [cell, , , lane] = tuple;
    try {
      if (destination === undefined) {
        throw new Error('this thread was never told of the destination');
      }
      const order = orderOf(tuple, destination, arena);
      const done = await maker.make(order);
      gates.leave(lane);
      if (done.kind === 'made') {
        open().made.push({ cell, data: dataOf(order), done });
      } else {
        open().others.push([cell, done]);
      }
    } catch (error) {
      gates.leave(lane);
      open().others.push([cell, String(error)]);
    }
  }

  port.on('message', (message: ToThread) => {
    if (message.kind === 'destination') {
      destinations.set(message.number, message.destination);
      return;
    }
    for (const tuple of message.orders) {
      const [cell, given, , lane] = tuple;
      const destination = typeof given === 'number' ? destinations.get(given) : given;
      gates.enter(lane, tuple[5], { cell, begin: () => void make(tuple, destination) });
    }
    for (const number of message.forgotten) {
      destinations.delete(number);
    }
    if (message.isSweepDue) {
      gates.sweep();
    }
  });
  port.postMessage({ kind: 'ready' } satisfies FromThread);
}

function viewed({ cells, arena }: ThreadData) {
  return { cells, arena: arena && new ArenaView(arena) };
}

function dataOf({ event }: AttemptOrder): string | Uint8Array {
  return event.shared?.bytes ?? event.dataText;
}

/** In a buffer of exactly their size: a view would take its whole buffer along. */
function gathered(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const bytes = new Uint8Array(new ArrayBuffer(size));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
