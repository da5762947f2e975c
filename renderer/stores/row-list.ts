import { createStore, type StoreApi } from 'zustand/vanilla';
import { ApiProblem, textOfError } from '../api/problem.ts';

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
}

export interface RowListOptions<R> {
  fetchPage(query: PageQuery): Promise<RowPage<R>>;
  maxRows?: number;
  pageSize?: number;
  /** How long a filtered list gathers changes before it asks the server again. */
  refreshDelayMs?: number;
}

/** Rows of a list: the server owns them, the window holds what it has seen, newest first. */
export class RowList<R extends ListRow> {
  readonly store: StoreApi<RowListState<R>> = createStore(() => ({
    ...emptyState<R>(),
    filter: '',
  }));
  readonly #options: Required<RowListOptions<R>>;
  /** Grows with each change of filter: answers to older questions are dropped. */
  #generation = 0;
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RowListOptions<R>) {
    this.#options = { maxRows: 100_000, pageSize: 200, refreshDelayMs: 400, ...options };
  }

  /** Loads the first page unless it is there. */
  open(): void {
    const { status } = this.store.getState();
    if (status === 'idle' || status === 'failed') {
      run(this.#loadFirst());
    }
  }

  /** The rows of the last filter stay in view until those of the new one are there. */
  setFilter(filter: string): void {
    if (filter !== this.store.getState().filter || this.store.getState().status === 'idle') {
      this.store.setState({ filter });
      run(this.#loadFirst());
    }
  }

  loadMore(): void {
    run(this.#loadNext());
  }

  /** New or changed rows, oldest first. `total` is the count without a filter, where it is known. */
  applyRows(changed: readonly R[], removedIds: readonly string[], total: number | null): void {
    const state = this.store.getState();
    if (state.status !== 'ready') {
      return;
    }
    mergeRows(this.store, { changed, removedIds, total, maxRows: this.#options.maxRows });
    if (state.filter !== '' && changed.length > 0) {
      this.#refreshTimer ??= setTimeout(() => {
        this.#refreshTimer = undefined;
        run(this.refreshTop());
      }, this.#options.refreshDelayMs);
    }
  }

  /** Shows a change before the server confirms it; a row that is gone meanwhile stays gone. */
  replaceRow(row: R): void {
    const { rows, version } = this.store.getState();
    if (rows.has(row.id)) {
      rows.set(row.id, row);
      this.store.setState({ version: version + 1 });
    }
  }

  /** Fetches the newest rows again and joins them to what is there. */
  async refreshTop(): Promise<void> {
    if (this.store.getState().status === 'idle') {
      return;
    }
    const page = await this.#fetchPage(this.#query(this.#options.pageSize));
    if (page) {
      joinTop(this.store, page);
    }
  }

  async #loadFirst(): Promise<void> {
    this.#generation += 1;
    this.store.setState({ status: 'loading', error: null });
    const page = await this.#fetchPage(this.#query(this.#options.pageSize));
    if (page) {
      replaceAll(this.store, page);
    }
  }

  async #loadNext(): Promise<void> {
    const { next, isLoadingMore, ids, status } = this.store.getState();
    if (
      next === null ||
      isLoadingMore ||
      status !== 'ready' ||
      ids.length >= this.#options.maxRows
    ) {
      return;
    }
    this.store.setState({ isLoadingMore: true });
    const page = await this.#fetchPage(
      this.#query(Math.min(1000, this.#options.pageSize * 5), next),
    );
    if (page) {
      appendPage(this.store, page);
    }
  }

  #query(limit: number, cursor?: string): PageQuery {
    const { filter } = this.store.getState();
    return { limit, ...(cursor ? { cursor } : {}), ...(filter ? { filter } : {}) };
  }

  /** Answers null where the filter was changed meanwhile, or the server refused. */
  async #fetchPage(query: PageQuery): Promise<RowPage<R> | null> {
    const mine = this.#generation;
    try {
      const page = await this.#options.fetchPage(query);
      return mine === this.#generation ? page : null;
    } catch (error) {
      if (mine === this.#generation) {
        this.#failed(error);
      }
      return null;
    }
  }

  #failed(error: unknown): void {
    // A list that has rows keeps them: the connection banner tells the rest.
    const isLost = error instanceof ApiProblem && error.code === 'connection_lost';
    const isQuiet = isLost && this.store.getState().ids.length > 0;
    this.store.setState({
      isLoadingMore: false,
      ...(isQuiet ? { status: 'ready' } : { status: 'failed', error: textOfError(error) }),
    });
  }
}

interface Merge<R> {
  changed: readonly R[];
  removedIds: readonly string[];
  total: number | null;
  maxRows: number;
}

function mergeRows<R extends ListRow>(store: StoreApi<RowListState<R>>, merge: Merge<R>): void {
  const state = store.getState();
  const isFiltered = state.filter !== '';
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
    version: state.version + 1,
  });
}

function replaceAll<R extends ListRow>(store: StoreApi<RowListState<R>>, page: RowPage<R>): void {
  store.setState({
    ...emptyState<R>(),
    status: 'ready',
    ids: page.items.map((row) => row.id),
    rows: new Map(page.items.map((row) => [row.id, row])),
    version: store.getState().version + 1,
    total: page.total,
    next: page.next,
  });
}

function appendPage<R extends ListRow>(store: StoreApi<RowListState<R>>, page: RowPage<R>): void {
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
function joinTop<R extends ListRow>(store: StoreApi<RowListState<R>>, page: RowPage<R>): void {
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

function emptyState<R>() {
  return {
    status: 'idle' as const,
    error: null,
    ids: [],
    rows: new Map<string, R>(),
    version: 0,
    total: 0,
    next: null,
    isLoadingMore: false,
  };
}

function run(work: Promise<void>): void {
  work.catch((error: unknown) => console.error('A list failed:', error));
}
