import type { Page } from '../contract/page.ts';

/** A page of a list that is in memory as a whole. The cursor is the id of the last item before it. */
export function pageOfRecords<Item extends { readonly id: string }>(
  all: readonly Item[],
  query: { readonly limit: number; readonly cursor?: string | undefined },
): Page<Item> {
  const before = all.findIndex((item) => item.id === query.cursor);
  const items = all.slice(before + 1, before + 1 + query.limit);
  const last = items.at(-1);
  const isEnd = last === undefined || last === all.at(-1);
  return { items, next: isEnd ? null : last.id, total: all.length };
}
