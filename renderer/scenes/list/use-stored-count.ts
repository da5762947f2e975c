import { useStore } from 'zustand';
import type { FilteredList } from '../../../server/contract/filter-keys.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';

/** How many rows there are without a filter; of traces nobody counts them. */
export function useStoredCount(noun: FilteredList | null): number | undefined {
  const { link, resources } = useWorkbench();
  const { data: atStart } = useResource(resources.state);
  const captures = useStore(link, ({ stats }) => stats?.ledger.captures.stored);
  const deliveries = useStore(link, ({ stats }) => stats?.ledger.deliveries.total);
  switch (noun) {
    case 'requests':
      return captures ?? atStart?.stats.ledger.captures.stored;
    case 'deliveries':
      return deliveries ?? atStart?.stats.ledger.deliveries.total;
    default:
      return undefined;
  }
}
