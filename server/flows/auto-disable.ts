import type { SubscriptionId } from '../contract/ids.ts';
import { durationText } from '../core/durations.ts';
import type { DeliveryRecord, DisabledReason, SubscriptionRecord } from '../core/records.ts';
import type { DeliveryDeps } from './delivery-deps.ts';

type Deps = Pick<
  DeliveryDeps,
  'subscriptions' | 'deliveries' | 'queue' | 'feed' | 'clock' | 'log' | 'oneAtATime'
>;

/**
 * Keeps a subscription's failure clock: it starts with the first failed attempt, stops with the
 * next success, warns at half time and disables at the end. Called for scheduled attempts only.
 */
export async function noteAttempt(
  deps: Deps,
  { id }: Pick<SubscriptionRecord, 'id'>,
  isSuccess: boolean,
  startedAtMs: number,
): Promise<void> {
  const subscription = deps.subscriptions.find(id);
  if (subscription === undefined || !changesClock(subscription, isSuccess, deps.clock.now())) {
    return;
  }
  if (isOver(subscription, isSuccess, deps.clock.now())) {
    const failedMs = deps.clock.now() - (subscription.failingSinceMs ?? startedAtMs);
    const text = `Every attempt has failed for ${durationText(failedMs)}.`;
    // Another attempt may succeed before it is our turn: then not every attempt has failed.
    const isStillDue = (current: SubscriptionRecord) =>
      isOver(current, isSuccess, deps.clock.now());
    await disableWhere(deps, { id, reason: 'failing', text }, isStillDue);
    return;
  }
  await deps.oneAtATime(async () => {
    // Looked up again: whoever was before us may have changed it.
    const current = deps.subscriptions.find(id);
    if (current !== undefined && changesClock(current, isSuccess, deps.clock.now())) {
      await store(deps, noted(deps, current, isSuccess, startedAtMs));
    }
  });
}

/** Almost every attempt changes nothing here: the clock runs or stands already. */
export function isNews(
  deps: Pick<Deps, 'subscriptions' | 'clock'>,
  { id }: Pick<SubscriptionRecord, 'id'>,
  isSuccess: boolean,
): boolean {
  const subscription = deps.subscriptions.find(id);
  return subscription !== undefined && changesClock(subscription, isSuccess, deps.clock.now());
}

function changesClock(
  subscription: SubscriptionRecord,
  isSuccess: boolean,
  nowMs: number,
): boolean {
  const { failingSinceMs, failureWarnedAtMs } = subscription;
  if (isSuccess || failingSinceMs === null) {
    return isSuccess === (failingSinceMs !== null);
  }
  const rule = subscription.policy.auto_disable;
  const isHalfTime = nowMs - failingSinceMs >= rule.after_ms / 2;
  const isDue = failureWarnedAtMs === null || isOver(subscription, isSuccess, nowMs);
  return rule.is_enabled && subscription.state !== 'disabled' && isHalfTime && isDue;
}

function isOver(subscription: SubscriptionRecord, isSuccess: boolean, nowMs: number): boolean {
  const { failingSinceMs, policy } = subscription;
  return (
    !isSuccess && failingSinceMs !== null && nowMs - failingSinceMs >= policy.auto_disable.after_ms
  );
}

function noted(
  deps: Deps,
  subscription: SubscriptionRecord,
  isSuccess: boolean,
  startedAtMs: number,
): SubscriptionRecord {
  const { failingSinceMs } = subscription;
  if (isSuccess) {
    return { ...subscription, failingSinceMs: null, failureWarnedAtMs: null };
  }
  if (failingSinceMs === null) {
    return { ...subscription, failingSinceMs: startedAtMs };
  }
  const nowMs = deps.clock.now();
  const left = durationText(subscription.policy.auto_disable.after_ms - (nowMs - failingSinceMs));
  deps.log.warn(
    { subscription_id: subscription.id, failing_since_ms: failingSinceMs },
    `every attempt fails; the subscription is disabled in ${left} unless one succeeds`,
  );
  return { ...subscription, failureWarnedAtMs: nowMs };
}

/** Disables a subscription, says why, and cancels what still waits for it. */
export function disableSubscription(
  deps: Deps,
  id: SubscriptionId,
  reason: DisabledReason,
  text: string,
): Promise<void> {
  return disableWhere(deps, { id, reason, text }, () => true);
}

async function disableWhere(
  deps: Deps,
  { id, reason, text }: { id: SubscriptionId; reason: DisabledReason; text: string },
  isDue: (current: SubscriptionRecord) => boolean,
): Promise<void> {
  const isDone = await deps.oneAtATime(async () => {
    const subscription = deps.subscriptions.find(id);
    if (subscription === undefined || subscription.state === 'disabled' || !isDue(subscription)) {
      return false;
    }
    const disabled = { reason, atMs: deps.clock.now(), text };
    await store(deps, { ...subscription, state: 'disabled', disabled });
    return true;
  });
  if (isDone) {
    deps.log.warn({ subscription_id: id, reason }, `subscription disabled: ${text}`);
    await cancelPending(deps, id, `the subscription is disabled: ${text}`);
  }
}

/** A delivery that waited, and for when. */
export type Waiting = Pick<DeliveryRecord, 'id' | 'nextAttemptAtMs'>;

/**
 * Cancels the pending deliveries of a subscription, all or those of one event type. An attempt that
 * runs at this moment is recorded all the same. Answers what waited, oldest first.
 */
export async function cancelPending(
  deps: Pick<Deps, 'deliveries' | 'queue' | 'feed'>,
  id: SubscriptionId,
  note: string,
  eventType?: string,
): Promise<readonly Waiting[]> {
  const waiting: Waiting[] = [];
  const cancelling: Promise<void>[] = [];
  for await (const delivery of deps.deliveries.pending(id)) {
    if (eventType === undefined || delivery.eventType === eventType) {
      waiting.push({ id: delivery.id, nextAttemptAtMs: delivery.nextAttemptAtMs });
      cancelling.push(cancelOne(deps, delivery.id, note));
    }
  }
  await Promise.all(cancelling);
  return waiting;
}

async function cancelOne(
  deps: Pick<Deps, 'deliveries' | 'queue' | 'feed'>,
  id: Parameters<Deps['deliveries']['settle']>[0],
  note: string,
): Promise<void> {
  await deps.queue.remove(id);
  const settlement = { state: 'cancelled', nextAttemptAtMs: null, note } as const;
  const record = await deps.deliveries.settle(id, settlement);
  if (record !== undefined) {
    deps.feed.delivery(record);
  }
}

async function store(deps: Deps, subscription: SubscriptionRecord): Promise<void> {
  await deps.subscriptions.put(subscription);
  deps.queue.refreshLane(subscription.id);
  deps.feed.changed('subscriptions');
}
