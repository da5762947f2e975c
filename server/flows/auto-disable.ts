import type { SubscriptionId } from '../contract/ids.ts';
import { durationText } from '../core/durations.ts';
import type { DisabledReason, SubscriptionRecord } from '../core/records.ts';
import type { DeliveryDeps } from './delivery-deps.ts';

type Deps = Pick<DeliveryDeps, 'subscriptions' | 'deliveries' | 'queue' | 'feed' | 'clock' | 'log'>;

/**
 * Keeps a subscription's failure clock: it starts with the first failed attempt, stops with the
 * next success, warns at half time and disables at the end. Called for scheduled attempts only.
 */
export async function noteAttempt(
  deps: Deps,
  id: SubscriptionId,
  isSuccess: boolean,
  startedAtMs: number,
): Promise<void> {
  const subscription = deps.subscriptions.find(id);
  if (subscription === undefined || (isSuccess && subscription.failingSinceMs === null)) {
    return;
  }
  if (isSuccess) {
    await change(deps, { ...subscription, failingSinceMs: null, failureWarnedAtMs: null });
    return;
  }
  if (subscription.failingSinceMs === null) {
    await change(deps, { ...subscription, failingSinceMs: startedAtMs });
    return;
  }
  await actOnFailures(deps, subscription, subscription.failingSinceMs);
}

async function actOnFailures(
  deps: Deps,
  subscription: SubscriptionRecord,
  failingSinceMs: number,
): Promise<void> {
  const rule = subscription.policy.auto_disable;
  const failingMs = deps.clock.now() - failingSinceMs;
  if (!rule.is_enabled || subscription.state === 'disabled' || failingMs < rule.after_ms / 2) {
    return;
  }
  if (failingMs >= rule.after_ms) {
    const text = `Every attempt has failed for ${durationText(failingMs)}.`;
    await disableSubscription(deps, subscription.id, 'failing', text);
    return;
  }
  if (subscription.failureWarnedAtMs === null) {
    const left = durationText(rule.after_ms - failingMs);
    deps.log.warn(
      { subscription_id: subscription.id, failing_since_ms: failingSinceMs },
      `every attempt fails; the subscription is disabled in ${left} unless one succeeds`,
    );
    await change(deps, { ...subscription, failureWarnedAtMs: deps.clock.now() });
  }
}

/** Disables a subscription, says why, and cancels what still waits for it. */
export async function disableSubscription(
  deps: Deps,
  id: SubscriptionId,
  reason: DisabledReason,
  text: string,
): Promise<void> {
  const subscription = deps.subscriptions.find(id);
  if (subscription === undefined || subscription.state === 'disabled') {
    return;
  }
  const disabled = { reason, atMs: deps.clock.now(), text };
  await change(deps, { ...subscription, state: 'disabled', disabled });
  deps.log.warn({ subscription_id: id, reason }, `subscription disabled: ${text}`);
  await cancelPending(deps, id, `the subscription is disabled: ${text}`);
}

/** Cancels every pending delivery of a subscription. An attempt that runs at this moment is recorded all the same. */
export async function cancelPending(
  deps: Pick<Deps, 'deliveries' | 'queue' | 'feed'>,
  id: SubscriptionId,
  note: string,
): Promise<number> {
  const waiting: Promise<void>[] = [];
  for await (const delivery of deps.deliveries.pending(id)) {
    waiting.push(cancelOne(deps, delivery.id, note));
  }
  await Promise.all(waiting);
  return waiting.length;
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

async function change(deps: Deps, subscription: SubscriptionRecord): Promise<void> {
  await deps.subscriptions.put(subscription);
  deps.queue.refreshLane(subscription.id);
  deps.feed.changed('subscriptions');
}
