import { createStore, type StoreApi } from 'zustand/vanilla';
import { ApiProblem, textOfError } from '../api/problem.ts';
import { OpenRuns } from './open-runs.ts';
import { PageQuestions } from './page-questions.ts';
import {
  appendPage,
  asksForMore,
  emptyState,
  joinTop,
  type ListRow,
  mergeRows,
  type PageQuery,
  putRuns,
  type RowListState,
  type RowPage,
  replaceAll,
} from './row-merge.ts';
import { FILTER_OF_RUNS, filterOfRun, joinFilters, splitByRun } from './run-rows.ts';
import { Turns } from './turns.ts';

export interface RowListOptions<R> {
  fetchPage(query: PageQuery): Promise<RowPage<R>>;
  maxRows?: number;
  pageSize?: number;
  /** How long a filtered list gathers changes before it asks the server again. */
  refreshDelayMs?: number;
  /** The run of a row; rows of a run then stand as one line, newest first. */
  runOf?: (row: R) => string | null;
}

/** Fewer runs than a person ever started. */
const MAX_RUNS = 1000;

/** Rows of a list: the server owns them, the window holds what it has seen, newest first. */
export class RowList<R extends ListRow> {
  readonly store: StoreApi<RowListState<R>> = createStore(() => ({
    ...emptyState<R>(),
    filter: '',
    sort: '',
    shownIds: [],
    openRuns: new Set<string>(),
  }));
  readonly #options: Required<Omit<RowListOptions<R>, 'runOf'>> & RowListOptions<R>;
  readonly #open = new OpenRuns<R>(
    (runId) => this.#listOfRun(runId),
    () => this.#show(),
  );
  readonly #questions: PageQuestions<R>;
  /** Of those for the top of the list. */
  readonly #turns = new Turns();
  #refreshTimer: ReturnType<typeof setTimeout> | undefined;
  #runsTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: RowListOptions<R>) {
    this.#options = { maxRows: 100_000, pageSize: 200, refreshDelayMs: 400, ...options };
    this.#questions = new PageQuestions<R>(options.fetchPage, (error) => this.#failed(error));
    this.store.subscribe((state, before) => {
      if (state.ids !== before.ids || state.openRuns !== before.openRuns) {
        this.#show();
      }
    });
  }

  /** Loads the first page unless it is there. */
  open(): void {
    const { status } = this.store.getState();
    if (status === 'idle' || status === 'failed') {
      this.reload();
    }
  }

  /** The rows of the last question stay in view until those of the new one are there. */
  setQuery({ filter, sort }: { filter: string; sort: string }): void {
    const state = this.store.getState();
    if (filter !== state.filter || sort !== state.sort || state.status === 'idle') {
      this.store.setState({ filter, sort });
      this.#open.setFilter(filter);
      this.reload();
    }
  }

  setFilter(filter: string): void {
    this.setQuery({ filter, sort: this.store.getState().sort });
  }

  /** Loads the first page anew: a sorted list takes in what has come since. */
  reload(): void {
    run(this.#turns.now(() => this.#loadFirst()));
  }

  loadMore(): void {
    run(this.#loadNext());
  }

  /** New or changed rows, oldest first. `total` is the count without a filter, where it is known. */
  applyRows(changed: readonly R[], removedIds: readonly string[], total: number | null): void {
    this.#questions.note(changed, removedIds);
    const state = this.store.getState();
    if (state.status !== 'ready') {
      return;
    }
    const own = this.#withoutRuns(changed);
    this.#open.removeRows(removedIds);
    mergeRows(this.store, { changed: own, removedIds, total, maxRows: this.#options.maxRows });
    if (own.length < changed.length || (removedIds.length > 0 && state.runs.size > 0)) {
      this.#recountRuns();
    }
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
    this.#open.replaceRow(row);
    if (rows.has(row.id)) {
      rows.set(row.id, row);
      this.store.setState({ version: version + 1 });
    }
  }

  /** Fetches the newest rows again and joins them to what is there; a sorted list only counts. */
  refreshTop(): Promise<void> {
    return this.#turns.next(() => this.#refreshTop());
  }

  async #refreshTop(): Promise<void> {
    const { status, sort } = this.store.getState();
    if (status === 'idle') {
      return;
    }
    await this.#ask(this.#query(sort === '' ? this.#options.pageSize : 1), (page) => {
      if (sort === '') {
        joinTop(this.store, page);
      } else {
        this.store.setState({ total: page.total });
      }
    });
    if (sort === '') {
      await this.#open.refresh();
    }
  }

  rowOf(id: string): R | undefined {
    return this.store.getState().rows.get(id) ?? this.#open.find(id);
  }

  /** The run below whose line a row is shown. */
  runOf(id: string): string | null {
    return this.store.getState().rows.has(id) ? null : this.#open.runOf(id);
  }

  childrenOf(runId: string): readonly string[] {
    return this.#open.idsOf(runId);
  }

  setRunOpen(runId: string, isOpen: boolean): void {
    const { openRuns, filter } = this.store.getState();
    if (isOpen === openRuns.has(runId)) {
      return;
    }
    const next = new Set(openRuns);
    if (isOpen) {
      next.add(runId);
      this.#open.open(runId, filter);
    } else {
      next.delete(runId);
      this.#open.close(runId);
    }
    this.store.setState({ openRuns: next });
  }

  /** How far down the view has come. */
  sawIndex(index: number): void {
    this.#open.sawIndex(this.store.getState().shownIds, index);
  }

  /** Rows of runs have changed: their lines are counted anew, and stay where they are. */
  #recountRuns(): void {
    this.#runsTimer ??= setTimeout(() => {
      this.#runsTimer = undefined;
      run(this.#loadRuns());
    }, this.#options.refreshDelayMs);
  }

  async #loadRuns(): Promise<void> {
    const { filter, sort, status } = this.store.getState();
    if (sort !== '' || status !== 'ready') {
      return;
    }
    const query = { ...this.#query(MAX_RUNS), filter: joinFilters(filter, FILTER_OF_RUNS) };
    const answer = await this.#questions.ask(query);
    if (answer?.page.runs) {
      putRuns(this.store, answer.page.runs);
    }
  }

  /** Rows that stand by themselves; those of open runs go to the lists of these. */
  #withoutRuns(changed: readonly R[]): readonly R[] {
    const { runOf } = this.#options;
    if (runOf === undefined || this.store.getState().sort !== '') {
      return changed;
    }
    const { rows: known } = this.store.getState();
    const { own, byRun } = splitByRun(changed, (row) => (known.has(row.id) ? null : runOf(row)));
    for (const [runId, rows] of byRun) {
      this.#open.applyRows(runId, rows);
    }
    return own;
  }

  #listOfRun(runId: string): RowList<R> {
    const { fetchPage, pageSize, maxRows, refreshDelayMs } = this.#options;
    return new RowList<R>({
      fetchPage: (query) =>
        fetchPage({ ...query, filter: joinFilters(query.filter ?? '', filterOfRun(runId)) }),
      pageSize,
      maxRows,
      refreshDelayMs,
    });
  }

  #show(): void {
    const { ids, shownIds, sort, version } = this.store.getState();
    const next = sort === '' ? this.#open.shown(ids) : ids;
    this.store.setState({ shownIds: next, version: next === shownIds ? version + 1 : version });
  }

  async #loadFirst(): Promise<void> {
    this.#questions.dropOlder();
    this.store.setState({ status: 'loading', error: null });
    await this.#ask(this.#query(this.#options.pageSize), (page) => replaceAll(this.store, page));
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
    const query = this.#query(Math.min(1000, this.#options.pageSize * 5), next);
    await this.#ask(query, (page) => {
      if (this.store.getState().next === next) {
        appendPage(this.store, page);
      } else {
        // The list has started anew meanwhile: this page does not follow what it shows now.
        this.store.setState({ isLoadingMore: false });
      }
    });
  }

  #query(limit: number, cursor?: string): PageQuery {
    const { filter, sort } = this.store.getState();
    return {
      limit,
      ...(cursor ? { cursor } : {}),
      ...(filter ? { filter } : {}),
      ...(sort ? { sort } : {}),
      ...(this.#options.runOf && !sort ? { collapse: 'burst' as const } : {}),
    };
  }

  /** Puts the answer in, and on it what the stream told while it was on its way. */
  async #ask(query: PageQuery, put: (page: RowPage<R>) => void): Promise<void> {
    const answer = await this.#questions.ask(query);
    if (answer) {
      put(answer.page);
      const { changed, removedIds } = answer.meanwhile;
      if (changed.length > 0 || removedIds.length > 0) {
        this.applyRows(changed, removedIds, null);
      }
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
