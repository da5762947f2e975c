import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FilteredList, FilterKey } from '../../../server/contract/filter-keys.ts';
import type { FilterValues, SeenValue } from '../../components/filter/filter-suggestions.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { countText } from '../../text/amount-text.ts';

const LISTS = { requests: 'captures', deliveries: 'deliveries', traces: 'traces' } as const;
/** Between two keys of someone who types: nobody looks at what lies in between. */
const ASK_AFTER_MS = 80;

interface Found {
  key: string;
  values: readonly SeenValue[];
  note: string | null;
}

/** Values of the key that is being typed, counted by the server over what is stored. */
export function useFilterValues(noun: FilteredList): FilterValues {
  const { client } = useWorkbench();
  const [found, setFound] = useState<Found | null>(null);
  const asking = useRef<AbortController | null>(null);
  const ask = useCallback(
    (key: FilterKey | null, text: string) => {
      asking.current?.abort();
      const asked = new AbortController();
      asking.current = asked;
      if (key === null) {
        setFound(null);
        return;
      }
      const query = { list: LISTS[noun], key, text };
      const timer = setTimeout(() => {
        client
          .call('listFilterValues', { query, signal: asked.signal })
          .then(({ items, counted, total }) => {
            if (!asked.signal.aborted) {
              setFound({ key, values: items, note: noteOf(counted, total, items) });
            }
          })
          .catch((error: unknown) => {
            if (!asked.signal.aborted) {
              console.warn('No values to suggest:', error);
            }
          });
      }, ASK_AFTER_MS);
      asked.signal.addEventListener('abort', () => clearTimeout(timer));
    },
    [client, noun],
  );
  useEffect(() => () => asking.current?.abort(), []);
  return useMemo(
    () => ({
      of: (key) => (found?.key === key ? found.values : []),
      note: found?.note ?? null,
      ask,
    }),
    [found, ask],
  );
}

/** Whoever reads a count must know what it is a count of. */
function noteOf(counted: number, total: number, items: readonly SeenValue[]): string | null {
  const isPart = items.some(({ count }) => count !== null) && counted < total;
  return isPart ? `Counted in the newest ${countText(counted)} of ${countText(total)}.` : null;
}
