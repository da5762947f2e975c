import { createStore, type StoreApi } from 'zustand/vanilla';
import { ApiProblem, textOfError } from '../api/problem.ts';
import {
  appendPage,
  asksForMore,
  emptyState,
  joinTop,
  type ListRow,
  mergeRows,
  type PageQuery,
  type RowListState,
  type RowPage,
  replaceAll,
} from './row-merge.ts';

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
    sort: '',
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

  /** The rows of the last question stay in view until those of the new one are there. */
  setQuery({ filter, sort }: { filter: string; sort: string }): void {
    const state = this.store.getState();
    if (filter !== state.filter || sort !== state.sort || state.status === 'idle') {
      this.store.setState({ filter, sort });
      run(this.#loadFirst());
    }
  }

  setFilter(filter: string): void {
    this.setQuery({ filter, sort: this.store.getState().sort });
  }

  /** Loads the first page anew: a sorted list takes in what has come since. */
  reload(): void {
    run(this.#loadFirst());
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
    if (asksForMore(state) && changed.length > 0) {
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

  /** Fetches the newest rows again and joins them to what is there; a sorted list only counts. */
  async refreshTop(): Promise<void> {
    const { status, sort } = this.store.getState();
    if (status === 'idle') {
      return;
    }
    const page = await this.#fetchPage(this.#query(sort === '' ? this.#options.pageSize : 1));
    if (page && sort === '') {
      joinTop(this.store, page);
    } else if (page) {
      this.store.setState({ total: page.total });
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
    const { filter, sort } = this.store.getState();
    return {
      limit,
      ...(cursor ? { cursor } : {}),
      ...(filter ? { filter } : {}),
      ...(sort ? { sort } : {}),
    };
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

function run(work: Promise<void>): void {
  work.catch((error: unknown) => console.error('A list failed:', error));
}
