import type { FieldError } from '../contract/problem.ts';
import { EventTypePatternSchema, HttpUrlSchema } from '../contract/text.ts';
import { AppError } from '../core/errors.ts';
import {
  invalidImport,
  type ListedWebhook,
  readWebhooksCsv,
  readWebhooksJson,
} from '../core/import-formats.ts';
import type { SubscriptionRecord } from '../core/records.ts';
import { comparableUrl, pingSubscriptions } from './register-ping.ts';
import type { SubscriptionDeps } from './subscription-deps.ts';
import { checkAddress, extendedRecord, newRecord } from './subscription-record.ts';

export interface ImportResult {
  /** Pairs of URL and event type that are new. */
  readonly registered: number;
  /** Pairs that were registered before. */
  readonly unchanged: number;
}

/** Registers what a file lists: all of it, or nothing where a single entry is wrong. New URLs are pinged. */
export async function importSubscriptions(
  deps: SubscriptionDeps,
  format: 'json' | 'csv',
  text: string,
): Promise<ImportResult> {
  const listed = format === 'json' ? readWebhooksJson(text) : readWebhooksCsv(text);
  checkEntries(deps, listed, format);
  return deps.oneAtATime(async () => {
    const plan = planOf(deps, listed);
    await deps.subscriptions.putMany(plan.map(({ record }) => record));
    deps.feed.changed('subscriptions');
    await pingNew(
      deps,
      plan.filter(({ isNew }) => isNew).map(({ record }) => record),
    );
    const registered = plan.reduce((sum, { pairs }) => sum + pairs, 0);
    return { registered, unchanged: pairCount(listed) - registered };
  });
}

interface PlannedRecord {
  readonly record: SubscriptionRecord;
  readonly isNew: boolean;
  /** Pairs of URL and event type that it adds. */
  readonly pairs: number;
}

function planOf(deps: SubscriptionDeps, listed: readonly ListedWebhook[]): PlannedRecord[] {
  const stored = new Map(
    deps.subscriptions.all().map((record) => [comparableUrl(record.url), record]),
  );
  return [...byUrl(listed)].flatMap(([key, { url, events }]) => {
    const before = stored.get(key);
    const missing = [...events].filter((event) => !before?.eventTypes.includes(event));
    const input = { url, event_types: missing };
    if (missing.length === 0) {
      return [];
    }
    const record = before ? extendedRecord(deps, before, input) : newRecord(deps, input, false);
    return [{ record, isNew: before === undefined, pairs: missing.length }];
  });
}

/** The import is stored by now: a ping that cannot be is a line in the log, not a failure. */
async function pingNew(
  deps: SubscriptionDeps,
  added: readonly SubscriptionRecord[],
): Promise<void> {
  if (added.length === 0) {
    return;
  }
  try {
    await pingSubscriptions(
      deps,
      added.map((record) => record.id),
    );
  } catch (error) {
    deps.log.warn({ err: error }, 'imported subscriptions could not be pinged');
  }
}

function byUrl(listed: readonly ListedWebhook[]) {
  const urls = new Map<string, { url: string; events: Set<string> }>();
  for (const { url, event } of listed) {
    const key = comparableUrl(url);
    const entry = urls.get(key) ?? { url, events: new Set<string>() };
    entry.events.add(event);
    urls.set(key, entry);
  }
  return urls;
}

function pairCount(listed: readonly ListedWebhook[]): number {
  return new Set(listed.map(({ url, event }) => `${comparableUrl(url)} ${event}`)).size;
}

function checkEntries(
  deps: SubscriptionDeps,
  listed: readonly ListedWebhook[],
  format: 'json' | 'csv',
): void {
  const errors: FieldError[] = [];
  for (const { url, event, where } of listed) {
    const at = (name: string) => (format === 'json' ? `${where}.${name}` : `${where}, ${name}`);
    const urlFault =
      HttpUrlSchema.safeParse(url).error?.issues[0]?.message ?? faultOf(() => checkAddress(url));
    if (urlFault) {
      errors.push({ path: at('url'), message: urlFault });
    }
    const eventFault =
      EventTypePatternSchema.safeParse(event).error?.issues[0]?.message ??
      faultOf(() => deps.catalogue.check([event], () => ''));
    if (eventFault) {
      errors.push({ path: at('event'), message: eventFault });
    }
  }
  if (errors.length > 0) {
    throw invalidImport(errors);
  }
}

/** What a check says is wrong; undefined where it finds nothing. */
function faultOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.errors?.[0]?.message : undefined;
  }
}
