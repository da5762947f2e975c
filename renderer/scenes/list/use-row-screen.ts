import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { parseFilter } from '../../../server/contract/filter.ts';
import type { ListName } from '../../../server/contract/saved-view.ts';
import { withToken } from '../../components/filter/filter-tokens.ts';
import { type GridSelection, selectRow, withSelecting } from '../../components/grid-selection.ts';
import type { RowList } from '../../stores/row-list.ts';
import { type ListRow, numberOf, type RowListState } from '../../stores/row-merge.ts';
import { isRunId } from '../../stores/run-rows.ts';
import { chosenRows, selectionOfAll } from './chosen-rows.ts';
import { countNewer } from './row-window.ts';
import {
  countWaiting,
  missingBelowRuns,
  type PausedView,
  pauseAt,
  shownLines,
} from './shown-lines.ts';
import { useFollowing, useOpenNewest } from './use-follow-newest.ts';
import type { ListAddress } from './use-list-address.ts';
import { countLines, useRuns } from './use-runs.ts';
import { type Selection, useSelection } from './use-selection.ts';

export interface RowScreenOptions<R extends ListRow> {
  name: ListName;
  list: RowList<R>;
  address: ListAddress;
  /** From the address: the row in the inspector. */
  openId: string | undefined;
}

export type RowScreen<R extends ListRow> = ReturnType<typeof useRowScreen<R>>;

/** What all list screens share: filter in the address, live or anchored or paused, selection by id. */
export function useRowScreen<R extends ListRow>(options: RowScreenOptions<R>) {
  const { name, list, address, openId } = options;
  const state = useStore(list.store);
  const runs = useRuns(name, list, state);
  const filter = useFilter(list, address);
  const { sort, setSort } = address;
  const isSorted = sort !== '';
  const pause = usePause(list, state, isSorted);
  const { ids, hidden } = pause;
  const [isAtTop, setAtTop] = useState(true);
  const [topRequest, setTopRequest] = useState(0);
  const chosen = useSelection(openId, address);
  const following = useFollowing();
  const { isFollowing } = following;
  const isUntouched = isFollowing || chosen.selection.selectedIds.size === 0;
  const isLive = isAtTop && !isSorted && isUntouched && !pause.isOn;
  useOpenNewest(isFollowing && isLive ? newestRowOf(state) : undefined, chosen.open);

  const seenTop = useRef(0);
  const placeOf = (id: string) => numberOf(state, id);
  const topNumber = placeOf(state.ids[0] ?? '');
  if (isLive || seenTop.current === 0 || topNumber < seenTop.current) {
    seenTop.current = topNumber;
  }
  const newer = isLive ? 0 : countNewer(state.ids, placeOf, seenTop.current) - hidden;
  const { resume } = pause;
  const goLive = useCallback(() => {
    resume();
    if (isSorted) {
      setSort('');
    }
    chosen.clear();
    setAtTop(true);
    setTopRequest((count) => count + 1);
  }, [resume, chosen.clear, isSorted, setSort]);
  return {
    state,
    ids,
    runs,
    lineCount: countLines(state),
    missingBefore: useMemo(() => missingBelowRuns(ids, state), [ids, state]),
    filter,
    ...useHandSelection(list, chosen, following.stopFollowing),
    isFollowing,
    toggleFollowing: following.toggleFollowing,
    isLive,
    sort,
    setSort,
    isSorted,
    isPaused: pause.isPaused,
    waiting: pause.waiting,
    /** Since the view stands still: on top of it, or somewhere in a sorted list. */
    arrived: isSorted ? Math.max(0, state.total - state.sortedTotal) : newer,
    topRequest,
    setAtTop,
    goLive,
    togglePause: pause.toggle,
    rowOf: useCallback((id: string) => list.rowOf(id), [list]),
    retry: useCallback(() => list.open(), [list]),
    /** A sorted list anew, with what has come since. */
    reload: useCallback(() => list.reload(), [list]),
    loadMore: useCallback(() => list.loadMore(), [list]),
  };
}

/** A burst is no arrival: its line stays what it is while rows join it. */
function newestRowOf({ ids: [first] }: { ids: readonly string[] }): string | undefined {
  return isRunId(first) ? undefined : first;
}

/** `P` stops the view, never the capture. A sorted list stands still as it is. */
function usePause<R extends ListRow>(list: RowList<R>, state: RowListState<R>, isSorted: boolean) {
  const [before, setPaused] = useState<PausedView | null>(null);
  const paused = isSorted ? null : before;
  const placeOf = (id: string) => numberOf(state, id);
  const hidden = paused ? countNewer(state.ids, placeOf, paused.number) : 0;
  return {
    isOn: before !== null,
    isPaused: paused !== null,
    hidden,
    ids: useMemo(
      () => shownLines(state, childrenIn(list), { hidden, paused }),
      [state, list, hidden, paused],
    ),
    waiting: paused ? countWaiting(state, paused, hidden) : 0,
    resume: useCallback(() => setPaused(null), []),
    toggle: useCallback(() => {
      const now = pauseAt(list.store.getState(), childrenIn(list));
      setPaused((one) => (one === null ? now : null));
    }, [list]),
  };
}

function childrenIn<R extends ListRow>(list: RowList<R>) {
  return {
    childrenOf: (runId: string) => list.childrenOf(runId),
    rowOf: (id: string) => list.rowOf(id),
  };
}

/** A closed burst among several rows is none of them: its rows are chosen once it is open, or by ⌘A. */
function withoutRuns(selection: GridSelection): GridSelection {
  const { selectedIds } = selection;
  if (selectedIds.size < 2 || selection.everything !== undefined) {
    return selection;
  }
  const rows = [...selectedIds].filter((id) => !isRunId(id));
  return rows.length === selectedIds.size
    ? selection
    : { ...selection, selectedIds: new Set(rows) };
}

/** Whoever selects a row themselves ends the following of new ones. */
function useHandSelection<R extends ListRow>(
  list: RowList<R>,
  { selection, selectionNow, chosenNow, setSelection, clear }: Selection,
  stopFollowing: () => void,
) {
  const chosen = useMemo(() => chosenRows(selection), [selection]);
  return {
    selection,
    selectionNow,
    /** What acts on several rows are about, as drawn; keys ask for `chosenNow`. */
    chosen,
    chosenNow,
    selectAll: useCallback(() => {
      stopFollowing();
      const { isSelecting = false } = selectionNow();
      const all = selectionOfAll(selectionNow(), list.store.getState(), new Date());
      setSelection({ ...all, isSelecting });
    }, [stopFollowing, setSelection, selectionNow, list]),
    /** From here on every tap adds a row or takes it out; or no longer. */
    setSelecting: useCallback(
      (isOn: boolean) => {
        stopFollowing();
        setSelection(withSelecting(selectionNow(), isOn));
      },
      [stopFollowing, setSelection, selectionNow],
    ),
    /** Adds a row or takes it out, and goes on so. */
    toggleRow: useCallback(
      (id: string) => {
        stopFollowing();
        const next = selectRow(selectionNow(), [], id, 'toggle');
        setSelection(withoutRuns(withSelecting(next, true)));
      },
      [stopFollowing, setSelection, selectionNow],
    ),
    /** To be looked at, also where that covers the list. */
    openActive: useCallback(() => {
      stopFollowing();
      setSelection({ ...selectionNow(), isPicking: false });
    }, [stopFollowing, setSelection, selectionNow]),
    setSelection: useCallback(
      (next: GridSelection) => {
        stopFollowing();
        setSelection(withoutRuns(next));
      },
      [stopFollowing, setSelection],
    ),
    clear: useCallback(() => {
      stopFollowing();
      clear();
    }, [stopFollowing, clear]),
  };
}

/** A filter with faults stays in the address and in the field; the list keeps the last valid one. */
function useFilter<R extends ListRow>(list: RowList<R>, address: ListAddress) {
  const { filter: text, sort, isKnown, go } = address;
  const [previewed, preview] = useState<string | null>(null);
  const shown = previewed ?? text;
  useEffect(() => {
    if (!isKnown) {
      return;
    }
    if (parseFilter(shown).errors.length === 0) {
      list.setQuery({ filter: shown, sort });
    } else {
      list.open();
    }
  }, [list, shown, sort, isKnown]);
  const set = useCallback((next: string) => go({ filter: next }), [go]);
  const add = useCallback((token: string) => set(withToken(text, token)), [set, text]);
  return { text, set, add, preview };
}
