import type { DeliveryId, EventId, SubscriptionId } from '../../contract/ids.ts';
import type { DeliveryRecord, EventOrigin, EventRecord, OneOffTarget } from '../../core/records.ts';
import type { State } from './delivery-frames.ts';
import type { Position } from './segment-files.ts';

export interface EventRow {
  readonly sequence: number;
  readonly id: EventId;
  readonly type: string;
  readonly createdAtMs: number;
  readonly origin: EventOrigin;
  readonly dataBytes: number;
  /** Where the data lies. */
  position: Position;
  frameBytes: number;
  /** The segment of the newest frame that makes this row at a start. */
  homeSegment: number;
  /** Replaced rather than pushed to: an array that grows keeps room for seventeen. */
  deliveries: readonly DeliveryRow[];
  pending: number;
  /** The record, while deliveries are pending and the cache has room. */
  cached: EventRecord | null;
  /** About to be pruned: nobody may start anything on it. */
  isLeaving: boolean;
}

export interface DeliveryRow {
  readonly id: DeliveryId;
  readonly number: number;
  readonly event: EventRow;
  readonly subscriptionId: SubscriptionId | null;
  readonly url: string;
  state: State;
  attempts: number;
  scheduledAttempts: number;
  nextAttemptAtMs: number | null;
  readonly createdAtMs: number;
  updatedAtMs: number;
  lastStatus: number | null;
  lastOutcome: DeliveryRecord['lastOutcome'];
  lastDurationMs: number | null;
  readonly isReplay: boolean;
  readonly isTest: boolean;
  note: string | null;
  readonly target: OneOffTarget | null;
  /** Replaced rather than pushed to, as above. */
  attemptPositions: readonly Position[];
  attemptBytes: number;
  isClaimed: boolean;
}

/** The row as others see it: a copy. */
export function recordOf(row: DeliveryRow): DeliveryRecord {
  return {
    id: row.id,
    number: row.number,
    eventId: row.event.id,
    eventType: row.event.type,
    subscriptionId: row.subscriptionId,
    url: row.url,
    state: row.state,
    attempts: row.attempts,
    scheduledAttempts: row.scheduledAttempts,
    nextAttemptAtMs: row.nextAttemptAtMs,
    createdAtMs: row.createdAtMs,
    updatedAtMs: row.updatedAtMs,
    lastStatus: row.lastStatus,
    lastOutcome: row.lastOutcome,
    lastDurationMs: row.lastDurationMs,
    isReplay: row.isReplay,
    isTest: row.isTest,
    note: row.note,
    target: row.target,
  };
}

/** Shared by all rows that have none. */
export const NO_POSITIONS: readonly Position[] = [];
export const NO_DELIVERIES: readonly DeliveryRow[] = [];
