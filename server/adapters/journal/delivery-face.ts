import type { FilteredDelivery } from '../../core/filter/delivery-filter.ts';
import { type DeliveryRow, type EventRow, NO_POSITIONS } from './delivery-row.ts';

/** What a filter sees of a row. One for many rows: a list of 100,000 copies none of them. */
export class DeliveryFace implements FilteredDelivery {
  #row: DeliveryRow;

  constructor(row: DeliveryRow) {
    this.#row = row;
  }

  of(row: DeliveryRow): this {
    this.#row = row;
    return this;
  }

  get id() {
    return this.#row.id;
  }
  get number() {
    return this.#row.number;
  }
  get eventId() {
    return this.#row.event.id;
  }
  get eventType() {
    return this.#row.event.type;
  }
  get eventOrigin() {
    return this.#row.event.origin;
  }
  get dataBytes() {
    return this.#row.event.dataBytes;
  }
  get subscriptionId() {
    return this.#row.subscriptionId;
  }
  get url() {
    return this.#row.url;
  }
  get state() {
    return this.#row.state;
  }
  get attempts() {
    return this.#row.attempts;
  }
  get createdAtMs() {
    return this.#row.createdAtMs;
  }
  get lastStatus() {
    return this.#row.lastStatus;
  }
  get lastOutcome() {
    return this.#row.lastOutcome;
  }
  get lastDurationMs() {
    return this.#row.lastDurationMs;
  }
  get isReplay() {
    return this.#row.isReplay;
  }
  get isTest() {
    return this.#row.isTest;
  }
  get note() {
    return this.#row.note;
  }
  get target() {
    return this.#row.target;
  }
}

/** An event that nobody subscribed to, as a filter sees it: a delivery that goes nowhere. */
export function loneRow(event: EventRow): DeliveryRow {
  return {
    id: '' as DeliveryRow['id'],
    number: 0,
    event,
    subscriptionId: null,
    url: '',
    state: 'cancelled',
    attempts: 0,
    scheduledAttempts: 0,
    nextAttemptAtMs: null,
    createdAtMs: event.createdAtMs,
    updatedAtMs: event.createdAtMs,
    lastStatus: null,
    lastOutcome: null,
    lastDurationMs: null,
    isReplay: event.origin === 'replay',
    isTest: event.origin === 'test',
    note: null,
    target: null,
    attemptPositions: NO_POSITIONS,
    attemptBytes: 0,
    isClaimed: false,
  };
}
