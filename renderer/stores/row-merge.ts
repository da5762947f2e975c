import type { StoreApi } from 'zustand/vanilla';
import type { RunLine } from './run-rows.ts';

/** What every list row has. `number` grows with time, so it is the order of the list. */
export interface ListRow {
  readonly id: string;
  readonly number: number;
}

export interface RowPage<R> {
  items: R[];
  next: string | null;
  total: number;
  /** Bursts that stand among the items as one line each. */
  runs?: RunLine[];
  /** Items and runs on all pages together. */
  lines?: number;
}

export interface PageQuery {
  limit: number;
  cursor?: string;
  filter?: string;
  sort?: string;
  collapse?: 'burst';
}

export interface RowListState<R> {
  status: 'idle' | 'loading' | 'ready' | 'failed';
  error: string | null;
  /** Newest first; the id of a run stands for all of its rows. */
  ids: readonly string[];
  runs: ReadonlyMap<string, RunLine>;
  /** What is seen: `ids`, and the rows of runs that are open below theirs. */
  shownIds: readonly string[];
  openRuns: ReadonlySet<string>;
  /** Lines on all pages, those of open runs too. */
  lines: number;
  /** Changed in place; `version` says that it was. */
  rows: Map<string, R>;
  version: number;
  /** All that the filter matches, loaded or not. */
  total: number;
  next: string | null;
  isLoadingMore: boolean;
  filter: string;
  /** A column of the server, with `-` for descending; empty: newest first. */
  sort: string;
  /** Sorted lists stand still: what was counted when they were loaded; the rest has come since. */
  sortedTotal: number;
}

export interface Merge<R> {
  changed: readonly R[];
  removedIds: readonly string[];
  total: number | null;
  maxRows: number;
}

export function mergeRows<R extends ListRow>(
  store: StoreApi<RowListState<R>>,
  merge: Merge<R>,
): void {
  const state = store.getState();
  const isFiltered = asksForMore(state);
  let top = topNumber(state);
  const arrived: string[] = [];
  for (const row of merge.changed) {
    if (state.rows.has(row.id)) {
      state.rows.set(row.id, row);
    } else if (!isFiltered && row.number > top) {
      state.rows.set(row.id, row);
      arrived.push(row.id);
      top = row.number;
    }
  }
  const removed = new Set(merge.removedIds.filter((id) => state.rows.delete(id)));
  const kept = removed.size > 0 ? state.ids.filter((id) => !removed.has(id)) : state.ids;
  const ids = arrived.length > 0 ? [...arrived.reverse(), ...kept] : kept;
  for (const id of ids.slice(merge.maxRows)) {
    state.rows.delete(id);
  }
  const counted = state.total + arrived.length - removed.size;
  store.setState({
    ids: ids.length > merge.maxRows ? ids.slice(0, merge.maxRows) : ids,
    lines: state.lines + arrived.length - removed.size,
    total: isFiltered ? counted : Math.max(merge.total ?? counted, ids.length),
    sortedTotal: state.sortedTotal - removed.size,
    version: state.version + 1,
  });
}

/** Whether only the server knows where a new row belongs. */
export function asksForMore({ filter, sort }: { filter: string; sort: string }): boolean {
  return filter !== '' || sort !== '';
}

export function replaceAll<R extends ListRow>(
  store: StoreApi<RowListState<R>>,
  page: RowPage<R>,
): void {
  store.setState({
    ...emptyState<R>(),
    status: 'ready',
    ids: linesOf(page).map((line) => line.id),
    rows: new Map(page.items.map((row) => [row.id, row])),
    runs: new Map(page.runs?.map((run) => [run.id, run])),
    version: store.getState().version + 1,
    total: page.total,
    lines: page.lines ?? page.total,
    sortedTotal: page.total,
    next: page.next,
  });
}

export function appendPage<R extends ListRow>(
  store: StoreApi<RowListState<R>>,
  page: RowPage<R>,
): void {
  const { ids, rows, runs, version } = store.getState();
  const added = linesOf(page).filter(({ id }) => !rows.has(id) && !runs.has(id));
  for (const row of page.items) {
    if (!rows.has(row.id)) {
      rows.set(row.id, row);
    }
  }
  store.setState({
    ids: [...ids, ...added.map((line) => line.id)],
    runs: withRuns(runs, page.runs),
    lines: page.lines ?? page.total,
    version: version + 1,
    next: page.next,
    total: page.total,
    isLoadingMore: false,
  });
}

/** Joins the newest rows to the list; where they do not reach it, the list starts anew. */
export function joinTop<R extends ListRow>(
  store: StoreApi<RowListState<R>>,
  page: RowPage<R>,
): void {
  const state = store.getState();
  const lines = linesOf(page);
  const oldest = lines.at(-1);
  if (oldest === undefined || page.next === null || topNumber(state) < oldest.number) {
    replaceAll(store, page);
    return;
  }
  const newer = new Set(lines.map((line) => line.id));
  const older = state.ids.filter((id) => numberOf(state, id) < oldest.number && !newer.has(id));
  const ids = [...newer, ...older];
  const rows = new Map(older.flatMap((id) => entryOf(state.rows, id)));
  for (const row of page.items) {
    rows.set(row.id, row);
  }
  store.setState({
    ids,
    rows,
    runs: withRuns(new Map(older.flatMap((id) => entryOf(state.runs, id))), page.runs),
    version: state.version + 1,
    total: page.total,
    lines: page.lines ?? page.total,
    status: 'ready',
    next: older.length === 0 ? page.next : state.next,
  });
}

/** Runs as the server counts them now. New ones take their place, where the list reaches that far. */
export function putRuns<R extends ListRow>(
  store: StoreApi<RowListState<R>>,
  found: readonly RunLine[],
): void {
  const state = store.getState();
  const last = state.ids.at(-1);
  const edge = state.next === null || last === undefined ? 0 : numberOf(state, last);
  const runs = new Map(found.map((run) => [run.id as string, run]));
  const kept = state.ids.filter((id) => !state.runs.has(id) || runs.has(id));
  const known = new Set(kept);
  const fresh = found.filter((run) => !known.has(run.id) && run.number >= edge);
  const reached = new Map([...runs].filter(([id]) => known.has(id)));
  const ids = fresh.length === 0 ? kept : inOrder(state, kept, fresh);
  store.setState({
    ids: ids.length === state.ids.length && fresh.length === 0 ? state.ids : ids,
    runs: withRuns(reached, fresh),
    version: state.version + 1,
    lines: state.lines + ids.length - state.ids.length,
  });
}

function inOrder<R extends ListRow>(
  state: RowListState<R>,
  ids: readonly string[],
  fresh: readonly RunLine[],
): string[] {
  const merged = [...ids];
  for (const run of fresh) {
    const at = merged.findIndex((id) => numberOf(state, id) < run.number);
    merged.splice(at < 0 ? merged.length : at, 0, run.id);
  }
  return merged;
}

function withRuns(
  runs: ReadonlyMap<string, RunLine>,
  more: readonly RunLine[] | undefined,
): ReadonlyMap<string, RunLine> {
  return more === undefined || more.length === 0
    ? runs
    : new Map([...runs, ...more.map((run) => [run.id, run] as const)]);
}

/** Items and runs in one order. */
function linesOf<R extends ListRow>(page: RowPage<R>): readonly ListRow[] {
  const { items, runs = [] } = page;
  return runs.length === 0 ? items : [...items, ...runs].sort((a, b) => b.number - a.number);
}

/** The place of a line; 0 where it is not there. */
export function numberOf<R extends ListRow>(
  { rows, runs }: Pick<RowListState<R>, 'rows' | 'runs'>,
  id: string,
): number {
  return rows.get(id)?.number ?? runs.get(id)?.number ?? 0;
}

function entryOf<R>(rows: ReadonlyMap<string, R>, id: string): [string, R][] {
  const row = rows.get(id);
  return row === undefined ? [] : [[id, row]];
}

function topNumber<R extends ListRow>(state: RowListState<R>): number {
  const first = state.ids[0];
  return first === undefined ? -1 : numberOf(state, first);
}

export function emptyState<R>() {
  return {
    status: 'idle' as const,
    error: null,
    ids: [],
    rows: new Map<string, R>(),
    runs: new Map<string, RunLine>(),
    lines: 0,
    version: 0,
    total: 0,
    sortedTotal: 0,
    next: null,
    isLoadingMore: false,
  };
}
