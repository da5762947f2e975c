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
import { textOfShared } from '../../core/shared-data.ts';
import type { SharedCells } from './order-cells.ts';
import type { ArenaPiece, ArenaView } from './shared-arena.ts';

type Delivery = AttemptOrder['delivery'];

/** What a thread is given when it starts. */
export interface ThreadData {
  readonly cells: SharedCells;
  /** Where the data of some events lies. */
  readonly arena: SharedArrayBuffer | undefined;
}

/** What a delivery only has once it was tried: state, note, attempts, by schedule, last outcome. */
type LaterTuple = readonly [
  Delivery['state'],
  string | null,
  number,
  number,
  Delivery['lastOutcome'],
];

/**
 * cell, destination or its number, cause, lane, flags, share, the delivery's id and due time, the
 * event's id, type and time, its data as text or where that begins in the arena, how long it is there
 * and in which generation, and what a delivery that was tried before has.
 */
export type OrderTuple = readonly [
  cell: number,
  place: Destination | number,
  cause: AttemptOrder['cause'],
  lane: string,
  flags: number,
  share: number,
  deliveryId: Delivery['id'],
  nextAttemptAtMs: number | null,
  eventId: AttemptOrder['event']['id'],
  type: string,
  createdAtMs: number,
  data: string | number,
  dataLength: number,
  generation: number,
  later: LaterTuple | null,
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
  const { shared } = event;
  return [
    cell,
    place,
    cause,
    lane,
    flags,
    share,
    delivery.id,
    delivery.nextAttemptAtMs,
    event.id,
    event.type,
    event.createdAtMs,
    shared === undefined ? event.dataText : shared.offset,
    shared === undefined ? 0 : shared.length,
    shared === undefined ? 0 : shared.generation,
    laterOf(delivery),
  ];
}

function laterOf(delivery: Delivery): LaterTuple | null {
  const { state, note, attempts, scheduledAttempts, lastOutcome } = delivery;
  const isFirst = state === 'pending' && note === null && attempts === 0 && lastOutcome === null;
  return isFirst && scheduledAttempts === 0
    ? null
    : [state, note, attempts, scheduledAttempts, lastOutcome];
}

const FIRST: LaterTuple = ['pending', null, 0, 0, null];

/** Good until it is answered for: the other side holds the data so long. */
export function orderOf(
  tuple: OrderTuple,
  destination: Destination,
  arena?: ArenaView,
): AttemptOrder {
  const [, , cause, lane, flags, , id, nextAttemptAtMs] = tuple;
  const [state, note, attempts, scheduledAttempts, lastOutcome] = tuple[14] ?? FIRST;
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
      lastOutcome,
      isReplay: (flags & REPLAY) !== 0,
      isTest: (flags & TEST) !== 0,
    },
    event: eventOf(tuple, arena),
  };
}

function eventOf(tuple: OrderTuple, arena: ArenaView | undefined): AttemptOrder['event'] {
  const [, , , , , , , , id, type, createdAtMs, data, dataLength, generation] = tuple;
  if (typeof data === 'string') {
    return { id, type, dataText: data, createdAtMs };
  }
  if (arena === undefined) {
    throw new Error('this thread was never given the arena');
  }
  return new OrderedEvent({ id, type, createdAtMs }, arena.piece(data, dataLength, generation));
}

class OrderedEvent {
  readonly id: AttemptOrder['event']['id'];
  readonly type: string;
  readonly createdAtMs: number;
  readonly shared: ArenaPiece;

  constructor(
    { id, type, createdAtMs }: Pick<OrderedEvent, 'id' | 'type' | 'createdAtMs'>,
    shared: ArenaPiece,
  ) {
    this.id = id;
    this.type = type;
    this.createdAtMs = createdAtMs;
    this.shared = shared;
  }

  get dataText(): string {
    return textOfShared(this.shared);
  }
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
