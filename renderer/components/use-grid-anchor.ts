import { type RefObject, useLayoutEffect, useRef } from 'react';

interface AnchorOptions {
  element: RefObject<HTMLDivElement | null>;
  ids: readonly string[];
  rowHeight: number;
  /** At the top, new rows come into view; otherwise what is seen stays where it is. */
  isLive: boolean;
  onAtTop: (isAtTop: boolean) => void;
}

interface Anchor {
  /** Null: at the top, where new rows are to be seen. */
  id: string | null;
  index: number;
  deltaPx: number;
  offsetPx: number;
}

/**
 * Keeps the first visible row where it is while rows arrive above it. The browser's own anchoring
 * does not work with positioned rows. The offset is known while rendering, so that the right rows
 * are drawn in the very frame in which the scroll position is corrected.
 */
export function useGridAnchor({ element, ids, rowHeight, isLive, onAtTop }: AnchorOptions) {
  const anchor = useRef<Anchor>({ id: null, index: 0, deltaPx: 0, offsetPx: 0 });
  const offsetPx = anchoredOffset(anchor.current, ids, rowHeight);

  useLayoutEffect(() => {
    const grid = element.current;
    const wantedPx = anchoredOffset(anchor.current, ids, rowHeight);
    if (grid && anchor.current.id !== null && Math.abs(grid.scrollTop - wantedPx) >= 1) {
      grid.scrollTop = wantedPx;
    }
    anchor.current = anchorAt(grid?.scrollTop ?? 0, { ids, rowHeight, isLive });
  }, [element, ids, rowHeight, isLive]);

  function onScroll(): void {
    const scrollTop = element.current?.scrollTop ?? 0;
    anchor.current = anchorAt(scrollTop, { ids, rowHeight, isLive });
    onAtTop(scrollTop < 1);
  }

  return {
    /** Where the view stands, or will stand in this frame. */
    offsetPx,
    onScroll,
    indexOf: (id: string) => indexNear(ids, id, anchor.current.index),
  };
}

interface Place {
  ids: readonly string[];
  rowHeight: number;
  isLive: boolean;
}

function anchorAt(scrollTop: number, { ids, rowHeight, isLive }: Place): Anchor {
  if (scrollTop < 1 && isLive) {
    return { id: null, index: 0, deltaPx: 0, offsetPx: 0 };
  }
  const index = Math.min(Math.floor(scrollTop / rowHeight), ids.length - 1);
  return {
    id: ids[index] ?? null,
    index,
    deltaPx: scrollTop - index * rowHeight,
    offsetPx: scrollTop,
  };
}

function anchoredOffset(anchor: Anchor, ids: readonly string[], rowHeight: number): number {
  if (anchor.id === null) {
    return 0;
  }
  if (ids[anchor.index] === anchor.id) {
    return anchor.index * rowHeight + anchor.deltaPx;
  }
  const index = indexNear(ids, anchor.id, anchor.index);
  return index < 0 ? anchor.offsetPx : index * rowHeight + anchor.deltaPx;
}

/** Rows move down by a few places at a time: search there first, then everywhere. */
function indexNear(ids: readonly string[], id: string, near: number): number {
  if (ids[near] === id) {
    return near;
  }
  return ids.indexOf(id);
}
