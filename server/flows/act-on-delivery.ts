import type { DeliveryId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { DeliveryRecord } from '../core/records.ts';
import { nextAttemptAt } from '../core/retry.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { byHandLaneOf } from './lanes.ts';
import { getDialect } from './subscription-keys.ts';
import { firstJob } from './trigger-event.ts';

type Deps = Pick<DeliveryDeps, 'deliveries' | 'queue' | 'feed' | 'clock' | 'random'>;

/** Why a delivery was cancelled that can go on. */
const STOPPED_NOTE = 'stopped by hand';

/**
 * Attempts a pending delivery at once, beside its schedule and its lane's limits. Throws AppError
 * `delivery_not_found` or `not_pending`.
 */
export async function tryDeliveryNow(deps: Deps, id: DeliveryId): Promise<void> {
  const delivery = await getPending(
    deps,
    id,
    'Replay it instead: that sends it as a new delivery.',
  );
  await deps.queue.scheduleMany([
    {
      deliveryId: id,
      lane: byHandLaneOf(delivery),
      atMs: deps.clock.now(),
      cause: 'manual',
      attemptKey: newId('try', (size) => deps.random.bytes(size)),
    },
  ]);
}

/**
 * Stops retrying. An attempt that runs at this moment is recorded, and delivers where it succeeds.
 * Throws AppError `delivery_not_found` or `not_pending`.
 */
export async function cancelDelivery(deps: Deps, id: DeliveryId): Promise<DeliveryRecord> {
  await getPending(deps, id, 'There is nothing left to stop.');
  await deps.queue.remove(id);
  const settlement = {
    state: 'cancelled',
    nextAttemptAtMs: null,
    note: STOPPED_NOTE,
  } as const;
  const record = await deps.deliveries.settle(id, settlement);
  if (record === undefined) {
    throw notFound();
  }
  deps.feed.delivery(record);
  return record;
}

/**
 * Takes a stop by hand back: the delivery waits again, for the attempt that its schedule has next.
 * What was delivered, failed or cancelled for another reason stays so. Throws AppError
 * `delivery_not_found`, `subscription_not_found` or `conflict`.
 */
export async function resumeDelivery(
  deps: Deps & Pick<DeliveryDeps, 'subscriptions'>,
  id: DeliveryId,
): Promise<DeliveryRecord> {
  const delivery = await getDelivery(deps, id);
  if (delivery.state !== 'cancelled' || delivery.note !== STOPPED_NOTE) {
    const detail = `The delivery is ${delivery.state}: only one that was stopped by hand can go on. Replay it instead.`;
    throw new AppError('conflict', detail);
  }
  const nextAttemptAtMs = await dueAgain(deps, delivery);
  if (nextAttemptAtMs === null) {
    throw new AppError('conflict', 'Its schedule has no attempt left. Replay it instead.');
  }
  const settlement = { state: 'pending', nextAttemptAtMs, note: null } as const;
  const record = await deps.deliveries.settle(id, settlement);
  if (record === undefined) {
    throw notFound();
  }
  deps.feed.delivery(record);
  await deps.queue.scheduleMany([firstJob(record)]);
  return record;
}

/** When the schedule wants the next attempt, counted from the last one; at once where that has passed. */
async function dueAgain(
  deps: Deps & Pick<DeliveryDeps, 'subscriptions'>,
  delivery: DeliveryRecord,
): Promise<number | null> {
  const nowMs = deps.clock.now();
  if (delivery.subscriptionId === null) {
    return delivery.attempts === 0 ? nowMs : null;
  }
  const subscription = deps.subscriptions.find(delivery.subscriptionId);
  if (subscription === undefined) {
    throw new AppError('subscription_not_found', 'The subscription that it goes to is gone.');
  }
  if (subscription.state === 'disabled') {
    throw new AppError('conflict', 'The subscription is disabled. Enable it first.');
  }
  const { policy, dialect } = subscription;
  const last = (await deps.deliveries.readAttempts(delivery.id)).at(-1);
  const atMs = nextAttemptAt({
    policy,
    presetDelaysMs: getDialect(dialect).delivery.delaysMs,
    // The first attempt of a replay stands where the first of the schedule would.
    scheduledAttempts: delivery.scheduledAttempts + (isReplayUnderWay(delivery) ? 1 : 0),
    nowMs: last === undefined ? delivery.createdAtMs : last.startedAtMs + last.timing.totalMs,
    random: deps.random.next(),
  });
  return atMs === null ? null : Math.max(nowMs, Math.ceil(atMs));
}

function isReplayUnderWay({ isReplay, attempts }: DeliveryRecord): boolean {
  return isReplay && attempts > 0;
}

/** Throws AppError `delivery_not_found`. */
export async function getDelivery(
  deps: Pick<Deps, 'deliveries'>,
  id: DeliveryId,
): Promise<DeliveryRecord> {
  const delivery = await deps.deliveries.findDelivery(id);
  if (delivery === undefined) {
    throw notFound();
  }
  return delivery;
}

async function getPending(deps: Deps, id: DeliveryId, wayOut: string): Promise<DeliveryRecord> {
  const delivery = await getDelivery(deps, id);
  if (delivery.state !== 'pending') {
    throw new AppError('not_pending', `The delivery is ${delivery.state}, not pending. ${wayOut}`);
  }
  return delivery;
}

function notFound(): AppError {
  return new AppError('delivery_not_found', 'There is no such delivery; it may have been pruned.');
}
