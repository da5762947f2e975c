import type { Page } from '../contract/page.ts';
import {
  captureSortKey,
  comparePlaces,
  deliverySortKey,
  type ListRequest,
  type ListSort,
  type SortKey,
  writeSortCursor,
} from '../core/list-order.ts';
import { captureTrace, lastTraceOf, type TraceDeps, type TraceRecord } from './trace.ts';

/** One row of either list, before it is known whether it becomes a trace. */
interface Candidate {
  readonly side: 'deliveries' | 'captures';
  readonly key: SortKey;
  /** Equal keys: newest first. */
  readonly number: number;
  /** The place after it in its own list. */
  readonly after: string;
  /** `isCaptureOnly`: no delivery is listed. */
  readonly load: (isCaptureOnly: boolean) => Promise<TraceRecord | undefined>;
}

/** Where each of the two lists goes on; null: at its end. */
type Places = Record<Candidate['side'], string | null | undefined>;

/**
 * Traces in the order of a column: both lists in that order, merged. Each goes on at a cursor of its
 * own, so a page holds together however many captures turn out to belong to a delivery.
 */
export async function listSortedTraces(
  deps: TraceDeps,
  request: ListRequest & { readonly sort: ListSort },
): Promise<Page<TraceRecord>> {
  const { sort, limit } = request;
  const places = readPlaces(request.cursor);
  const items: TraceRecord[] = [];
  let total = 0;
  let joined = 0;
  while (items.length < limit && (places.deliveries !== null || places.captures !== null)) {
    const [deliveries, captures] = await Promise.all([
      readDeliveries(deps, request, places.deliveries),
      readCaptures(deps, request, places.captures),
    ]);
    total = Math.max(total, deliveries.total + captures.total);
    const taken = merge(deliveries, captures, { sort, limit: limit - items.length });
    const found = await Promise.all(taken.map((each) => each.load(deliveries.total === 0)));
    const traces = found.filter((trace) => trace !== undefined);
    joined += found.length - traces.length;
    items.push(...traces);
    places.deliveries = placeAfter(taken, deliveries);
    places.captures = placeAfter(taken, captures);
  }
  const isEnd = places.deliveries === null && places.captures === null;
  return { items, next: isEnd ? null : writePlaces(places), total: Math.max(0, total - joined) };
}

interface Side {
  readonly name: Candidate['side'];
  readonly from: string | null | undefined;
  readonly rows: readonly Candidate[];
  readonly hasMore: boolean;
  readonly total: number;
}

async function readDeliveries(
  deps: TraceDeps,
  { sort, limit, filter }: ListRequest & { readonly sort: ListSort },
  from: string | null | undefined,
): Promise<Side> {
  const own = { ...sort, column: sort.column === 'sent' ? 'result' : sort.column };
  const keyOf = deliverySortKey(own);
  const cursor = from ?? undefined;
  const page = await deps.deliveries.listDeliveries({
    limit: from === null ? 1 : limit,
    filter,
    sort: own,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const rows = page.items.map((delivery) => ({
    side: 'deliveries' as const,
    key: keyOf(delivery),
    number: delivery.createdAtMs,
    after: writeSortCursor({ key: keyOf(delivery), number: delivery.number }),
    load: () => lastTraceOf(deps, delivery),
  }));
  return sideOf('deliveries', from, rows, page);
}

async function readCaptures(
  deps: TraceDeps,
  { sort, limit, filter }: ListRequest & { readonly sort: ListSort },
  from: string | null | undefined,
): Promise<Side> {
  // What was captured alone was never sent: those stand last, newest first.
  const isAlone = sort.column === 'sent';
  const own = isAlone ? { column: 'time', isDescending: true } : sort;
  const keyOf = captureSortKey(own);
  const cursor = from ?? undefined;
  const page = await deps.captures.list({
    limit: from === null ? 1 : limit,
    filter,
    sort: own,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const rows = page.items.map((capture) => ({
    side: 'captures' as const,
    key: isAlone ? null : keyOf(capture),
    number: capture.receivedAtMs,
    after: writeSortCursor({ key: keyOf(capture), number: capture.number }),
    load: (isCaptureOnly: boolean) => captureTrace(deps, capture, isCaptureOnly),
  }));
  return sideOf('captures', from, rows, page);
}

function sideOf(
  name: Candidate['side'],
  from: string | null | undefined,
  rows: readonly Candidate[],
  page: { readonly next: string | null; readonly total: number },
): Side {
  const isOver = from === null;
  return {
    name,
    from,
    rows: isOver ? [] : rows,
    hasMore: !isOver && page.next !== null,
    total: page.total,
  };
}

/** Stops where one side's page ends though its list goes on: what follows there may come first. */
function merge(
  left: Side,
  right: Side,
  { sort, limit }: { sort: ListSort; limit: number },
): Candidate[] {
  const ordered = [...left.rows, ...right.rows].sort((a, b) => comparePlaces(a, b, sort));
  const ends = [left, right].flatMap((side) => {
    const last = side.rows.at(-1);
    return side.hasMore ? [last ? ordered.indexOf(last) + 1 : 0] : [];
  });
  return ordered.slice(0, Math.min(limit, ...ends));
}

function placeAfter(taken: readonly Candidate[], side: Side): string | null | undefined {
  const own = taken.filter((each) => each.side === side.name);
  if (own.length === side.rows.length && !side.hasMore) {
    return null;
  }
  return own.at(-1)?.after ?? side.from;
}

function writePlaces({ deliveries, captures }: Places): string {
  const encoded = [deliveries, captures].map((place) =>
    place === undefined ? '' : (place ?? '-'),
  );
  return encoded.join('.');
}

function readPlaces(cursor: string | undefined): Places {
  const [deliveries, captures] = (cursor?.split('.') ?? []).map((text) =>
    text === '-' ? null : text || undefined,
  );
  return { deliveries, captures };
}
