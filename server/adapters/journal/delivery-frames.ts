// What the deliveries journal writes. Summaries are tuples: smaller and faster to parse than
// objects, and a start parses every one of them. New fields go at the end.
import { OUTCOMES } from '../../contract/delivery.ts';
import type { DeliveryId, EventId, SubscriptionId } from '../../contract/ids.ts';
import type { AttemptSummary } from '../../core/attempt-order.ts';
import type {
  DeliveryRecord,
  EventOrigin,
  NewDelivery,
  OneOffTarget,
  Settlement,
} from '../../core/records.ts';
import type { Position } from './segment-files.ts';

/** `copy`: a frame moved ahead of the floor; a start takes it from the `carry` that follows. */
export const DELIVERY_KINDS = {
  event: 1,
  attempt: 2,
  settle: 3,
  delivery: 4,
  pruned: 5,
  carry: 6,
  copy: 7,
} as const;

export type State = DeliveryRecord['state'];
const STATES: readonly State[] = ['pending', 'delivered', 'failed', 'cancelled'];

/** id, subscription, url, next attempt, flags (1 replay, 2 test), note, target */
export type DeliveryTuple = [
  DeliveryId,
  SubscriptionId | null,
  string,
  number | null,
  number,
  string | null,
  OneOffTarget | null,
];
/** sequence, id, type, created, origin, bytes of data, number of the first delivery, deliveries */
export type EventTuple = [
  number,
  EventId,
  string,
  number,
  EventOrigin,
  number,
  number,
  DeliveryTuple[],
];
/** delivery, number, by schedule, state, next attempt, status, outcome, ms, recorded, note */
export type AttemptTuple = [
  DeliveryId,
  number,
  number,
  number,
  number | null,
  number | null,
  number,
  number,
  number,
  string | null,
];
/** delivery, state, next attempt, note, recorded */
export type SettleTuple = [DeliveryId, number, number | null, string | null, number];
/** event, number, created, delivery */
export type AddedTuple = [EventId, number, number, DeliveryTuple];
/** The whole row as it stands: number, created, updated, state, attempts, by schedule, status, outcome, ms, bytes, positions, delivery */
export type CarriedDelivery = [
  number,
  number,
  number,
  number,
  number,
  number,
  number | null,
  number,
  number | null,
  number,
  Position[],
  DeliveryTuple,
];
/** sequence, id, type, created, origin, bytes of data, position, bytes of frame, deliveries */
export type CarryTuple = [
  number,
  EventId,
  string,
  number,
  EventOrigin,
  number,
  Position,
  number,
  CarriedDelivery[],
];

export function stateCode(state: State): number {
  return STATES.indexOf(state);
}
export function stateOf(code: number): State {
  return STATES[code] ?? 'pending';
}
export function outcomeCode(outcome: DeliveryRecord['lastOutcome']): number {
  return outcome === null ? -1 : OUTCOMES.indexOf(outcome);
}
export function outcomeOf(code: number): DeliveryRecord['lastOutcome'] {
  return OUTCOMES[code] ?? null;
}

export function deliveryTuple(delivery: NewDelivery): DeliveryTuple {
  const flags = (delivery.isReplay ? 1 : 0) + (delivery.isTest ? 2 : 0);
  const { id, subscriptionId, url, nextAttemptAtMs, note, target } = delivery;
  return [id, subscriptionId, url, nextAttemptAtMs, flags, note, target];
}

export function attemptTuple(
  attempt: AttemptSummary,
  settlement: Settlement,
  nowMs: number,
): AttemptTuple {
  return [
    attempt.deliveryId,
    attempt.number,
    attempt.cause === 'schedule' ? 1 : 0,
    stateCode(settlement.state),
    settlement.nextAttemptAtMs,
    attempt.status,
    outcomeCode(attempt.outcome),
    attempt.timing.totalMs,
    nowMs,
    settlement.note,
  ];
}
