import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { parseFilter } from '../../../server/contract/filter.ts';
import { withToken } from '../../components/filter/filter-tokens.ts';
import { EMPTY_SELECTION, type GridSelection } from '../../components/grid-selection.ts';
import type { RowList } from '../../stores/row-list.ts';
import type { ListRow } from '../../stores/row-merge.ts';
import { chosenRows, selectionOfAll } from './chosen-rows.ts';
import { countNewer, topNumberOf } from './row-window.ts';
import { useFollowing, useOpenNewest } from './use-follow-newest.ts';
import type { ListAddress } from './use-list-address.ts';

export interface RowScreenOptions<R extends ListRow> {
  list: RowList<R>;
  address: ListAddress;
  /** From the address: the row in the inspector. */
  openId: string | undefined;
}

export type RowScreen<R extends ListRow> = ReturnType<typeof useRowScreen<R>>;

/** What all list screens share: filter in the address, live or anchored or paused, selection by id. */
export function useRowScreen<R extends ListRow>({ list, address, openId }: RowScreenOptions<R>) {
  const state = useStore(list.store);
  const filter = useFilter(list, address);
  const { sort, setSort } = address;
  const isSorted = sort !== '';
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const [isAtTop, setAtTop] = useState(true);
  const [topRequest, setTopRequest] = useState(0);
  const chosen = useSelection(openId, address.go);
  const following = useFollowing();
  const { isFollowing } = following;
  const isUntouched = isFollowing || chosen.selection.selectedIds.size === 0;
  const isLive = isAtTop && !isSorted && isUntouched && pausedAt === null;
  useOpenNewest(isFollowing && isLive ? state.ids[0] : undefined, chosen.open);

  const seenTop = useRef(0);
  const topNumber = topNumberOf(state.ids, state.rows);
  if (isLive || seenTop.current === 0 || topNumber < seenTop.current) {
    seenTop.current = topNumber;
  }
  const hidden = pausedAt === null || isSorted ? 0 : countNewer(state.ids, state.rows, pausedAt);
  const newer = isLive ? 0 : countNewer(state.ids, state.rows, seenTop.current) - hidden;
  const ids = useMemo(
    () => (hidden === 0 ? state.ids : state.ids.slice(hidden)),
    [state.ids, hidden],
  );
  const goLive = useCallback(() => {
    setPausedAt(null);
    if (isSorted) {
      setSort('');
    }
    chosen.clear();
    setAtTop(true);
    setTopRequest((count) => count + 1);
  }, [chosen.clear, isSorted, setSort]);
  const togglePause = useCallback(() => {
    setPausedAt((before) =>
      before === null ? topNumberOf(list.store.getState().ids, list.store.getState().rows) : null,
    );
  }, [list]);
  return {
    state,
    ids,
    filter,
    ...useHandSelection(list, chosen, following.stopFollowing),
    isFollowing,
    toggleFollowing: following.toggleFollowing,
    isLive,
    sort,
    setSort,
    isSorted,
    isPaused: pausedAt !== null && !isSorted,
    waiting: hidden,
    /** Since the view stands still: on top of it, or somewhere in a sorted list. */
    arrived: isSorted ? Math.max(0, state.total - state.sortedTotal) : newer,
    topRequest,
    setAtTop,
    goLive,
    togglePause,
    rowOf: useCallback((id: string) => list.store.getState().rows.get(id), [list]),
    retry: useCallback(() => list.open(), [list]),
    /** A sorted list anew, with what has come since. */
    reload: useCallback(() => list.reload(), [list]),
    loadMore: useCallback(() => list.loadMore(), [list]),
  };
}

/** Whoever selects a row themselves ends the following of new ones. */
function useHandSelection<R extends ListRow>(
  list: RowList<R>,
  { selection, setSelection, clear }: ReturnType<typeof useSelection>,
  stopFollowing: () => void,
) {
  return {
    selection,
    /** What acts on several rows are about. */
    chosen: useMemo(() => chosenRows(selection), [selection]),
    selectAll: useCallback(() => {
      stopFollowing();
      setSelection(selectionOfAll(selection, list.store.getState(), new Date()));
    }, [stopFollowing, setSelection, selection, list]),
    setSelection: useCallback(
      (next: GridSelection) => {
        stopFollowing();
        setSelection(next);
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
  useEffect(() => {
    if (!isKnown) {
      return;
    }
    if (parseFilter(text).errors.length === 0) {
      list.setQuery({ filter: text, sort });
    } else {
      list.open();
    }
  }, [list, text, sort, isKnown]);
  const set = useCallback((next: string) => go({ filter: next }), [go]);
  const add = useCallback((token: string) => set(withToken(text, token)), [set, text]);
  return { text, set, add };
}

function useSelection(openId: string | undefined, go: ListAddress['go']) {
  const [marked, setMarked] = useState<GridSelection>(EMPTY_SELECTION);
  const selection = useMemo(
    () => (marked.activeId === (openId ?? null) ? marked : soleSelection(openId)),
    [marked, openId],
  );
  const setSelection = useCallback(
    (next: GridSelection) => {
      setMarked(next);
      go({ openId: next.activeId ?? undefined });
    },
    [go],
  );
  const clear = useCallback(() => setSelection(EMPTY_SELECTION), [setSelection]);
  const open = useCallback((id: string) => setSelection(soleSelection(id)), [setSelection]);
  return { selection, setSelection, clear, open };
}

function soleSelection(id: string | undefined): GridSelection {
  return id === undefined
    ? EMPTY_SELECTION
    : { activeId: id, selectedIds: new Set([id]), anchorId: id };
}
