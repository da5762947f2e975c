import type { Page } from '../../contract/page.ts';
import { AppError } from '../../core/errors.ts';
import { type ListSort, SortedPage, type SortKey } from '../../core/list-order.ts';
import type { ListRequest } from '../../ports.ts';

/** A page of rows that are in memory, newest first; the cursor is the number of its last row. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  numberOf: (row: Row) => number,
  { limit, cursor, sort }: ListRequest,
  keyOf?: (sort: ListSort) => (row: Row) => SortKey,
): Page<Row> {
  if (sort && keyOf) {
    const page = new SortedPage<Row>({ sort, keyOf: keyOf(sort), numberOf, limit, cursor });
    for (const row of rows) {
      page.add(row);
    }
    const { rows: shown, next, total } = page.finish();
    return { items: [...shown], next, total };
  }
  const before = cursor === undefined ? Number.POSITIVE_INFINITY : Number(cursor);
  if (Number.isNaN(before)) {
    throw new AppError('invalid_request', 'cursor is not one that a list answered', [
      { path: 'cursor', message: 'use the `next` of the page before, or leave it out' },
    ]);
  }
  const older = rows.filter((row) => numberOf(row) < before);
  const items = older.sort((a, b) => numberOf(b) - numberOf(a)).slice(0, limit);
  const last = items.at(-1);
  const next = older.length > items.length && last !== undefined ? String(numberOf(last)) : null;
  return { items, next, total: rows.length };
}
