import type { SubscriptionId } from '../contract/ids.ts';
import type { SubscriptionChange } from '../contract/subscription.ts';
import type { DialectKey } from '../core/dialects/dialect.ts';
import { AppError } from '../core/errors.ts';
import type { SubscriptionRecord } from '../core/records.ts';
import { checkStaticHeaders } from '../core/static-headers.ts';
import { cancelPending, type Waiting } from './auto-disable.ts';
import { comparableUrl, pingSubscriptions } from './register-ping.ts';
import type { SubscriptionDeps } from './subscription-deps.ts';
import { addKey, chooseKey, getDialect, openKeyOf } from './subscription-keys.ts';
import {
  changedRecord,
  extendedRecord,
  type NewSubscription,
  newRecord,
} from './subscription-record.ts';

/** Why deliveries were cancelled that a removal took along. */
export const REMOVED_NOTE = 'The subscription was removed.';

export interface RegisterOptions {
  /** Where the caller wrote the event type with this index, for errors. */
  readonly pathOf?: (index: number) => string;
  readonly isDemo?: boolean;
}

export interface RemovedSubscription {
  readonly record: SubscriptionRecord;
  /** What was pending, oldest first: it is cancelled now. */
  readonly waiting: readonly Waiting[];
}

export interface Registration {
  readonly record: SubscriptionRecord;
  readonly key: DialectKey | undefined;
  readonly isNew: boolean;
}

/**
 * Registers a URL and pings it. A URL that is registered gets the event types added and keeps its
 * id and secret. All of it or nothing: where the ping cannot be stored, nothing has changed.
 */
export function registerSubscription(
  deps: SubscriptionDeps,
  input: NewSubscription,
  options: RegisterOptions = {},
): Promise<Registration> {
  return deps.oneAtATime(async () => {
    const pathOf = options.pathOf ?? ((index: number) => `event_types[${index}]`);
    deps.catalogue.check(input.event_types, pathOf);
    const before = findByUrl(deps, input.url);
    const record = before
      ? extendedRecord(deps, before, input)
      : newRecord(deps, input, options.isDemo === true);
    await deps.subscriptions.put(record);
    try {
      await pingSubscriptions(deps, [record.id]);
    } catch (error) {
      await (before ? deps.subscriptions.put(before) : deps.subscriptions.remove(record.id));
      throw error;
    }
    deps.queue.refreshLane(record.id);
    deps.feed.changed('subscriptions');
    return { record, key: openKeyOf(deps, record), isNew: before === undefined };
  });
}

/** Takes one event type, or all, from a URL. Answers how many (URL, event type) pairs that were. */
export function unregisterUrl(
  deps: SubscriptionDeps,
  url: string,
  event: string | undefined,
): Promise<number> {
  return deps.oneAtATime(async () => {
    const record = findByUrl(deps, url);
    const leaving = record?.eventTypes.filter((type) => event === undefined || type === event);
    if (!record || !leaving || leaving.length === 0) {
      const what = event === undefined ? 'This URL is' : 'This URL and event type are';
      throw new AppError('webhook_not_found', `${what} not registered.`);
    }
    const staying = record.eventTypes.filter((type) => !leaving.includes(type));
    if (staying.length === 0) {
      await dropSubscription(deps, record, 'The URL was unregistered.');
    } else {
      await store(deps, { ...record, eventTypes: staying });
      await cancelPending(deps, record.id, 'The event type was unregistered.', event);
    }
    return leaving.length;
  });
}

/** Throws AppError `subscription_not_found`. */
export function getSubscription(deps: SubscriptionDeps, id: string): SubscriptionRecord {
  const record = deps.subscriptions.find(id);
  if (!record) {
    throw new AppError('subscription_not_found', 'There is no such subscription.');
  }
  return record;
}

export function changeSubscription(
  deps: SubscriptionDeps,
  id: SubscriptionId,
  change: SubscriptionChange,
): Promise<SubscriptionRecord> {
  return deps.oneAtATime(async () => {
    const before = getSubscription(deps, id);
    refuseTakenUrl(deps, before, change.url);
    deps.catalogue.check(change.event_types ?? [], (index) => `event_types[${index}]`);
    const dialect = getDialect(change.dialect ?? before.dialect);
    checkStaticHeaders(change.headers ?? {}, dialect.headers);
    const record = changedRecord(deps, before, change, dialect);
    await store(deps, record);
    if (record.state === 'disabled' && before.state !== 'disabled') {
      await cancelPending(deps, id, 'The subscription was disabled.');
    }
    return record;
  });
}

/** Answers what it was, and what waited for it. Throws AppError `subscription_not_found`. */
export function removeSubscription(
  deps: SubscriptionDeps,
  id: SubscriptionId,
): Promise<RemovedSubscription> {
  return deps.oneAtATime(async () => {
    const record = getSubscription(deps, id);
    return { record, waiting: await dropSubscription(deps, record, REMOVED_NOTE) };
  });
}

/** Puts a removed one back as it was. Throws AppError `conflict` where its URL has another by now. */
export function putBackSubscription(
  deps: SubscriptionDeps,
  record: SubscriptionRecord,
): Promise<void> {
  return deps.oneAtATime(async () => {
    refuseTakenUrl(deps, record, record.url);
    await store(deps, record);
  });
}

/** A new secret; the old one signs beside it for the overlap. */
export function rotateSecret(
  deps: SubscriptionDeps,
  id: SubscriptionId,
  change: { readonly secret?: string | undefined; readonly overlap_ms: number },
): Promise<Registration> {
  return deps.oneAtATime(async () => {
    const before = getSubscription(deps, id);
    const key = chooseKey(deps, getDialect(before.dialect), change.secret);
    const record = { ...before, keys: addKey(deps, before.keys, key, change.overlap_ms) };
    await store(deps, record);
    return { record, key, isNew: false };
  });
}

/** The secret in clear, for the person at this computer. */
export function revealSecret(deps: SubscriptionDeps, id: SubscriptionId): DialectKey {
  return openKeyOf(deps, getSubscription(deps, id)) ?? { secret: '' };
}

function findByUrl(deps: SubscriptionDeps, url: string): SubscriptionRecord | undefined {
  const wanted = comparableUrl(url);
  return deps.subscriptions.all().find((record) => comparableUrl(record.url) === wanted);
}

function refuseTakenUrl(deps: SubscriptionDeps, before: SubscriptionRecord, url?: string): void {
  const taken = url === undefined ? undefined : findByUrl(deps, url);
  if (taken && taken.id !== before.id) {
    throw new AppError('conflict', 'url: another subscription has this URL. Change that one.', [
      { path: 'url', message: 'is registered already' },
    ]);
  }
}

async function store(deps: SubscriptionDeps, record: SubscriptionRecord): Promise<void> {
  await deps.subscriptions.put(record);
  deps.queue.refreshLane(record.id);
  deps.feed.changed('subscriptions');
}

async function dropSubscription(
  deps: SubscriptionDeps,
  record: SubscriptionRecord,
  note: string,
): Promise<readonly Waiting[]> {
  await deps.subscriptions.remove(record.id);
  const waiting = await cancelPending(deps, record.id, note);
  deps.feed.changed('subscriptions');
  return waiting;
}
