import { useLayoutEffect } from 'react';

const LOAD_AHEAD_ROWS = 60;

/** Tells the last line in view, whenever it or the lines change. */
export function useSeen(
  lastIndex: number,
  ids: readonly string[],
  onSeen: ((index: number) => void) | undefined,
): void {
  useLayoutEffect(() => {
    if (ids.length > 0) {
      onSeen?.(lastIndex);
    }
  }, [lastIndex, ids, onSeen]);
}

/** Calls for more before the end is in view. */
export function useNearEnd(lastIndex: number, count: number, onNearEnd: () => void): void {
  useLayoutEffect(() => {
    if (count > 0 && lastIndex >= count - LOAD_AHEAD_ROWS) {
      onNearEnd();
    }
  }, [lastIndex, count, onNearEnd]);
}
