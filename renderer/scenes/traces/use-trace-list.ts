import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Trace } from '../../../server/contract/exchange.ts';
import { textOfError } from '../../api/problem.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';

const PAGE_ROWS = 200;
const REFRESH_MS = 1_500;

export interface TraceList {
  traces: readonly Trace[];
  total: number;
  isLoaded: boolean;
  error: string | null;
  loadMore: () => void;
}

/** Joins are made by the server: the newest are asked for again while traffic goes on. */
export function useTraceList(filter: string): TraceList {
  const { client, link } = useWorkbench();
  const changes = useStore(link, ({ stats }) =>
    stats === null ? 0 : stats.ledger.attempts + stats.ledger.captures.received,
  );
  const [pages, setPages] = useState<{
    filter: string;
    items: Trace[];
    total: number;
    next: string | null;
  }>({ filter: '', items: [], total: 0, next: null });
  const [isLoaded, setLoaded] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const isBusy = useRef(false);

  const fetchPage = useCallback(
    async (cursor: string | null): Promise<void> => {
      const page = await client.call('listTraces', {
        query: {
          limit: PAGE_ROWS,
          ...(filter ? { filter } : {}),
          ...(cursor === null ? {} : { cursor }),
        },
      });
      setError(null);
      setLoaded(true);
      setPages((before) => ({
        filter,
        total: page.total,
        next: page.next,
        items: cursor === null ? page.items : [...before.items, ...page.items],
      }));
    },
    [client, filter],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: traffic is a reason to ask again
  useEffect(() => {
    const isFirst = pages.filter !== filter || pages.items.length === 0;
    const timer = setTimeout(
      () => {
        fetchPage(null).catch((caught: unknown) => setError(textOfError(caught)));
      },
      isFirst ? 0 : REFRESH_MS,
    );
    return () => clearTimeout(timer);
  }, [fetchPage, changes]);

  const loadMore = useCallback(() => {
    if (pages.next === null || isBusy.current) {
      return;
    }
    isBusy.current = true;
    fetchPage(pages.next)
      .catch((caught: unknown) => setError(textOfError(caught)))
      .finally(() => {
        isBusy.current = false;
      });
  }, [fetchPage, pages.next]);
  return { traces: pages.items, total: pages.total, isLoaded, error, loadMore };
}
