// What main and sending threads tell each other. Batches of tuples, because a message costs far more
// than what is in it, and names of fields would be most of that.
import type {
  AttemptMade,
  AttemptOrder,
  AttemptSummary,
  Destination,
  PackedAttempt,
} from '../../core/attempt-order.ts';
import type { Settled } from '../../core/settle.ts';
import type { SharedCells } from './order-cells.ts';

type Delivery = AttemptOrder['delivery'];

/** What a thread is given when it starts. */
export interface ThreadData {
  readonly cells: SharedCells;
}

/** cell, destination or its number, cause, lane, flags, the delivery's and the event's fields, share */
export type OrderTuple = [
  number,
  Destination | number,
  AttemptOrder['cause'],
  string,
  number,
  Delivery['id'],
  Delivery['state'],
  number | null,
  string | null,
  number,
  number,
  AttemptOrder['event']['id'],
  string,
  string,
  number,
  Delivery['lastOutcome'],
  number,
];

export type ToThread =
  | {
      readonly kind: 'orders';
      readonly orders: readonly OrderTuple[];
      /** Something was taken back. */
      readonly isSweepDue: boolean;
      /** Numbers of destinations that no later order names without telling it anew. */
      readonly forgotten: readonly number[];
    }
  | { readonly kind: 'destination'; readonly number: number; readonly destination: Destination };

/** cell, summary's fields, settled's fields, lengths of the packed texts and of all its bytes in the batch */
export type MadeTuple = [
  number,
  readonly [
    AttemptSummary['id'],
    number,
    AttemptSummary['outcome'],
    number | null,
    number | null,
    number | null,
    number,
  ],
  readonly [
    boolean,
    Settled['settlement']['state'],
    number | null,
    string | null,
    string,
    Settled['disables'],
  ],
  number,
  number,
  number,
];

export type FromThread =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'made';
      readonly made: readonly MadeTuple[];
      readonly bytes: Uint8Array;
      readonly others: readonly (readonly [number, AttemptMade | string])[];
      /** Cells of orders that were taken back before they began. */
      readonly dropped: readonly number[];
    };

const LOOPBACK = 1;
const PRIVATE = 2;
const REPLAY = 4;
const TEST = 8;

/** `share`: how many attempts of the lane this thread may make at a time. */
export function orderTuple(
  cell: number,
  order: AttemptOrder,
  { share, place }: { readonly share: number; readonly place: Destination | number },
): OrderTuple {
  const { delivery, event, cause, lane } = order;
  const flags =
    (order.allowsLoopback ? LOOPBACK : 0) |
    (order.allowsPrivate ? PRIVATE : 0) |
    (delivery.isReplay ? REPLAY : 0) |
    (delivery.isTest ? TEST : 0);
  return [
    cell,
    place,
    cause,
    lane,
    flags,
    delivery.id,
    delivery.state,
    delivery.nextAttemptAtMs,
    delivery.note,
    delivery.attempts,
    delivery.scheduledAttempts,
    event.id,
    event.type,
    event.dataText,
    event.createdAtMs,
    delivery.lastOutcome,
    share,
  ];
}

export function orderOf(tuple: OrderTuple, destination: Destination): AttemptOrder {
  const [, , cause, lane, flags, id, state, nextAttemptAtMs, note, attempts, scheduledAttempts] =
    tuple;
  return {
    destination,
    cause,
    lane,
    allowsLoopback: (flags & LOOPBACK) !== 0,
    allowsPrivate: (flags & PRIVATE) !== 0,
    delivery: {
      id,
      state,
      nextAttemptAtMs,
      note,
      attempts,
      scheduledAttempts,
      lastOutcome: tuple[15],
      isReplay: (flags & REPLAY) !== 0,
      isTest: (flags & TEST) !== 0,
    },
    event: { id: tuple[11], type: tuple[12], dataText: tuple[13], createdAtMs: tuple[14] },
  };
}

export function madeTuple(
  cell: number,
  summary: AttemptSummary,
  settled: Settled,
  packed: PackedAttempt,
): MadeTuple {
  const { settlement } = settled;
  const { timing } = summary;
  return [
    cell,
    [
      summary.id,
      summary.startedAtMs,
      summary.outcome,
      summary.status,
      timing.connectMs,
      timing.waitMs,
      timing.totalMs,
    ],
    [
      settled.isSuccess,
      settlement.state,
      settlement.nextAttemptAtMs,
      settlement.note,
      settled.explanation,
      settled.disables,
    ],
    packed.detailBytes,
    packed.linesBytes,
    packed.bytes.length,
  ];
}

/** The attempt of a tuple, with its bytes out of the batch. */
export function madeOf(
  [, attempt, outcome, detailBytes, linesBytes]: MadeTuple,
  order: AttemptOrder,
  bytes: Uint8Array,
): AttemptMade {
  const [id, startedAtMs, name, status, connectMs, waitMs, totalMs] = attempt;
  const [isSuccess, state, nextAttemptAtMs, note, explanation, disables] = outcome;
  return {
    kind: 'packed',
    packed: { detailBytes, linesBytes, bytes },
    settled: { isSuccess, settlement: { state, nextAttemptAtMs, note }, explanation, disables },
    summary: {
      id,
      deliveryId: order.delivery.id,
      number: order.delivery.attempts + 1,
      cause: order.cause,
      startedAtMs,
      outcome: name,
      isSuccess,
      explanation,
      status,
      timing: { connectMs, waitMs, totalMs },
    },
  };
}
