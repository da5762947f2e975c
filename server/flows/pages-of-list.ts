import type { Page } from '../contract/page.ts';
import type { ListRequest } from '../ports.ts';

/**
 * The items of a list page by page, newest first, until it ends or the loop is left. No page counts
 * the total: that would look at every row again for each.
 */
export async function* pagesOfList<Item>(
  list: (request: ListRequest) => Promise<Page<Item>>,
  request: Pick<ListRequest, 'limit' | 'filter'>,
): AsyncGenerator<readonly Item[], void> {
  let cursor: string | undefined;
  do {
    const page = await list({ ...request, cursor, isUncounted: true });
    yield page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}
