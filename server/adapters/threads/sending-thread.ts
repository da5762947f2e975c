import type { MessagePort } from 'node:worker_threads';
import type { AttemptMade, Destination, PackedAttempt } from '../../core/attempt-order.ts';
import type { AttemptRecord } from '../../core/records.ts';
import type { AttemptMaker } from '../../ports.ts';
import {
  type FromThread,
  type MadeTuple,
  madeTuple,
  type OrderTuple,
  orderOf,
  type ToThread,
} from './thread-messages.ts';

type Pack = (attempt: AttemptRecord, dataText: string) => PackedAttempt;

interface Outbox {
  made: MadeTuple[];
  bytes: Uint8Array[];
  others: [number, AttemptMade | string][];
}

/** The other end of `createAttemptThreads`: makes what is ordered, and answers in batches. */
export function serveOrders(port: MessagePort, maker: AttemptMaker, pack: Pack): void {
  const destinations = new Map<number, Destination>();
  let outbox: Outbox | undefined;

  function open(): Outbox {
    if (outbox === undefined) {
      outbox = { made: [], bytes: [], others: [] };
      // All answers that this turn of the event loop brings go back as one message.
      setImmediate(flush);
    }
    return outbox;
  }

  function flush(): void {
    if (outbox === undefined) {
      return;
    }
    const { made, bytes, others } = outbox;
    outbox = undefined;
    const rawBytes = gathered(bytes);
    const message: FromThread = { kind: 'made', made, rawBytes, others };
    port.postMessage(message, [rawBytes.buffer]);
  }

  async function make(tuple: OrderTuple): Promise<void> {
    const [sequence, given] = tuple;
    const destination = typeof given === 'number' ? destinations.get(given) : given;
    if (destination === undefined) {
      open().others.push([sequence, 'this thread was never told of the destination']);
      return;
    }
    try {
      const order = orderOf(tuple, destination);
      const done = await maker.make(order);
      if (done.kind === 'made') {
        const packed = pack(done.attempt, order.event.dataText);
        const box = open();
        box.made.push(madeTuple(sequence, done.attempt, done.settled, packed));
        box.bytes.push(packed.rawBytes);
      } else {
        open().others.push([sequence, done]);
      }
    } catch (error) {
      open().others.push([sequence, String(error)]);
    }
  }

  port.on('message', (message: ToThread) => {
    if (message.kind === 'destination') {
      destinations.set(message.number, message.destination);
      return;
    }
    for (const order of message.orders) {
      void make(order);
    }
  });
  const ready: FromThread = { kind: 'ready' };
  port.postMessage(ready);
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
