// Undo of a removal: the very subscription comes back, with its id, state and keys, and what waited
// for it waits again.
import type { SubscriptionId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import type { DeliveryRecord, SubscriptionRecord } from '../core/records.ts';
import type { Waiting } from './auto-disable.ts';
import {
  putBackSubscription,
  REMOVED_NOTE,
  type RemovedSubscription,
  removeSubscription,
} from './manage-subscriptions.ts';
import type { SubscriptionDeps } from './subscription-deps.ts';
import { firstJob } from './trigger-event.ts';

/** Removed subscriptions, until this process ends. */
export type FormerSubscriptions = Map<SubscriptionId, RemovedSubscription>;

/** Removes it and remembers it. Throws AppError `subscription_not_found`. */
export async function forgetSubscription(
  deps: SubscriptionDeps,
  former: FormerSubscriptions,
  id: SubscriptionId,
): Promise<void> {
  former.set(id, await removeSubscription(deps, id));
}

/**
 * Makes it again what it was, secrets too. What the removal cancelled is due again when it was due,
 * or at once where that has passed. Throws AppError `subscription_not_found` or `conflict`.
 */
export async function restoreSubscription(
  deps: SubscriptionDeps,
  former: FormerSubscriptions,
  id: SubscriptionId,
): Promise<{ record: SubscriptionRecord; resumed: number }> {
  const known = former.get(id);
  if (known === undefined) {
    const detail = `id: nothing is known of a former subscription ${id}. It is remembered until the server stops.`;
    throw new AppError('subscription_not_found', detail);
  }
  await putBackSubscription(deps, known.record);
  former.delete(id);
  const again: DeliveryRecord[] = [];
  for (const each of known.waiting) {
    const delivery = await resume(deps, each);
    if (delivery !== undefined) {
      again.push(delivery);
    }
  }
  await deps.queue.scheduleMany(again.map(firstJob));
  return { record: known.record, resumed: again.length };
}

/** What an attempt under way settled meanwhile, or a person, stays so. */
async function resume(
  deps: SubscriptionDeps,
  { id, nextAttemptAtMs }: Waiting,
): Promise<DeliveryRecord | undefined> {
  const delivery = await deps.deliveries.findDelivery(id);
  if (delivery?.state !== 'cancelled' || delivery.note !== REMOVED_NOTE) {
    return undefined;
  }
  const atMs = Math.max(deps.clock.now(), nextAttemptAtMs ?? 0);
  const settlement = { state: 'pending', nextAttemptAtMs: atMs, note: null } as const;
  const record = await deps.deliveries.settle(id, settlement);
  if (record !== undefined) {
    deps.feed.delivery(record);
  }
  return record;
}
