import type { DeliveryId, EventId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { EventRecord, NewDelivery, OneOffTarget } from '../core/records.ts';
import { checkStaticHeaders } from '../core/static-headers.ts';
import type { TestFireInput } from './delivery-acts-seam.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { chooseKey, getDialect, sealKey } from './subscription-keys.ts';
import { firstJob } from './trigger-event.ts';

type Deps = Pick<
  DeliveryDeps,
  'subscriptions' | 'deliveries' | 'queue' | 'feed' | 'box' | 'clock' | 'random' | 'meter'
>;

/**
 * Sends one event to a one-off URL, or to a subscription with something broken on purpose. It is
 * sent once (twice with `duplicate`), never retried, and counts for nothing. Throws AppError
 * `invalid_request`, `subscription_not_found`, `unknown_dialect`, `invalid_secret`, `reserved_header`.
 */
export async function testFire(
  deps: Deps,
  input: TestFireInput,
): Promise<{ readonly eventId: EventId; readonly deliveryId: DeliveryId }> {
  const bytesOf = (size: number) => deps.random.bytes(size);
  const delivery = newTestDelivery(deps, input);
  const event: EventRecord = {
    id: input.eventId ?? (newId('evt', bytesOf) as EventId),
    type: input.type,
    dataText: input.dataText,
    createdAtMs: deps.clock.now(),
    origin: 'test',
  };
  const [saved] = await deps.deliveries.saveTriggered([{ event, deliveries: [delivery] }]);
  const record = saved?.kind === 'stored' ? saved.deliveries[0] : undefined;
  if (record === undefined) {
    throw new Error('the store kept no delivery of a new event');
  }
  deps.feed.delivery(record);
  deps.meter.triggered(1, 1);
  const job = firstJob(record);
  const jobs = input.breakIt?.includes('duplicate')
    ? [job, { ...job, attemptKey: 'duplicate' }]
    : [job];
  await deps.queue.scheduleMany(jobs);
  return { eventId: event.id, deliveryId: record.id };
}

/** The delivery of a one-off send, not stored yet. Throws as `testFire` does. */
export function newTestDelivery(
  deps: Pick<Deps, 'subscriptions' | 'box' | 'clock' | 'random'>,
  input: TestFireInput,
): NewDelivery {
  const subscription =
    input.subscriptionId === undefined ? undefined : deps.subscriptions.find(input.subscriptionId);
  if (input.subscriptionId !== undefined && subscription === undefined) {
    throw new AppError('subscription_not_found', 'There is no such subscription.');
  }
  const url = subscription?.url ?? input.url;
  if (url === undefined || (subscription !== undefined && input.url !== undefined)) {
    throw new AppError('invalid_request', 'Give either url or subscription_id.', [
      { path: 'url', message: 'either url or subscription_id, not both' },
    ]);
  }
  return {
    id: newId('dlv', (size) => deps.random.bytes(size)) as DeliveryId,
    subscriptionId: subscription?.id ?? null,
    url,
    nextAttemptAtMs: deps.clock.now(),
    isReplay: false,
    isTest: true,
    note: null,
    target: targetOf(deps, input, subscription?.dialect),
  };
}

/** Key and headers of a send without a subscription. Throws AppError `unknown_dialect`, `invalid_secret`. */
export function oneOffTarget(
  deps: Pick<Deps, 'box' | 'clock' | 'random'>,
  input: Pick<TestFireInput, 'dialect' | 'secret'>,
): OneOffTarget {
  return targetOf(deps, input, undefined);
}

function targetOf(
  deps: Pick<Deps, 'box' | 'clock' | 'random'>,
  input: Pick<TestFireInput, 'dialect' | 'secret' | 'headers' | 'breakIt'>,
  ownDialect: string | undefined,
): OneOffTarget {
  const dialect = getDialect(input.dialect ?? ownDialect ?? 'standard');
  const headers = input.headers ?? {};
  checkStaticHeaders(headers, dialect.headers);
  const isSigned = dialect.kind !== 'unsigned' && ownDialect === undefined;
  return {
    dialect: dialect.id,
    key: isSigned ? sealKey(deps, chooseKey(deps, dialect, input.secret)) : null,
    headers,
    breakIt: input.breakIt ?? [],
  };
}
