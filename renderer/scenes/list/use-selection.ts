import { useCallback, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { EMPTY_SELECTION, type GridSelection } from '../../components/grid-selection.ts';
import { chosenRows } from './chosen-rows.ts';
import type { ListAddress } from './use-list-address.ts';

type RowOfAddress = Pick<ListAddress, 'go' | 'openIdNow'>;

export type Selection = ReturnType<typeof useSelection>;

/**
 * Which rows are chosen: kept outside of what is drawn, so that a key acts on what the key before
 * it chose though nothing was drawn in between. The address names the active row, and wins.
 */
export function useSelection(openId: string | undefined, { go, openIdNow }: RowOfAddress) {
  const [store] = useState(() => createStore<GridSelection>(() => EMPTY_SELECTION));
  const marked = useStore(store);
  const selection = useMemo(() => withAddress(marked, openId), [marked, openId]);
  const now = useCallback(() => withAddress(store.getState(), openIdNow()), [store, openIdNow]);
  const setSelection = useCallback(
    (next: GridSelection) => {
      store.setState(next, true);
      go({ openId: next.activeId ?? undefined });
    },
    [store, go],
  );
  const clear = useCallback(() => setSelection(EMPTY_SELECTION), [setSelection]);
  const open = useCallback((id: string) => setSelection(soleSelection(id)), [setSelection]);
  return {
    selection,
    /** As the last key or click left it, drawn or not. */
    selectionNow: now,
    /** What acts on several rows are about, at this moment. */
    chosenNow: useCallback(() => chosenRows(now()), [now]),
    setSelection,
    clear,
    open,
  };
}

function withAddress(marked: GridSelection, openId: string | undefined): GridSelection {
  return marked.activeId === (openId ?? null) ? marked : soleSelection(openId);
}

function soleSelection(id: string | undefined): GridSelection {
  return id === undefined
    ? EMPTY_SELECTION
    : { activeId: id, selectedIds: new Set([id]), anchorId: id };
}
