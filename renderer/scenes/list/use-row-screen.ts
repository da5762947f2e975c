import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useStore } from 'zustand';
import { parseFilter } from '../../../server/contract/filter.ts';
import { withToken } from '../../components/filter/filter-tokens.ts';
import { EMPTY_SELECTION, type GridSelection } from '../../components/grid-selection.ts';
import type { ListRow, RowList } from '../../stores/row-list.ts';
import { countNewer, topNumberOf } from './row-window.ts';
import { useFollowing, useOpenNewest } from './use-follow-newest.ts';

export interface RowScreenOptions<R extends ListRow> {
  list: RowList<R>;
  /** `/inbox` */
  basePath: string;
  /** From the address: the row in the inspector. */
  openId: string | undefined;
}

export type RowScreen<R extends ListRow> = ReturnType<typeof useRowScreen<R>>;

/** What all list screens share: filter in the address, live or anchored or paused, selection by id. */
export function useRowScreen<R extends ListRow>({ list, basePath, openId }: RowScreenOptions<R>) {
  const state = useStore(list.store);
  const filter = useFilterInAddress(list, basePath, openId);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const [isAtTop, setAtTop] = useState(true);
  const [topRequest, setTopRequest] = useState(0);
  const chosen = useSelection(basePath, openId);
  const following = useFollowing();
  const { isFollowing, stopFollowing } = following;
  const isUntouched = isFollowing || chosen.selection.activeId === null;
  const isLive = isAtTop && isUntouched && pausedAt === null;
  useOpenNewest(isFollowing && isLive ? state.ids[0] : undefined, chosen.open);

  const seenTop = useRef(0);
  const topNumber = topNumberOf(state.ids, state.rows);
  if (isLive || seenTop.current === 0 || topNumber < seenTop.current) {
    seenTop.current = topNumber;
  }
  const hidden = pausedAt === null ? 0 : countNewer(state.ids, state.rows, pausedAt);
  const ids = useMemo(
    () => (hidden === 0 ? state.ids : state.ids.slice(hidden)),
    [state.ids, hidden],
  );
  const goLive = useCallback(() => {
    setPausedAt(null);
    chosen.clear();
    setAtTop(true);
    setTopRequest((count) => count + 1);
  }, [chosen.clear]);
  const togglePause = useCallback(() => {
    setPausedAt((before) =>
      before === null ? topNumberOf(list.store.getState().ids, list.store.getState().rows) : null,
    );
  }, [list]);
  return {
    state,
    ids,
    filter,
    ...chosen,
    setSelection: useCallback(
      (next: GridSelection) => {
        stopFollowing();
        chosen.setSelection(next);
      },
      [stopFollowing, chosen.setSelection],
    ),
    clear: useCallback(() => {
      stopFollowing();
      chosen.clear();
    }, [stopFollowing, chosen.clear]),
    isFollowing,
    toggleFollowing: following.toggleFollowing,
    isLive,
    isPaused: pausedAt !== null,
    waiting: hidden,
    arrived: isLive ? 0 : countNewer(state.ids, state.rows, seenTop.current) - hidden,
    topRequest,
    setAtTop,
    goLive,
    togglePause,
    rowOf: useCallback((id: string) => list.store.getState().rows.get(id), [list]),
    retry: useCallback(() => list.open(), [list]),
    loadMore: useCallback(() => list.loadMore(), [list]),
  };
}

/** A filter with faults stays in the address and in the field; the list keeps the last valid one. */
function useFilterInAddress<R extends ListRow>(
  list: RowList<R>,
  basePath: string,
  openId: string | undefined,
) {
  const [, navigate] = useLocation();
  const text = new URLSearchParams(useSearch()).get('filter') ?? '';
  useEffect(() => {
    if (parseFilter(text).errors.length === 0) {
      list.setFilter(text);
    } else {
      list.open();
    }
  }, [list, text]);
  const set = useCallback(
    (next: string) => navigate(addressOf(basePath, openId, next), { replace: true }),
    [navigate, basePath, openId],
  );
  const add = useCallback((token: string) => set(withToken(text, token)), [set, text]);
  return { text, set, add };
}

function useSelection(basePath: string, openId: string | undefined) {
  const [, navigate] = useLocation();
  const search = useSearch();
  const filter = new URLSearchParams(search).get('filter') ?? '';
  const [marked, setMarked] = useState<GridSelection>(EMPTY_SELECTION);
  const selection = useMemo(
    () => (marked.activeId === (openId ?? null) ? marked : soleSelection(openId)),
    [marked, openId],
  );
  const setSelection = useCallback(
    (next: GridSelection) => {
      setMarked(next);
      navigate(addressOf(basePath, next.activeId ?? undefined, filter), { replace: true });
    },
    [navigate, basePath, filter],
  );
  const clear = useCallback(() => {
    setMarked(EMPTY_SELECTION);
    navigate(addressOf(basePath, undefined, filter), { replace: true });
  }, [navigate, basePath, filter]);
  const open = useCallback((id: string) => setSelection(soleSelection(id)), [setSelection]);
  return { selection, setSelection, clear, open };
}

function soleSelection(id: string | undefined): GridSelection {
  return id === undefined
    ? EMPTY_SELECTION
    : { activeId: id, selectedIds: new Set([id]), anchorId: id };
}

function addressOf(basePath: string, id: string | undefined, filter: string): string {
  const path = id === undefined ? basePath : `${basePath}/${id}`;
  return filter === '' ? path : `${path}?filter=${encodeURIComponent(filter)}`;
}
