import type { DeliveryState, Outcome } from '../../contract/delivery.ts';
import type { EventId } from '../../contract/ids.ts';
import type { FilteredDelivery } from '../../core/filter/delivery-filter.ts';
import type {
  AttemptRecord,
  DeliveryRecord,
  EventOrigin,
  EventRecord,
  NewDelivery,
} from '../../core/records.ts';

/** A delivery as scripts answer it, with what filters ask of its event. */
export interface StoredDelivery {
  readonly record: DeliveryRecord;
  readonly face: FilteredDelivery;
}

/** What never changes of a delivery, kept as one JSON text. */
type Base = Pick<
  DeliveryRecord,
  'id' | 'eventId' | 'subscriptionId' | 'url' | 'isReplay' | 'isTest' | 'target'
>;

export function isRow(value: unknown): value is string[] {
  return Array.isArray(value) && typeof value[0] === 'string';
}

export function rowsOf(value: unknown): string[][] {
  return Array.isArray(value) ? value.filter(isRow) : [];
}

/** Reads the fields in the order of DELIVERY_FIELDS. */
export function readDelivery(row: readonly string[]): StoredDelivery {
  const [base = '', number, type = '', at, state, attempts, scheduled, next, updated] = row;
  const [status, outcome, duration, note = '', origin, bytes] = row.slice(9);
  // Written by this adapter alone: the shapes are those that newDelivery and the scripts gave.
  const fixed = JSON.parse(base) as Base;
  const record: DeliveryRecord = {
    ...fixed,
    number: Number(number),
    eventType: type,
    state: state as DeliveryState,
    attempts: Number(attempts),
    scheduledAttempts: Number(scheduled),
    nextAttemptAtMs: numberOrNull(next),
    createdAtMs: Number(at),
    updatedAtMs: Number(updated),
    lastStatus: numberOrNull(status),
    lastOutcome: outcome ? (outcome as Outcome) : null,
    lastDurationMs: numberOrNull(duration),
    note: readNote(note),
  };
  const face = { ...record, eventOrigin: origin as EventOrigin, dataBytes: Number(bytes) };
  return { record, face };
}

/** A delivery after an attempt was recorded: attempts, scheduled, state, due and note are the script's to say. */
export function recordedDelivery(
  before: DeliveryRecord | undefined,
  row: readonly string[],
  { status, outcome, timing }: AttemptRecord,
  nowMs: number,
): DeliveryRecord | undefined {
  const [attempts, scheduled, state, due, note = ''] = row;
  return (
    before && {
      ...before,
      attempts: Number(attempts),
      scheduledAttempts: Number(scheduled),
      state: state as DeliveryState,
      nextAttemptAtMs: numberOrNull(due),
      note: readNote(note),
      updatedAtMs: nowMs,
      lastStatus: status,
      lastOutcome: outcome,
      lastDurationMs: timing.totalMs,
    }
  );
}

/** What the scripts' `add` takes. */
export function addArguments(eventId: EventId, delivery: NewDelivery): string[] {
  const { id, subscriptionId, url, isReplay, isTest, target } = delivery;
  const base: Base = { id, eventId, subscriptionId, url, isReplay, isTest, target };
  return [
    id,
    subscriptionId ?? '',
    textOf(delivery.nextAttemptAtMs),
    isTest ? '1' : '',
    noteText(delivery.note),
    JSON.stringify(base),
  ];
}

/** The record that a new delivery becomes. */
export function newRecord(
  event: EventRecord,
  delivery: NewDelivery,
  number: number,
): DeliveryRecord {
  return {
    ...delivery,
    number,
    eventId: event.id,
    eventType: event.type,
    state: 'pending',
    attempts: 0,
    scheduledAttempts: 0,
    createdAtMs: event.createdAtMs,
    updatedAtMs: event.createdAtMs,
    lastStatus: null,
    lastOutcome: null,
    lastDurationMs: null,
  };
}

/** The fields of an event hash: type, data, at, origin. */
export function readEvent(id: string, fields: readonly (string | null)[]): EventRecord | undefined {
  const [type, dataText, at, origin] = fields;
  if (typeof type !== 'string' || typeof dataText !== 'string') {
    return undefined;
  }
  return {
    id: id as EventId,
    type,
    dataText,
    createdAtMs: Number(at),
    origin: origin as EventOrigin,
  };
}

export function textOf(value: number | null): string {
  return value === null ? '' : String(value);
}

/** Null and the empty text differ. */
export function noteText(note: string | null): string {
  return note === null ? '' : `=${note}`;
}

function readNote(text: string): string | null {
  return text === '' ? null : text.slice(1);
}

function numberOrNull(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}
