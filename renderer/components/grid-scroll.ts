import { useLayoutEffect } from 'react';

/** A jump to the top whenever the number goes up. */
export function useTopRequest(element: { current: HTMLElement | null }, request: number): void {
  useLayoutEffect(() => {
    if (request > 0 && element.current) {
      element.current.scrollTop = 0;
    }
  }, [element, request]);
}

/** Brings a row into view, below the header. */
export function scrollToRow(element: HTMLElement | null, index: number, rowHeight: number): void {
  if (!element) {
    return;
  }
  const top = index * rowHeight;
  const roomPx = element.clientHeight - rowHeight;
  if (top < element.scrollTop) {
    element.scrollTop = top;
  } else if (top + rowHeight > element.scrollTop + roomPx) {
    element.scrollTop = top + rowHeight - roomPx;
  }
}
