import type { DeliveryId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { DeliveryRecord } from '../core/records.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { byHandLaneOf } from './lanes.ts';

type Deps = Pick<DeliveryDeps, 'deliveries' | 'queue' | 'feed' | 'clock' | 'random'>;

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
    note: 'stopped by hand',
  } as const;
  const record = await deps.deliveries.settle(id, settlement);
  if (record === undefined) {
    throw notFound();
  }
  deps.feed.delivery(record);
  return record;
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
