import type { DeliveryId, EventId, SubscriptionId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import { PING_EVENT_TYPE, wantsEventType } from '../core/matching.ts';
import { passesContentFilter } from '../core/new-deliveries.ts';
import { newId } from '../core/new-id.ts';
import type {
  DeliveryRecord,
  EventRecord,
  NewDelivery,
  OneOffTarget,
  SubscriptionRecord,
} from '../core/records.ts';
import type { ListRequest } from '../ports.ts';
import { getDelivery } from './act-on-delivery.ts';
import type { ReplaySelection } from './delivery-acts-seam.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { pagesOfList } from './pages-of-list.ts';
import { chooseKey, getDialect, sealKey } from './subscription-keys.ts';
import { firstJob } from './trigger-event.ts';

type Deps = Pick<
  DeliveryDeps,
  'subscriptions' | 'deliveries' | 'queue' | 'feed' | 'clock' | 'random' | 'meter'
>;

/** One delivery that is to be made anew from a stored event. */
interface Again {
  readonly eventId: EventId;
  readonly delivery: Pick<DeliveryRecord, 'subscriptionId' | 'url' | 'isTest' | 'target'>;
}

const PAGE_SIZE = 1000;
/** So many are stored in one go: one append of the log, and the event loop breathes in between. */
const CHUNK_SIZE = 500;

/**
 * Sends a delivery's event to the same place again, as a delivery of its own with its own attempts,
 * signed with the secret given or with the one in force. Throws AppError `delivery_not_found`,
 * `invalid_secret`, or `subscription_not_found` where the place is gone.
 */
export async function replayDelivery(
  deps: Deps & Pick<DeliveryDeps, 'box'>,
  id: DeliveryId,
  secret?: string,
): Promise<DeliveryRecord> {
  const before = await getDelivery(deps, id);
  const delivery =
    secret === undefined
      ? inForce(before)
      : { ...before, target: signedWith(deps, before, secret) };
  const [record] = await sendAgain(deps, [{ eventId: before.eventId, delivery }]);
  if (record === undefined) {
    throw new AppError('subscription_not_found', 'The subscription that it went to is gone.');
  }
  return record;
}

/** A secret that was given for one send alone does not sign the next. */
function inForce(delivery: DeliveryRecord): DeliveryRecord {
  const { subscriptionId, target } = delivery;
  return subscriptionId === null || target === null || target.key === null
    ? delivery
    : { ...delivery, target: { ...target, key: null } };
}

function signedWith(
  deps: Deps & Pick<DeliveryDeps, 'box'>,
  { subscriptionId, target }: DeliveryRecord,
  secret: string,
): OneOffTarget {
  const subscription =
    subscriptionId === null ? undefined : deps.subscriptions.find(subscriptionId);
  const dialect = getDialect(subscription?.dialect ?? target?.dialect ?? 'standard');
  if (dialect.kind === 'unsigned') {
    throw new AppError('invalid_secret', 'secret: what this delivery sends is not signed.');
  }
  return {
    dialect: dialect.id,
    key: sealKey(deps, chooseKey(deps, dialect, secret)),
    headers: target?.headers ?? {},
    breakIt: [],
  };
}

/**
 * Replays all that a filter and a time range match (pending ones are on their way already), or
 * what a subscription never got; oldest first. Throws AppError `subscription_not_found`.
 */
export async function replayDeliveries(
  deps: Deps,
  choice: ReplaySelection,
): Promise<{ matched: number; replayed: number }> {
  const found =
    choice.neverDeliveredTo === undefined
      ? await matchingDeliveries(deps, choice)
      : await missedEvents(deps, choice, choice.neverDeliveredTo);
  if (choice.isDryRun) {
    return { matched: found.length, replayed: 0 };
  }
  let replayed = 0;
  for (let start = 0; start < found.length; start += CHUNK_SIZE) {
    replayed += (await sendAgain(deps, found.slice(start, start + CHUNK_SIZE))).length;
  }
  return { matched: found.length, replayed };
}

async function sendAgain(deps: Deps, items: readonly Again[]): Promise<DeliveryRecord[]> {
  const added = items.map(({ eventId, delivery }) => {
    const fresh = newReplay(deps, delivery);
    return fresh === undefined ? undefined : deps.deliveries.addDelivery(eventId, fresh);
  });
  const records = (await Promise.all(added)).filter((record) => record !== undefined);
  for (const record of records) {
    deps.feed.delivery(record);
  }
  deps.meter.triggered(0, records.length);
  await deps.queue.scheduleMany(records.map(firstJob));
  return records;
}

function newReplay(deps: Deps, before: Again['delivery']): NewDelivery | undefined {
  const subscription =
    before.subscriptionId === null ? undefined : deps.subscriptions.find(before.subscriptionId);
  if (before.subscriptionId !== null && subscription === undefined) {
    return undefined;
  }
  return {
    id: newId('dlv', (size) => deps.random.bytes(size)) as DeliveryId,
    subscriptionId: before.subscriptionId,
    url: subscription?.url ?? before.url,
    nextAttemptAtMs: deps.clock.now(),
    isReplay: true,
    isTest: before.isTest,
    note: null,
    target: before.target,
  };
}

async function matchingDeliveries(deps: Deps, choice: ReplaySelection): Promise<Again[]> {
  const found: Again[] = [];
  const list = (request: ListRequest) => deps.deliveries.listDeliveries(request);
  for await (const items of pagesOfList(list, { limit: PAGE_SIZE, filter: choice.filter })) {
    for (const delivery of items) {
      if (delivery.state !== 'pending' && isInRange(delivery, choice)) {
        found.push({ eventId: delivery.eventId, delivery: inForce(delivery) });
      }
    }
    if (isPastRange(items.at(-1), choice)) {
      break;
    }
  }
  return found.reverse();
}

async function missedEvents(
  deps: Deps,
  choice: ReplaySelection,
  id: SubscriptionId,
): Promise<Again[]> {
  const subscription = deps.subscriptions.find(id);
  if (subscription === undefined) {
    throw new AppError('subscription_not_found', 'There is no such subscription.');
  }
  const range = { ...choice, sinceMs: choice.sinceMs ?? subscription.createdAtMs };
  const { url } = subscription;
  const found: Again[] = [];
  const list = (request: ListRequest) => deps.deliveries.listEvents(request);
  for await (const items of pagesOfList(list, { limit: PAGE_SIZE })) {
    for (const event of items) {
      if (isInRange(event, range) && (await hasMissed(deps, subscription, event))) {
        const delivery = { subscriptionId: id, url, isTest: false, target: null };
        found.push({ eventId: event.id, delivery });
      }
    }
    if (isPastRange(items.at(-1), range)) {
      break;
    }
  }
  return found.reverse();
}

async function hasMissed(
  deps: Deps,
  subscription: SubscriptionRecord,
  event: EventRecord,
): Promise<boolean> {
  const isOfInterest =
    event.type !== PING_EVENT_TYPE &&
    event.origin !== 'test' &&
    wantsEventType(subscription, event.type) &&
    passesContentFilter(subscription, event);
  if (!isOfInterest) {
    return false;
  }
  const deliveries = await deps.deliveries.deliveriesOfEvent(event.id);
  return !deliveries.some(
    ({ subscriptionId, state }) =>
      subscriptionId === subscription.id && (state === 'delivered' || state === 'pending'),
  );
}

function isInRange(item: { readonly createdAtMs: number }, choice: ReplaySelection): boolean {
  const { sinceMs, untilMs } = choice;
  return (
    (sinceMs === undefined || item.createdAtMs >= sinceMs) &&
    (untilMs === undefined || item.createdAtMs <= untilMs)
  );
}

/** Lists are newest first: once one lies before the range, so do all that follow. A clock that jumped may hide some: an hour's grace. */
function isPastRange(
  oldest: { readonly createdAtMs: number } | undefined,
  { sinceMs }: ReplaySelection,
): boolean {
  return oldest !== undefined && sinceMs !== undefined && oldest.createdAtMs < sinceMs - GRACE_MS;
}

const GRACE_MS = 2 * 60 * 60 * 1000;
