import type { Capture } from '../../server/contract/capture.ts';
import type { Delivery } from '../../server/contract/delivery.ts';
import type { Trace } from '../../server/contract/exchange.ts';
import {
  CAPTURE_SORT_COLUMNS,
  DELIVERY_SORT_COLUMNS,
  findSort,
  TRACE_SORT_COLUMNS,
} from '../../server/contract/page.ts';
import type { ApiClient } from '../api/client.ts';
import { RowList } from './row-list.ts';
import type { ListRow } from './row-merge.ts';
import { runOfEvent } from './run-rows.ts';

export type Lists = ReturnType<typeof createLists>;

/** Traces have no running number: their time orders them. */
export type TraceRow = Trace & ListRow;

const RECENT_ROWS = { pageSize: 50, maxRows: 200 };

export function createLists(client: ApiClient) {
  return {
    inbox: new RowList<Capture>({
      fetchPage: ({ sort, ...query }) =>
        client.call('listCaptures', {
          query: { ...query, sort: findSort(CAPTURE_SORT_COLUMNS, sort) },
        }),
      runOf: (row) => (row.is_replay ? null : runOfEvent(row.delivery_key)),
    }),
    deliveries: new RowList<Delivery>({
      fetchPage: ({ sort, ...query }) =>
        client.call('listDeliveries', {
          query: { ...query, sort: findSort(DELIVERY_SORT_COLUMNS, sort) },
        }),
      runOf: (row) => (row.is_replay ? null : runOfEvent(row.event_id)),
    }),
    traces: new RowList<TraceRow>({
      fetchPage: async ({ sort, ...query }) => {
        const page = await client.call('listTraces', {
          query: { ...query, sort: findSort(TRACE_SORT_COLUMNS, sort) },
        });
        const { runs } = page;
        return {
          ...page,
          ...(runs
            ? { runs: runs.map((run) => ({ ...run, number: Date.parse(run.first_at) })) }
            : {}),
          items: page.items.map((one) => ({ ...one, number: Date.parse(one.at) })),
        };
      },
      runOf: ({ delivery, capture }) =>
        (delivery ?? capture)?.is_replay
          ? null
          : runOfEvent(delivery?.event_id ?? capture?.delivery_key),
    }),
    /** The last few without a filter, for the Overview. */
    recentDeliveries: new RowList<Delivery>({
      fetchPage: ({ sort: _, ...query }) => client.call('listDeliveries', { query }),
      ...RECENT_ROWS,
    }),
    recentCaptures: new RowList<Capture>({
      fetchPage: ({ sort: _, ...query }) => client.call('listCaptures', { query }),
      ...RECENT_ROWS,
    }),
  };
}
