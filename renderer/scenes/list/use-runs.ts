import { useCallback, useEffect, useMemo } from 'react';
import type { ListName } from '../../../server/contract/saved-view.ts';
import type { GridGroups } from '../../components/grid-groups.ts';
import type { RowList } from '../../stores/row-list.ts';
import type { ListRow, RowListState } from '../../stores/row-merge.ts';
import { isRunId, type RunLine } from '../../stores/run-rows.ts';
import { usePreference, useWorkbench } from '../../stores/use-workbench.ts';

const REMEMBERED_RUNS = 20;
const NONE: readonly string[] = [];

export type Runs = ReturnType<typeof useRuns>;

/** The bursts of a list, which of them are open, and that this is remembered. */
export function useRuns<R extends ListRow>(
  name: ListName,
  list: RowList<R>,
  state: RowListState<R>,
) {
  const { preferences } = useWorkbench();
  const remembered = usePreference('openRuns')[name] ?? NONE;
  const { runs, openRuns } = state;
  useEffect(() => {
    for (const id of remembered) {
      if (runs.has(id)) {
        list.setRunOpen(id, true);
      }
    }
  }, [list, runs, remembered]);
  const toggle = useCallback(
    (id: string, isOpen: boolean) => {
      const { openRuns: before } = preferences.store.getState();
      const others = (before[name] ?? []).filter((one) => one !== id);
      const next = isOpen ? [id, ...others].slice(0, REMEMBERED_RUNS) : others;
      list.setRunOpen(id, isOpen);
      preferences.change({ openRuns: { ...before, [name]: next } });
    },
    [list, name, preferences],
  );
  const groups: GridGroups<RunLine> = useMemo(
    () => ({
      count: runs.size,
      of: (id) => runs.get(id),
      isOpen: (id) => openRuns.has(id),
      groupOf: (id) => (isRunId(id) ? null : list.runOf(id)),
      onToggle: toggle,
    }),
    [runs, openRuns, toggle, list],
  );
  const sawIndex = useCallback((index: number) => list.sawIndex(index), [list]);
  return { groups, sawIndex, runOf: (id: string | undefined) => runs.get(id ?? ''), toggle };
}

/** Lines of the grid, loaded or not, those of open runs too. */
export function countLines<R extends ListRow>(state: RowListState<R>): number {
  let count = state.lines;
  for (const id of state.openRuns) {
    count += state.runs.get(id)?.count ?? 0;
  }
  return count;
}
