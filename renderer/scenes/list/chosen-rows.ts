import type { GridSelection } from '../../components/grid-selection.ts';
import { type ListRow, numberOf, type RowListState } from '../../stores/row-merge.ts';
import { isRunId } from '../../stores/run-rows.ts';

/** What an act is about: rows by id, or all that a filter matches. */
export interface Chosen {
  count: number;
  /** Those that are loaded. */
  ids: readonly string[];
  target: { ids: string[] } | { filter: string };
}

/** A call takes so many ids; beyond it the server finds them by the filter. */
const MAX_IDS = 5_000;
/** The newest row stands in one of the first lines. */
const LOOKED_AT_LINES = 100;

export function chosenRows(selection: GridSelection): Chosen {
  const ids = [...selection.selectedIds].filter((id) => !isRunId(id));
  const { everything } = selection;
  if (everything === undefined) {
    return { count: ids.length, ids, target: { ids } };
  }
  const filter = `${everything.filter} until:${everything.until}`.trim();
  return { count: everything.count, ids, target: { filter } };
}

/** The selection of all that the filter matches. Few rows, all of them loaded, are named one by one. */
export function selectionOfAll<R extends ListRow>(
  selection: GridSelection,
  state: RowListState<R>,
  now: Date,
): GridSelection {
  const { ids: lines, runs, shownIds: ids, total, filter, sort } = state;
  const all = {
    activeId: selection.activeId,
    anchorId: selection.anchorId,
    selectedIds: new Set(ids),
  };
  if (runs.size === 0 && ids.length >= total && ids.length <= MAX_IDS) {
    return all;
  }
  // A run has at least so many numbers from its first one on.
  const top = lines.slice(0, LOOKED_AT_LINES).reduce((highest, id) => {
    const size = runs.get(id)?.count ?? 1;
    return Math.max(highest, numberOf(state, id) + size - 1);
  }, 0);
  // A sorted list takes in nothing by itself.
  const number = sort === '' ? top : Number.POSITIVE_INFINITY;
  return { ...all, everything: { count: total, filter, number, until: now.toISOString() } };
}

/** Whether a row is selected, those that were loaded after "all" was chosen too. */
export function isRowSelected<R extends ListRow>(
  { selectedIds, everything }: GridSelection,
  id: string,
  row: R | undefined,
): boolean {
  return (
    selectedIds.has(id) ||
    (everything !== undefined && row !== undefined && row.number <= everything.number)
  );
}

export function chosenByIds(ids: readonly string[]): Chosen {
  return { count: ids.length, ids, target: { ids: [...ids] } };
}
