import { useCallback, useRef } from 'react';
import { countValues, type SeenValue } from '../../components/filter/filter-suggestions.ts';
import type { ListRow } from '../../stores/row-merge.ts';
import type { RowScreen } from './use-row-screen.ts';

/** Suggestions come from the newest rows only: counting all of them would cost a frame. */
const LOOKED_AT_ROWS = 5_000;

export function useFilterValues<R extends ListRow>(
  screen: RowScreen<R>,
  readerOf: (key: string) => ((row: R) => string | null) | null,
): (key: string) => SeenValue[] {
  const newest = useRef(screen.state);
  newest.current = screen.state;
  return useCallback(
    (key) => {
      const read = readerOf(key);
      if (read === null) {
        return [];
      }
      const { ids, rows } = newest.current;
      return countValues(
        ids.slice(0, LOOKED_AT_ROWS).flatMap((id) => rows.get(id) ?? []),
        read,
      );
    },
    [readerOf],
  );
}
