import { useCallback, useDeferredValue } from 'react';
import { useParams } from 'wouter';
import type { ListName } from '../../../server/contract/saved-view.ts';
import type { RowList } from '../../stores/row-list.ts';
import type { ListRow } from '../../stores/row-merge.ts';
import { useLayout } from './use-layout.ts';
import { useListAddress } from './use-list-address.ts';
import { useRowScreen } from './use-row-screen.ts';
import { useViewLayout } from './use-view-layout.ts';

interface ListSceneOptions<R extends ListRow> {
  /** Of the address and of what is remembered: `inbox`. */
  name: ListName;
  list: RowList<R>;
  /** Of the list in the split, until someone moves the splitter. */
  share?: number;
}

export type ListScene<R extends ListRow> = ReturnType<typeof useListScene<R>>;

/** What Inbox, Deliveries and Traces set up alike: the row in the address, filter, layout. */
export function useListScene<R extends ListRow>({ name, list, share }: ListSceneOptions<R>) {
  const { id } = useParams<{ id?: string }>();
  // The list answers a key at once; the inspector follows as soon as there is time.
  const shownId = useDeferredValue(id);
  const own = useLayout(name, share);
  const { columns, setColumns } = own;
  const rememberSort = useCallback(
    (sort: string) => setColumns({ ...columns, sort }),
    [columns, setColumns],
  );
  const address = useListAddress({
    name,
    openId: id,
    rememberedSort: columns.sort ?? '',
    onSort: rememberSort,
  });
  const screen = useRowScreen({ name, list, address, openId: id });
  const layout = { ...own, ...useViewLayout(address.view, own) };
  return {
    name,
    id,
    /** The row of the address, where it is loaded. */
    row: id === undefined ? undefined : screen.rowOf(id),
    shownId,
    screen,
    address,
    layout,
  };
}
