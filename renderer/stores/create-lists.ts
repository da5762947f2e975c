import type { Capture } from '../../server/contract/capture.ts';
import type { Delivery } from '../../server/contract/delivery.ts';
import type { Trace } from '../../server/contract/exchange.ts';
import type { ApiClient } from '../api/client.ts';
import { type ListRow, RowList } from './row-list.ts';

export type Lists = ReturnType<typeof createLists>;

/** Traces have no running number: their time orders them. */
export type TraceRow = Trace & ListRow;

const RECENT_ROWS = { pageSize: 50, maxRows: 200 };

export function createLists(client: ApiClient) {
  return {
    inbox: new RowList<Capture>({ fetchPage: (query) => client.call('listCaptures', { query }) }),
    deliveries: new RowList<Delivery>({
      fetchPage: (query) => client.call('listDeliveries', { query }),
    }),
    traces: new RowList<TraceRow>({
      fetchPage: async (query) => {
        const page = await client.call('listTraces', { query });
        return {
          ...page,
          items: page.items.map((one) => ({ ...one, number: Date.parse(one.at) })),
        };
      },
    }),
    /** The last few without a filter, for the Overview. */
    recentDeliveries: new RowList<Delivery>({
      fetchPage: (query) => client.call('listDeliveries', { query }),
      ...RECENT_ROWS,
    }),
    recentCaptures: new RowList<Capture>({
      fetchPage: (query) => client.call('listCaptures', { query }),
      ...RECENT_ROWS,
    }),
  };
}
