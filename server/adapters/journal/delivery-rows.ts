// The deliveries in memory: one small row each, never a payload. Every change comes through one of
// the `apply…` methods, with the very tuple that stands in the journal, both when a record is
// stored and when it is read back: what a restart sees is what was seen before it.
import type { DeliveryId, EventId, SubscriptionId } from '../../contract/ids.ts';
import { DeliveryCounts, type DeliveryTotals } from './delivery-counts.ts';
import {
  type AddedTuple,
  type AttemptTuple,
  type CarriedDelivery,
  type CarryTuple,
  type DeliveryTuple,
  type EventTuple,
  outcomeOf,
  type SettleTuple,
  type State,
  stateOf,
} from './delivery-frames.ts';
import { type DeliveryRow, type EventRow, NO_DELIVERIES, NO_POSITIONS } from './delivery-row.ts';
import { RepeatedTexts } from './repeated-texts.ts';
import { type Position, segmentOf } from './segment-files.ts';

export class DeliveryRows {
  readonly eventsById = new Map<EventId, EventRow>();
  readonly deliveriesById = new Map<DeliveryId, DeliveryRow>();
  /** In the order of their numbers. */
  events: EventRow[] = [];
  deliveries: DeliveryRow[] = [];
  nextNumber = 1;
  nextSequence = 1;
  /** Events without a delivery: for retention they count as one. */
  loneEvents = 0;
  /** Bytes of the frames that rows point to. */
  liveBytes = 0;
  readonly counts: DeliveryCounts;
  readonly #texts = new RepeatedTexts();

  constructor(base: DeliveryTotals) {
    this.nextNumber = base.nextNumber;
    this.nextSequence = base.nextSequence;
    this.counts = new DeliveryCounts(base);
  }

  applyEvent(tuple: EventTuple, position: Position, frameBytes: number): EventRow {
    const [sequence, id, type, createdAtMs, origin, dataBytes, firstNumber, deliveries] = tuple;
    const row: EventRow = {
      sequence,
      id,
      type: this.#texts.one(type),
      createdAtMs,
      origin,
      dataBytes,
      position,
      frameBytes,
      homeSegment: segmentOf(position),
      deliveries: NO_DELIVERIES,
      pending: 0,
      cached: null,
      isLeaving: false,
    };
    this.#insertEvent(row);
    for (const [index, delivery] of deliveries.entries()) {
      this.#insertDelivery(this.#newRow(row, firstNumber + index, createdAtMs, delivery));
    }
    return row;
  }

  applyAdded(tuple: AddedTuple): DeliveryRow | undefined {
    const [eventId, number, createdAtMs, delivery] = tuple;
    const event = this.eventsById.get(eventId);
    return event && this.#insertDelivery(this.#newRow(event, number, createdAtMs, delivery));
  }

  applyAttempt(tuple: AttemptTuple, position: Position, bytes: number): void {
    const row = this.deliveriesById.get(tuple[0]);
    if (row !== undefined) {
      this.applyAttemptTo(row, tuple, position, bytes);
    }
  }

  applyAttemptTo(row: DeliveryRow, tuple: AttemptTuple, position: Position, bytes: number): void {
    const [, , scheduled, state, nextAt, status, outcome, durationMs, atMs, note] = tuple;
    row.attempts += 1;
    row.scheduledAttempts += scheduled;
    row.lastStatus = status;
    row.lastOutcome = outcomeOf(outcome);
    row.lastDurationMs = durationMs;
    row.updatedAtMs = atMs;
    row.note = note;
    row.attemptPositions = withOne(row.attemptPositions, position);
    row.attemptBytes += bytes;
    this.liveBytes += bytes;
    this.counts.attempts += 1;
    this.#setState(row, stateOf(state), nextAt);
  }

  applySettle(tuple: SettleTuple): DeliveryRow | undefined {
    const [id, state, nextAt, note, atMs] = tuple;
    const row = this.deliveriesById.get(id);
    if (row) {
      row.note = note;
      row.updatedAtMs = atMs;
      this.#setState(row, stateOf(state), nextAt);
    }
    return row;
  }

  applyCarry(tuple: CarryTuple, home: Position): void {
    const [sequence, id, type, createdAtMs, origin, dataBytes, position, frameBytes, carried] =
      tuple;
    const event =
      this.eventsById.get(id) ??
      this.applyEvent(
        [sequence, id, type, createdAtMs, origin, dataBytes, 0, []],
        position,
        frameBytes,
      );
    event.position = position;
    event.homeSegment = segmentOf(home);
    for (const delivery of carried) {
      this.#applyCarriedDelivery(event, delivery);
    }
  }

  /** Takes rows away; they stay in the ledger. */
  applyPruned(ids: readonly EventId[]): number {
    let deliveries = 0;
    for (const id of ids) {
      const event = this.eventsById.get(id);
      if (event) {
        deliveries += event.deliveries.length;
        this.#remove(event);
      }
    }
    this.events = this.events.filter((event) => this.eventsById.get(event.id) === event);
    this.deliveries = this.deliveries.filter((row) => this.deliveriesById.get(row.id) === row);
    return deliveries;
  }

  /** After a start: carried rows were read late. */
  sort(): void {
    this.events.sort((a, b) => a.sequence - b.sequence);
    this.deliveries.sort((a, b) => a.number - b.number);
  }

  #newRow(event: EventRow, number: number, createdAtMs: number, tuple: DeliveryTuple): DeliveryRow {
    const [id, subscriptionId, url, nextAttemptAtMs, flags, note, target] = tuple;
    return {
      id,
      number,
      event,
      subscriptionId: subscriptionId && (this.#texts.one(subscriptionId) as SubscriptionId),
      url: this.#texts.one(url),
      state: 'pending',
      attempts: 0,
      scheduledAttempts: 0,
      nextAttemptAtMs,
      createdAtMs,
      updatedAtMs: createdAtMs,
      lastStatus: null,
      lastOutcome: null,
      lastDurationMs: null,
      isReplay: (flags & 1) === 1,
      isTest: (flags & 2) === 2,
      note,
      target,
      attemptPositions: NO_POSITIONS,
      attemptBytes: 0,
      isClaimed: false,
    };
  }

  #applyCarriedDelivery(event: EventRow, carried: CarriedDelivery): void {
    const [number, createdAtMs, updatedAtMs, state, attempts, scheduled] = carried;
    const [, , , , , , status, outcome, durationMs, bytes, positions, tuple] = carried;
    const known = this.deliveriesById.get(tuple[0]);
    const row = known ?? this.#insertDelivery(this.#newRow(event, number, createdAtMs, tuple));
    this.counts.attempts += attempts - row.attempts;
    this.liveBytes += bytes - row.attemptBytes;
    row.attempts = attempts;
    row.scheduledAttempts = scheduled;
    row.lastStatus = status;
    row.lastOutcome = outcomeOf(outcome);
    row.lastDurationMs = durationMs;
    row.updatedAtMs = updatedAtMs;
    row.note = tuple[5];
    row.attemptPositions = positions;
    row.attemptBytes = bytes;
    this.#setState(row, stateOf(state), tuple[3]);
  }

  #insertEvent(row: EventRow): void {
    this.events.push(row);
    this.eventsById.set(row.id, row);
    this.loneEvents += 1;
    this.liveBytes += row.frameBytes;
    this.nextSequence = Math.max(this.nextSequence, row.sequence + 1);
  }

  #insertDelivery(row: DeliveryRow): DeliveryRow {
    this.loneEvents -= row.event.deliveries.length === 0 ? 1 : 0;
    row.event.deliveries = withOne(row.event.deliveries, row);
    row.event.pending += 1;
    this.deliveries.push(row);
    this.deliveriesById.set(row.id, row);
    this.nextNumber = Math.max(this.nextNumber, row.number + 1);
    this.counts.added(row.subscriptionId);
    return row;
  }

  #setState(row: DeliveryRow, state: State, nextAttemptAtMs: number | null): void {
    row.nextAttemptAtMs = nextAttemptAtMs;
    if (row.state === state) {
      return;
    }
    this.counts.moved(row.subscriptionId, row.state, state);
    row.event.pending += (state === 'pending' ? 1 : 0) - (row.state === 'pending' ? 1 : 0);
    row.state = state;
  }

  #remove(event: EventRow): void {
    this.eventsById.delete(event.id);
    this.loneEvents -= event.deliveries.length === 0 ? 1 : 0;
    this.liveBytes -= event.frameBytes;
    for (const row of event.deliveries) {
      this.deliveriesById.delete(row.id);
      this.liveBytes -= row.attemptBytes;
    }
    this.counts.pruned(event.homeSegment, event.deliveries);
  }
}

/** Exactly as long as needed; a literal with a spread takes room for seventeen, as `push` does. */
function withOne<Item>(items: readonly Item[], item: Item): readonly Item[] {
  return items.length === 0 ? [item] : items.concat([item]);
}
