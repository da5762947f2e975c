import { useCallback, useMemo, useRef } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { ListName, SavedView } from '../../../server/contract/saved-view.ts';
import { useResource, useWorkbench } from '../../stores/use-workbench.ts';

interface ListAddressOptions {
  name: ListName;
  /** The row in the inspector. */
  openId: string | undefined;
  /** The order that the list had last, for an address that says nothing of it. */
  rememberedSort: string;
  onSort: (sort: string) => void;
}

export interface ListQuestion {
  filter: string;
  sort: string;
  view: string | null;
}

export type ListAddress = ReturnType<typeof useListAddress>;

const LIST_KEYS: ReadonlySet<string> = new Set(['view', 'filter', 'sort']);

/**
 * What the address says of a list: the row, the named view, and filter and order where they differ
 * from the view's. So a link shows the same, and a view that is changed later changes all its links.
 */
export function useListAddress({ name, openId, rememberedSort, onSort }: ListAddressOptions) {
  const [, navigate] = useLocation();
  const search = useSearch();
  const { resources } = useWorkbench();
  const views = useResource(resources.views);
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const viewId = params.get('view');
  const view = views.data?.find((one) => one.id === viewId && one.list === name) ?? null;
  const filter = params.get('filter') ?? view?.filter ?? '';
  const sort = params.get('sort') ?? (view ? view.sort : rememberedSort);
  // Two changes in one turn: the second builds on the first, though nothing was drawn in between.
  const newest = useRef({ filter, sort, view: viewId, openId });
  newest.current = { filter, sort, view: viewId, openId };
  const go = useCallback(
    (change: Partial<ListQuestion & { openId: string | undefined }>) => {
      const isSameRow = !('openId' in change) || change.openId === newest.current.openId;
      newest.current = { ...newest.current, ...change };
      const { openId: id, ...query } = newest.current;
      // A view that was saved in this very turn is in the store before it is drawn.
      const all = resources.views.store.getState().data ?? [];
      const wanted = all.find((one) => one.id === query.view) ?? null;
      const params = searchOf(query, wanted);
      if (isSameRow) {
        keepOthers(params);
      }
      navigate(addressOf(`/${name}`, id, params), { replace: true });
    },
    [navigate, name, resources],
  );
  const openIdNow = useCallback(() => newest.current.openId, []);
  const isOfView = view !== null;
  const setSort = useCallback(
    (next: string) => {
      if (!isOfView) {
        onSort(next);
      }
      go({ sort: next });
    },
    [go, onSort, isOfView],
  );
  return {
    filter,
    sort,
    view,
    /** Named in the address, and not stored here. */
    missingViewId: view === null && views.status === 'ready' ? viewId : null,
    /** False while it is not known what a view shows. */
    isKnown: viewId === null || views.data !== null || views.status === 'failed',
    go,
    /** The row, also where the address has not been drawn yet. */
    openIdNow,
    setSort,
  };
}

/** A view's own filter and order are left to it. */
function searchOf(
  { filter, sort, view: viewId }: ListQuestion,
  view: SavedView | null,
): URLSearchParams {
  const params = new URLSearchParams();
  if (viewId !== null) {
    params.set('view', viewId);
  }
  if (filter !== (view?.filter ?? '')) {
    params.set('filter', filter);
  }
  if (sort !== (view?.sort ?? '')) {
    params.set('sort', sort);
  }
  return params;
}

/** What the inspector has written there, such as its tab, holds while its row stays. */
function keepOthers(params: URLSearchParams): void {
  for (const [key, value] of new URLSearchParams(window.location.search)) {
    if (!LIST_KEYS.has(key)) {
      params.set(key, value);
    }
  }
}

function addressOf(basePath: string, id: string | undefined, search: URLSearchParams): string {
  const path = id === undefined ? basePath : `${basePath}/${id}`;
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
