import type { StoreApi } from 'zustand/vanilla';

/** What every list row has. `number` grows with time, so it is the order of the list. */
export interface ListRow {
  readonly id: string;
  readonly number: number;
}

export interface RowPage<R> {
  items: R[];
  next: string | null;
  total: number;
}

export interface PageQuery {
  limit: number;
  cursor?: string;
  filter?: string;
  sort?: string;
}

export interface RowListState<R> {
  status: 'idle' | 'loading' | 'ready' | 'failed';
  error: string | null;
  /** Newest first. */
  ids: readonly string[];
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
    ids: page.items.map((row) => row.id),
    rows: new Map(page.items.map((row) => [row.id, row])),
    version: store.getState().version + 1,
    total: page.total,
    sortedTotal: page.total,
    next: page.next,
  });
}

export function appendPage<R extends ListRow>(
  store: StoreApi<RowListState<R>>,
  page: RowPage<R>,
): void {
  const { ids, rows, version } = store.getState();
  const added = page.items.filter((row) => !rows.has(row.id));
  for (const row of added) {
    rows.set(row.id, row);
  }
  store.setState({
    ids: [...ids, ...added.map((row) => row.id)],
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
  const oldest = page.items.at(-1);
  if (oldest === undefined || page.next === null || topNumber(state) < oldest.number) {
    replaceAll(store, page);
    return;
  }
  const older = state.ids.filter((id) => (state.rows.get(id)?.number ?? 0) < oldest.number);
  const ids = [...page.items.map((row) => row.id), ...older];
  const rows = new Map(older.flatMap((id) => entryOf(state.rows, id)));
  for (const row of page.items) {
    rows.set(row.id, row);
  }
  store.setState({
    ids,
    rows,
    version: state.version + 1,
    total: page.total,
    status: 'ready',
    next: older.length === 0 ? page.next : state.next,
  });
}

function entryOf<R>(rows: Map<string, R>, id: string): [string, R][] {
  const row = rows.get(id);
  return row === undefined ? [] : [[id, row]];
}

function topNumber<R extends ListRow>(state: RowListState<R>): number {
  const first = state.ids[0];
  return first === undefined ? -1 : (state.rows.get(first)?.number ?? -1);
}

export function emptyState<R>() {
  return {
    status: 'idle' as const,
    error: null,
    ids: [],
    rows: new Map<string, R>(),
    version: 0,
    total: 0,
    sortedTotal: 0,
    next: null,
    isLoadingMore: false,
  };
}
