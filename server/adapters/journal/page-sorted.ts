import type { Page } from '../../contract/page.ts';
import { type ListSort, SortedPage, type SortKey } from '../../core/list-order.ts';
import type { ListRequest } from '../../ports.ts';
import { createPause } from './pause.ts';

interface Reading<Row, Item> {
  readonly keyOf: (row: Row) => SortKey;
  readonly toItem: (row: Row) => Item;
}

/** A page of rows in the order of a column; others run in between, however many rows there are. */
export async function pageSorted<Row extends { readonly number: number }, Item>(
  rows: readonly Row[],
  sort: ListSort,
  { limit, cursor }: ListRequest,
  { keyOf, toItem }: Reading<Row, Item>,
): Promise<Page<Item>> {
  const page = new SortedPage<Row>({ sort, keyOf, numberOf: (row) => row.number, limit, cursor });
  const pause = createPause();
  // Rows that come meanwhile are for the next page that is asked for.
  for (const row of [...rows]) {
    page.add(row);
    const paused = pause();
    if (paused !== undefined) {
      await paused;
    }
  }
  const { rows: shown, next, total } = page.finish();
  return { items: shown.map(toItem), next, total };
}
