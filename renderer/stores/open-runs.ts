import type { StoreApi } from 'zustand/vanilla';
import type { ListRow, RowListState } from './row-merge.ts';

/** Rows that are loaded ahead of the end of an open run. */
const LOAD_AHEAD_ROWS = 60;

/** What a list is to the run whose rows it holds. */
interface RunList<R> {
  readonly store: StoreApi<RowListState<R>>;
  setQuery(query: { filter: string; sort: string }): void;
  applyRows(changed: readonly R[], removedIds: readonly string[], total: null): void;
  replaceRow(row: R): void;
  refreshTop(): Promise<void>;
  loadMore(): void;
}

/** The rows of runs that are open: a list of its own for each, shown below the line of its run. */
export class OpenRuns<R extends ListRow> {
  readonly #lists = new Map<string, RunList<R>>();
  readonly #make: (runId: string) => RunList<R>;
  readonly #onChange: () => void;

  constructor(make: (runId: string) => RunList<R>, onChange: () => void) {
    this.#make = make;
    this.#onChange = onChange;
  }

  open(runId: string, filter: string): void {
    let list = this.#lists.get(runId);
    if (list === undefined) {
      list = this.#make(runId);
      this.#lists.set(runId, list);
      list.store.subscribe(this.#onChange);
    }
    list.setQuery({ filter, sort: '' });
  }

  close(runId: string): void {
    this.#lists.delete(runId);
  }

  setFilter(filter: string): void {
    for (const list of this.#lists.values()) {
      list.setQuery({ filter, sort: '' });
    }
  }

  applyRows(runId: string, rows: readonly R[]): void {
    this.#lists.get(runId)?.applyRows(rows, [], null);
  }

  removeRows(ids: readonly string[]): void {
    for (const list of this.#lists.values()) {
      list.applyRows([], ids, null);
    }
  }

  replaceRow(row: R): void {
    for (const list of this.#lists.values()) {
      list.replaceRow(row);
    }
  }

  async refresh(): Promise<void> {
    await Promise.all([...this.#lists.values()].map((list) => list.refreshTop()));
  }

  find(id: string): R | undefined {
    for (const list of this.#lists.values()) {
      const row = list.store.getState().rows.get(id);
      if (row !== undefined) {
        return row;
      }
    }
    return undefined;
  }

  /** Those that are loaded, newest first. */
  idsOf(runId: string): readonly string[] {
    return this.#lists.get(runId)?.store.getState().ids ?? [];
  }

  runOf(id: string): string | null {
    for (const [runId, list] of this.#lists) {
      if (list.store.getState().rows.has(id)) {
        return runId;
      }
    }
    return null;
  }

  /** The lines with those of open runs below theirs. */
  shown(ids: readonly string[]): readonly string[] {
    if (!ids.some((id) => this.#lists.has(id))) {
      return ids;
    }
    const shown: string[] = [];
    for (const id of ids) {
      shown.push(id);
      for (const child of this.idsOf(id)) {
        shown.push(child);
      }
    }
    return shown;
  }

  /** The view has come so far: the next rows of a run that ends near there are fetched. */
  sawIndex(shownIds: readonly string[], index: number): void {
    for (const [runId, list] of this.#lists) {
      const { ids, next } = list.store.getState();
      if (next !== null) {
        const end = shownIds.indexOf(runId) + ids.length;
        if (index >= end - LOAD_AHEAD_ROWS && index <= end + LOAD_AHEAD_ROWS) {
          list.loadMore();
        }
      }
    }
  }
}
