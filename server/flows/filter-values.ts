import type { FilterKey } from '../contract/filter-keys.ts';
import type { Page } from '../contract/page.ts';
import type { CaptureStore, ConfigStores, DeliveryStore, ListRequest } from '../ports.ts';

interface ValueDeps {
  readonly captures: Pick<CaptureStore, 'list'>;
  readonly deliveries: Pick<DeliveryStore, 'listDeliveries'>;
  readonly subscriptions: Pick<ConfigStores['subscriptions'], 'all'>;
}

interface ValueQuery {
  readonly list: 'captures' | 'deliveries' | 'traces';
  readonly key: FilterKey;
  readonly text: string;
  readonly limit: number;
}

export interface FoundValues {
  readonly items: { value: string; count: number | null }[];
  /** So many rows were looked at, the newest ones, of so many that are stored. */
  readonly counted: number;
  readonly total: number;
}

/** The values that the rows of a list have for a filter key, the most frequent first. */
export async function filterValues(deps: ValueDeps, query: ValueQuery): Promise<FoundValues> {
  const all = deps.subscriptions.all();
  const names = new Map<string, string>(all.map(({ id, name, url }) => [id, name || url]));
  const request: ListRequest = { limit: 1, valuesOf: { ...query, names } };
  if (query.list === 'captures') {
    return found(await deps.captures.list(request));
  }
  const sent = found(await deps.deliveries.listDeliveries(request));
  if (query.list === 'deliveries') {
    return sent;
  }
  // A trace may be in both lists: neither count is one of traces.
  const captured = found(await deps.captures.list(request));
  const counts = new Map<string, number>();
  for (const { value, count } of [...sent.items, ...captured.items]) {
    counts.set(value, Math.max(counts.get(value) ?? 0, count ?? 0));
  }
  const values = [...counts].sort((a, b) => b[1] - a[1]).slice(0, query.limit);
  return {
    items: values.map(([value]) => ({ value, count: null })),
    counted: sent.counted + captured.counted,
    total: sent.total + captured.total,
  };
}

function found({ values, total }: Pick<Page<unknown>, 'values' | 'total'>): FoundValues {
  return { items: values?.items ?? [], counted: values?.counted ?? 0, total };
}
