import type {
  AttemptMade,
  AttemptOrder,
  AttemptSummary,
  Destination,
} from '../core/attempt-order.ts';
import { PING_EVENT_TYPE } from '../core/matching.ts';
import type {
  DeliveryRecord,
  EventRecord,
  Settlement,
  SubscriptionRecord,
} from '../core/records.ts';
import { ownedEvent } from '../core/shared-event.ts';
import type { ClaimedDelivery, DeliveryJob } from '../ports.ts';
import { disableSubscription, isNews, noteAttempt } from './auto-disable.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { findDestination } from './destination.ts';
import { endInterrupted, SENDING_ONCE_NOTE } from './end-interrupted.ts';
import { noteAttemptMade } from './note-attempt-made.ts';
import { noteConfirmation } from './note-confirmation.ts';
import { recordUntilStored } from './record-until-stored.ts';
import { firstJob } from './trigger-event.ts';

/** How soon an attempt comes back that found its delivery in another one's hands. */
const CLAIMED_WAIT_MS = 100;

// Every step that is awaited costs the main thread, which is the limit of all sending: what passes
// a promise on passes it on as it is, and what is mostly done at once awaits only where it is not.

/**
 * Makes one attempt: claim, send, store, queue again where due. Rejects only where the store does:
 * an endpoint's failure is a result.
 */
export async function attemptDelivery(
  deps: DeliveryDeps,
  job: DeliveryJob,
  freeSlot: () => void = () => undefined,
): Promise<void> {
  const isByHand = job.cause === 'manual' || job.cause === 'test';
  const claimed = await deps.deliveries.claim(job.deliveryId, isByHand);
  if (claimed === undefined) {
    await comeBackWhereClaimed(deps, job, isByHand);
    return;
  }
  let recorded: Recorded | undefined;
  try {
    recorded = await attemptClaimed(deps, job, claimed, freeSlot);
  } catch (error) {
    deps.deliveries.release(job.deliveryId);
    throw error;
  }
  // What is recorded is claimed no more: another attempt may have it, and its claim is not ours to release.
  const following = recorded && followUp(deps, recorded);
  if (following !== undefined) {
    await following;
  }
}

async function attemptClaimed(
  deps: DeliveryDeps,
  job: DeliveryJob,
  claimed: ClaimedDelivery,
  freeSlot: () => void,
): Promise<Recorded | undefined> {
  const { delivery } = claimed;
  const ping = claimed.event.type === PING_EVENT_TYPE ? ownedEvent(claimed.event) : undefined;
  const found = findDestination(deps, delivery);
  if (found === undefined) {
    await endWithoutAttempt(deps, delivery, 'cancelled', 'the subscription is gone');
    return undefined;
  }
  const cancelNote = reasonToCancel(job, found.subscription);
  if (cancelNote !== null) {
    await endWithoutAttempt(deps, delivery, 'cancelled', cancelNote);
    return undefined;
  }
  if (delivery.note === SENDING_ONCE_NOTE && isInTurn(job)) {
    // Another process was sending it, and its claim ran out: it died, or nobody knows.
    await endInterrupted(deps, delivery);
    return undefined;
  }
  if (found.destination.policy.at_most_once && isInTurn(job)) {
    const nextAttemptAtMs = delivery.nextAttemptAtMs ?? deps.clock.now();
    const settlement = { state: 'pending', nextAttemptAtMs, note: SENDING_ONCE_NOTE } as const;
    await deps.deliveries.settle(delivery.id, settlement);
  }
  const made = await make(deps, orderOf(deps, job, claimed, found.destination));
  if (made.kind === 'recalled') {
    deps.deliveries.release(delivery.id);
    return undefined;
  }
  freeSlot();
  if (made.kind === 'impossible') {
    deps.log.warn({ delivery_id: delivery.id, code: made.code }, 'nothing could be sent');
    await endWithoutAttempt(deps, delivery, 'failed', made.text);
    return undefined;
  }
  const stored = await record(deps, delivery, made);
  return { job, delivery, subscription: found.subscription, made, stored, ping };
}

function make(deps: DeliveryDeps, order: AttemptOrder): Promise<AttemptMade> {
  const isOnlyOnce = order.destination.policy.at_most_once && isInTurn(order);
  return isOnlyOnce ? makeOnce(deps, order) : deps.maker.make(order);
}

async function makeOnce(deps: DeliveryDeps, order: AttemptOrder): Promise<AttemptMade> {
  try {
    return await deps.maker.make(order);
  } catch {
    // Nobody knows whether it was sent: once more would be twice, where once is all that is wanted.
    const text = 'the thread that was sending this ended, and it is sent at most once';
    return { kind: 'impossible', code: 'internal_error', text };
  }
}

/** The attempts that a delivery gets by itself; the first of a replay is one of them. */
function isInTurn({ cause }: Pick<DeliveryJob, 'cause'>): boolean {
  return cause === 'schedule' || cause === 'replay';
}

function orderOf(
  deps: DeliveryDeps,
  job: DeliveryJob,
  { delivery, event }: ClaimedDelivery,
  destination: Destination,
): AttemptOrder {
  const rules = deps.sendingRules();
  const isNamed =
    destination.policy.allow_private_addresses ||
    isAllowedHost(rules.allowedPrivateHosts, destination.url);
  return {
    delivery,
    event,
    destination,
    cause: job.cause,
    lane: job.lane,
    allowsPrivate: !rules.isShared || isNamed,
    allowsLoopback: !rules.isShared || rules.isDesktop || isNamed,
  };
}

function isAllowedHost(allowed: readonly string[], url: string): boolean {
  if (allowed.length === 0) {
    return false;
  }
  const host = new URL(url).hostname.toLowerCase();
  return allowed.some((name) => name.toLowerCase() === host || `[${name.toLowerCase()}]` === host);
}

type Made = Exclude<AttemptMade, { kind: 'impossible' | 'recalled' }>;

interface Recorded {
  readonly job: DeliveryJob;
  /** As it was before the attempt. */
  readonly delivery: DeliveryRecord;
  readonly stored: DeliveryRecord;
  readonly subscription: SubscriptionRecord | null;
  readonly made: Made;
  /** The event, where it is a ping. */
  readonly ping: EventRecord | undefined;
}

function record(deps: DeliveryDeps, delivery: DeliveryRecord, made: Made): Promise<DeliveryRecord> {
  return made.settled.isSuccess
    ? recordUntilStored(deps, made, made.settled.settlement)
    : recordFailure(deps, delivery, made);
}

async function recordFailure(
  deps: DeliveryDeps,
  delivery: DeliveryRecord,
  made: Made,
): Promise<DeliveryRecord> {
  const settlement = await unlessCancelled(deps, delivery, made.settled.settlement);
  return recordUntilStored(deps, made, settlement);
}

/** Undefined where nothing is left to wait for, as after almost every success. */
function followUp(deps: DeliveryDeps, recorded: Recorded): Promise<void> | undefined {
  const { job, delivery, stored, subscription, made, ping } = recorded;
  const summary = summaryOf(made);
  deps.feed.delivery(stored);
  noteAttemptMade(deps, delivery, summary);
  const isMoreDue =
    !made.settled.isSuccess ||
    made.settled.disables !== null ||
    stored.state === 'pending' ||
    job.cause === 'manual' ||
    ping !== undefined ||
    (subscription !== null && isNews(deps, subscription, true));
  return isMoreDue ? followUpMore(deps, recorded, summary) : undefined;
}

function summaryOf(made: Made): AttemptSummary {
  return made.kind === 'made' ? made.attempt : made.summary;
}

async function followUpMore(
  deps: DeliveryDeps,
  { job, delivery, stored, subscription, made, ping }: Recorded,
  summary: AttemptSummary,
): Promise<void> {
  const { settled } = made;
  if (stored.state === 'pending' || job.cause === 'manual') {
    await queueAgain(deps, job, stored);
  }
  // What a manual act began never moves the failure clock, its retries no more than its first attempt.
  if (subscription !== null && job.cause === 'schedule' && !delivery.isReplay) {
    if (settled.disables !== null) {
      await disableSubscription(deps, subscription.id, settled.disables, settled.explanation);
    } else if (isNews(deps, subscription, settled.isSuccess)) {
      await noteAttempt(deps, subscription, settled.isSuccess, summary.startedAtMs);
    }
  }
  if (ping !== undefined && subscription !== null) {
    await noteConfirmation(deps, subscription, ping, stored);
  }
}

async function queueAgain(
  deps: DeliveryDeps,
  job: DeliveryJob,
  stored: DeliveryRecord,
): Promise<void> {
  if (job.cause !== 'manual') {
    if (stored.state === 'pending') {
      await deps.queue.scheduleMany([firstJob(stored)]);
    }
  } else if (stored.state !== 'pending' && !stored.isTest) {
    // Its scheduled attempt comes up now, finds nothing to do and leaves the line of its lane.
    await deps.queue.scheduleMany([{ ...firstJob(stored), atMs: deps.clock.now() }]);
  }
}

/** A failed attempt does not bring back what its user cancelled while it ran. */
async function unlessCancelled(
  deps: DeliveryDeps,
  delivery: DeliveryRecord,
  settlement: Settlement,
): Promise<Settlement> {
  const current = await deps.deliveries.findDelivery(delivery.id);
  return current !== undefined && current.state === 'cancelled'
    ? { state: 'cancelled', nextAttemptAtMs: null, note: current.note }
    : settlement;
}

/** Why a scheduled attempt must not be made any more; null where it may. Acts by hand always may. */
function reasonToCancel(job: DeliveryJob, subscription: SubscriptionRecord | null): string | null {
  if (job.cause !== 'schedule' || subscription?.state !== 'disabled') {
    return null;
  }
  return `the subscription is disabled: ${subscription.disabled?.text ?? 'by its user'}`;
}

async function endWithoutAttempt(
  deps: DeliveryDeps,
  delivery: DeliveryRecord,
  state: 'cancelled' | 'failed',
  note: string,
): Promise<void> {
  const stored = await deps.deliveries.settle(delivery.id, { state, nextAttemptAtMs: null, note });
  deps.deliveries.release(delivery.id);
  if (stored !== undefined) {
    deps.feed.delivery(stored);
  }
}

/** Another attempt has it: a manual one waits for its turn, a scheduled one too while it is pending. */
async function comeBackWhereClaimed(
  deps: DeliveryDeps,
  job: DeliveryJob,
  isByHand: boolean,
): Promise<void> {
  const current = await deps.deliveries.findDelivery(job.deliveryId);
  if (current === undefined || (!isByHand && current.state !== 'pending')) {
    return;
  }
  await deps.queue.scheduleMany([{ ...job, atMs: deps.clock.now() + CLAIMED_WAIT_MS }]);
}
