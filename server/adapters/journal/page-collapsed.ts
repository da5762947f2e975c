import type { Page } from '../../contract/page.ts';
import { CollapsedPage, type RunFacts } from '../../core/collapsed-page.ts';
import type { ListRequest } from '../../ports.ts';
import { createPause } from './pause.ts';

interface Reading<Row, Item> {
  readonly factsOf: (row: Row) => RunFacts;
  readonly toItem: (row: Row) => Item;
}

/** A page in which the rows of a burst are one. All rows are counted; others run in between. */
export async function pageCollapsed<Row extends { readonly number: number }, Item>(
  rows: readonly Row[],
  request: ListRequest,
  { factsOf, toItem }: Reading<Row, Item>,
): Promise<Page<Item>> {
  const page = new CollapsedPage<Row>(request);
  const pause = createPause();
  // Rows that come or go meanwhile are for the next page that is asked for.
  for (const row of rows.toReversed()) {
    page.add(row, row.number, factsOf(row));
    const paused = pause();
    if (paused !== undefined) {
      await paused;
    }
  }
  const { items, ...rest } = page.finish();
  return { items: items.map(toItem), ...rest };
}
