import type { FilterTerm, ParsedFilter } from '../contract/filter.ts';
import type { CaptureId, DeliveryId, EventId } from '../contract/ids.ts';
import type { Page } from '../contract/page.ts';
import { AppError } from '../core/errors.ts';
import { joinAttempt } from '../core/join-trace.ts';
import type {
  AttemptRecord,
  CaptureDetailRecord,
  CaptureRecord,
  DeliveryRecord,
} from '../core/records.ts';
import type { CaptureStore, ConfigStores, DeliveryStore, ListRequest } from '../ports.ts';
import type { DialectLookup } from './signing-paths.ts';
import { listTraceRuns } from './trace-runs.ts';

export interface TraceDeps {
  readonly captures: Pick<CaptureStore, 'find' | 'readDetail' | 'list' | 'findByDeliveryKey'>;
  readonly deliveries: Pick<
    DeliveryStore,
    'findDelivery' | 'readAttempts' | 'listDeliveries' | 'deliveriesOfEvent'
  >;
  readonly subscriptions: Pick<ConfigStores['subscriptions'], 'find' | 'all'>;
  readonly dialects: DialectLookup;
}

/** An attempt, the capture that it became, or both. */
export interface TraceRecord {
  readonly delivery: DeliveryRecord | null;
  readonly attempt: AttemptRecord | null;
  readonly capture: CaptureRecord | null;
  readonly joinedBy: string | null;
  readonly atMs: number;
}

/** Deliveries near a capture in time that are looked through where its key is no event's id. */
const NEARBY = 200;
const NEARBY_MS = 60_000;

/** The attempt of our own exposee that became this capture. */
export async function findAttemptOf(
  deps: TraceDeps,
  capture: CaptureRecord,
  detail: CaptureDetailRecord,
): Promise<TraceRecord | undefined> {
  const headers = headersOf(deps, capture.dialect);
  const side = { ...detail, target: capture.target, receivedAtMs: capture.receivedAtMs };
  for (const delivery of await candidates(deps, capture)) {
    const attempts = await deps.deliveries.readAttempts(delivery.id);
    const join = joinAttempt(side, attempts, headers);
    if (join) {
      const { attempt, by } = join;
      return { delivery, attempt, capture, joinedBy: by, atMs: attempt.startedAtMs };
    }
  }
  return undefined;
}

/** Every attempt of a delivery with the capture that it became, oldest first. */
export async function traceDelivery(
  deps: TraceDeps,
  id: DeliveryId,
): Promise<readonly TraceRecord[]> {
  const delivery = await deps.deliveries.findDelivery(id);
  if (!delivery) {
    throw new AppError('delivery_not_found', `id: no delivery ${id} is stored here.`);
  }
  return traceAttempts(deps, delivery, await deps.deliveries.readAttempts(id));
}

/** Newest first: one trace per delivery (its last attempt), and one per capture that is not ours. */
export async function listTraces(
  deps: TraceDeps,
  request: ListRequest,
): Promise<Page<TraceRecord>> {
  const cursor = readCursor(request.cursor);
  const until = cursor ? withUntil(request.filter, cursor.atMs) : request.filter;
  const limit = Math.min(1000, request.limit + (cursor?.seen.length ?? 0) + 1);
  const { isCollapsed } = request;
  const page = { limit, filter: until, isCollapsed };
  const [deliveries, captures] = await Promise.all([
    deps.deliveries.listDeliveries(page),
    deps.captures.list(page),
  ]);
  // A later page sees only what is older: the count is of all, on every page.
  const all = cursor ? { limit: 1, filter: request.filter, isCollapsed } : undefined;
  const [allDeliveries, allCaptures] = all
    ? await Promise.all([deps.deliveries.listDeliveries(all), deps.captures.list(all)])
    : [deliveries, captures];
  const isCaptureOnly = allDeliveries.total === 0;
  const found = await Promise.all([
    ...deliveries.items.map((delivery) => lastTraceOf(deps, delivery)),
    ...captures.items.map((capture) => captureTrace(deps, capture, isCaptureOnly)),
  ]);
  const seen = new Set(cursor?.seen);
  const traces = found
    .filter((trace) => trace !== undefined)
    .filter((trace) => !seen.has(idOf(trace)))
    .sort((left, right) => right.atMs - left.atMs);
  const items = traces.slice(0, request.limit);
  const hasMore =
    traces.length > items.length || deliveries.next !== null || captures.next !== null;
  const joined =
    captures.items.length - found.slice(deliveries.items.length).filter(Boolean).length;
  const next = hasMore && items.length > 0 ? writeCursor(items, cursor) : null;
  const total = allDeliveries.total + Math.max(0, allCaptures.total - joined);
  if (!isCollapsed || deliveries.runs === undefined) {
    return { items, next, total };
  }
  const { runs, rowCount, joinedCount } = await listTraceRuns(deps, request.filter);
  const fromMs = next === null ? Number.NEGATIVE_INFINITY : (items.at(-1)?.atMs ?? 0);
  const beforeMs = cursor?.atMs ?? Number.POSITIVE_INFINITY;
  const isHere = (atMs: number) => atMs >= fromMs && atMs < beforeMs;
  return {
    items,
    runs: runs.filter((run) => isHere(Date.parse(run.first_at))),
    next,
    total: total - joinedCount,
    lines: total - rowCount + runs.length,
  };
}

/** The delivery's last attempt with the capture that it became, at the place of the delivery. */
export async function lastTraceOf(deps: TraceDeps, delivery: DeliveryRecord): Promise<TraceRecord> {
  const attempts = await deps.deliveries.readAttempts(delivery.id);
  const last = attempts.at(-1);
  const traces = last ? await traceAttempts(deps, delivery, [last]) : [];
  const nothing = { delivery, attempt: null, capture: null, joinedBy: null };
  return { ...(traces[0] ?? nothing), atMs: delivery.createdAtMs };
}

/**
 * A capture that no delivery of ours became; undefined where one did: it is shown with that. Where
 * a filter fits no delivery (`sig:bad` says nothing of them), it is shown with its delivery all the same.
 */
export async function captureTrace(
  deps: TraceDeps,
  capture: CaptureRecord,
  isCaptureOnly: boolean,
): Promise<TraceRecord | undefined> {
  const detail = await deps.captures.readDetail(capture.id);
  const own = detail && (await findAttemptOf(deps, capture, detail));
  if (own) {
    return isCaptureOnly ? { ...own, atMs: capture.receivedAtMs } : undefined;
  }
  return { delivery: null, attempt: null, capture, joinedBy: null, atMs: capture.receivedAtMs };
}

async function traceAttempts(
  deps: TraceDeps,
  delivery: DeliveryRecord,
  attempts: readonly AttemptRecord[],
): Promise<TraceRecord[]> {
  const dialect = dialectOf(deps, delivery);
  const captured = await capturedFor(deps, dialect, attempts);
  return attempts.map((attempt) => {
    const headers = headersOf(deps, dialect);
    for (const { record, detail } of captured) {
      const side = { ...detail, target: record.target, receivedAtMs: record.receivedAtMs };
      const join = joinAttempt(side, [attempt], headers);
      if (join) {
        return { delivery, attempt, capture: record, joinedBy: join.by, atMs: attempt.startedAtMs };
      }
    }
    return { delivery, attempt, capture: null, joinedBy: null, atMs: attempt.startedAtMs };
  });
}

interface Captured {
  readonly record: CaptureRecord;
  readonly detail: CaptureDetailRecord;
}

async function capturedFor(
  deps: TraceDeps,
  dialect: string,
  attempts: readonly AttemptRecord[],
): Promise<Captured[]> {
  const keys = new Set<string>();
  for (const { request } of attempts) {
    const names = deps.dialects.readNames(dialect, request);
    if (names.deliveryKey !== null) {
      keys.add(names.deliveryKey);
    }
  }
  const records = keys.size === 0 ? [] : await deps.captures.findByDeliveryKey([...keys]);
  const captured = await Promise.all(
    records.map(async (record) => ({ record, detail: await deps.captures.readDetail(record.id) })),
  );
  return captured.flatMap(({ record, detail }) => (detail ? [{ record, detail }] : []));
}

async function candidates(
  deps: TraceDeps,
  capture: CaptureRecord,
): Promise<readonly DeliveryRecord[]> {
  if (capture.deliveryKey === null) {
    return [];
  }
  const byKey = await deps.deliveries.deliveriesOfEvent(capture.deliveryKey as EventId);
  if (byKey.length > 0) {
    return byKey;
  }
  const terms = [
    timeTerm('since', capture.receivedAtMs - NEARBY_MS),
    timeTerm('until', capture.receivedAtMs + NEARBY_MS),
  ];
  const page = await deps.deliveries.listDeliveries({
    limit: NEARBY,
    filter: { terms, errors: [] },
  });
  return page.items.filter(
    (delivery) => dialectOf(deps, delivery) === capture.dialect && capture.dialect !== 'standard',
  );
}

function dialectOf(deps: TraceDeps, delivery: DeliveryRecord): string {
  const subscription = delivery.subscriptionId
    ? deps.subscriptions.find(delivery.subscriptionId)
    : undefined;
  return subscription?.dialect ?? delivery.target?.dialect ?? 'standard';
}

function headersOf(deps: TraceDeps, dialectId: string | null): readonly string[] {
  const dialect = dialectId === null ? undefined : deps.dialects.find(dialectId);
  if (!dialect) {
    return [];
  }
  const { deliveryIdAt } = dialect.facts;
  return deliveryIdAt.kind === 'header'
    ? [...dialect.headers, deliveryIdAt.header]
    : dialect.headers;
}

interface Cursor {
  readonly atMs: number;
  /** Ids of that very millisecond that were shown already. */
  readonly seen: readonly string[];
}

function writeCursor(items: readonly TraceRecord[], before: Cursor | undefined): string {
  const atMs = items.at(-1)?.atMs ?? 0;
  const now = items.filter((trace) => trace.atMs === atMs).map(idOf);
  const seen = before?.atMs === atMs ? [...before.seen, ...now] : now;
  return `${atMs}.${seen.slice(-8).join('.')}`;
}

function readCursor(text: string | undefined): Cursor | undefined {
  const [at, ...seen] = text?.split('.') ?? [];
  const atMs = Number(at);
  return at === undefined || !Number.isFinite(atMs) ? undefined : { atMs, seen };
}

/** The delivery's id, or the capture's where it stands alone. */
export function idOf(trace: TraceRecord): DeliveryId | CaptureId | string {
  return trace.delivery?.id ?? trace.capture?.id ?? '';
}

function withUntil(filter: ParsedFilter | undefined, atMs: number): ParsedFilter {
  return {
    terms: [...(filter?.terms ?? []), timeTerm('until', atMs)],
    errors: filter?.errors ?? [],
  };
}

function timeTerm(key: 'since' | 'until', epochMs: number): FilterTerm {
  return {
    key,
    name: null,
    isNegated: false,
    values: [{ kind: 'instant', epochMs }],
    token: '',
    start: 0,
    end: 0,
  };
}
