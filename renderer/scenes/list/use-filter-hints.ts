import { useEffect, useState } from 'react';
import { parseFilter } from '../../../server/contract/filter.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';

interface Hint {
  token: string;
  filter: string;
  total: number;
  is_exact: boolean;
}

const LISTS = { requests: 'captures', deliveries: 'deliveries', traces: 'traces' } as const;
const SHOWN_HINTS = 3;

/** Which single terms hide everything, counted by the server. Nothing where there is only one. */
export function useFilterHints(noun: keyof typeof LISTS, filter: string): readonly Hint[] {
  const { client } = useWorkbench();
  const [found, setFound] = useState<{ filter: string; hints: Hint[] }>({ filter: '', hints: [] });
  useEffect(() => {
    if (parseFilter(filter).terms.length < 2) {
      return;
    }
    let isCurrent = true;
    client
      .call('explainEmptyFilter', { query: { list: LISTS[noun], filter } })
      .then(({ items }) => isCurrent && setFound({ filter, hints: items.slice(0, SHOWN_HINTS) }))
      .catch((error: unknown) => console.warn('No hints:', error));
    return () => {
      isCurrent = false;
    };
  }, [client, noun, filter]);
  return found.filter === filter ? found.hints : [];
}
