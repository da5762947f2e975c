import { parseFilter } from '../contract/filter.ts';
import type { DeliveryId, EventId, SubscriptionId } from '../contract/ids.ts';
import { AppError } from '../core/errors.ts';
import type { AttemptRecord, DeliveryRecord } from '../core/records.ts';
import type { Clock } from '../ports.ts';
import type { SubscriptionDeps } from './subscription-deps.ts';

const PING_DATA = JSON.stringify('Ping from Exposee');
const PAGE = 200;
const MAX_PAGES = 50;
/** A receiver may ask for the ping that it is just being sent: its attempt is recorded a moment later. */
const RECORD_WAIT_MS = 2000;
const RECORD_POLL_MS = 10;

/** Pings these subscriptions, or all of them. Answers once the pings are stored. */
export async function pingSubscriptions(
  deps: Pick<SubscriptionDeps, 'publish'>,
  subscriptionIds?: readonly SubscriptionId[],
): Promise<{ eventId: EventId; deliveryIds: readonly DeliveryId[] }> {
  const event = { type: 'ping', dataText: PING_DATA, origin: 'ping', subscriptionIds } as const;
  const [result] = await deps.publish([event]);
  if (result?.kind !== 'stored') {
    throw new Error('a ping with a new id was not stored');
  }
  return { eventId: result.eventId, deliveryIds: result.deliveryIds };
}

/** The bytes and content type of the last ping that was sent to a URL. Throws `ping_not_found`. */
export async function getLastPing(
  deps: Pick<SubscriptionDeps, 'deliveries' | 'clock'>,
  url: string,
): Promise<{ bodyBytes: Uint8Array; contentType: string }> {
  const wanted = comparableUrl(url);
  for await (const delivery of pingsNewestFirst(deps)) {
    const attempt =
      comparableUrl(delivery.url) === wanted ? await lastAttempt(deps, delivery) : undefined;
    if (attempt) {
      const header = attempt.request.headers.find(([name]) => /^content-type$/i.test(name));
      const contentType = header?.[1] ?? 'application/json';
      return { bodyBytes: attempt.request.bodyBytes, contentType };
    }
  }
  throw new AppError('ping_not_found', 'No ping was sent to this URL yet. Register it first.');
}

/** URLs that differ only in how they are written are the same: the root path, the default port, case of the host. */
export function comparableUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}

async function* pingsNewestFirst(
  deps: Pick<SubscriptionDeps, 'deliveries'>,
): AsyncIterable<DeliveryRecord> {
  const filter = parseFilter('event:ping');
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await deps.deliveries.listDeliveries({ limit: PAGE, cursor, filter });
    yield* found.items;
    if (found.next === null) {
      return;
    }
    cursor = found.next;
  }
}

async function lastAttempt(
  deps: Pick<SubscriptionDeps, 'deliveries' | 'clock'>,
  delivery: DeliveryRecord,
): Promise<AttemptRecord | undefined> {
  const { clock } = deps;
  const isDue = delivery.nextAttemptAtMs !== null && delivery.nextAttemptAtMs <= clock.now();
  const isUnderWay = delivery.state === 'pending' && delivery.attempts === 0 && isDue;
  const end = clock.monotonic() + (isUnderWay ? RECORD_WAIT_MS : 0);
  for (;;) {
    const attempts = await deps.deliveries.readAttempts(delivery.id);
    if (attempts.length > 0 || clock.monotonic() >= end) {
      return attempts.at(-1);
    }
    await pause(clock, RECORD_POLL_MS);
  }
}

function pause(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.after(delayMs, resolve));
}
