import type { listRoutes } from '../../contract/control/list-routes.ts';
import { filterHints } from '../../flows/filter-hints.ts';
import { filterValues } from '../../flows/filter-values.ts';
import {
  changeView,
  createView,
  listViews,
  removeView,
  type ViewDeps,
} from '../../flows/manage-views.ts';
import { readFilter, withSubscriptionNames } from '../../flows/read-filter.ts';
import { listTraces, type TraceDeps } from '../../flows/trace.ts';
import type { CaptureStore, ConfigStores, DeliveryStore } from '../../ports.ts';
import type { Handlers } from '../bind-routes.ts';

export interface ListHandlerDeps {
  readonly views: ViewDeps;
  readonly captures: Pick<CaptureStore, 'list'>;
  readonly deliveries: Pick<DeliveryStore, 'listDeliveries'>;
  readonly subscriptions: Pick<ConfigStores['subscriptions'], 'all'>;
  readonly trace: TraceDeps;
}

export function createListHandlers(deps: ListHandlerDeps): Handlers<typeof listRoutes> {
  const { views } = deps;
  const filterOf = (text: string | undefined) =>
    withSubscriptionNames(readFilter(text), deps.subscriptions.all());
  const rows = {
    captures: deps.captures.list.bind(deps.captures),
    deliveries: deps.deliveries.listDeliveries.bind(deps.deliveries),
    traces: listTraces.bind(undefined, deps.trace),
  };
  return {
    listViews: () => ({ items: listViews(views) }),
    createView: ({ body }) => createView(views, body),
    changeView: ({ params, body }) => changeView(views, params.id, body),
    deleteView: async ({ params }) => {
      await removeView(views, params.id);
      return undefined;
    },
    listFilterValues: ({ query }) => filterValues(deps, query),
    explainEmptyFilter: async ({ query }) => {
      const isCounted = query.list === 'traces';
      const hints = await filterHints(rows[query.list], query.filter, { isCounted, filterOf });
      return {
        items: hints.map(({ isExact, ...hint }) => ({ ...hint, is_exact: isExact })),
      };
    },
  };
}
