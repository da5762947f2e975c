import type { Page } from '../../contract/page.ts';
import { AppError } from '../../core/errors.ts';

export interface Listing<Row, Item> {
  /** All that may be listed, in rising order of their numbers. */
  readonly rows: readonly Row[];
  readonly numberOf: (row: Row) => number;
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly toItem: (row: Row) => Item | Promise<Item | undefined>;
}

/** A page, newest first. The cursor is the number of the last row: new rows shift nothing. */
export async function pageNewestFirst<Row, Item>(listing: Listing<Row, Item>): Promise<Page<Item>> {
  const { rows, numberOf } = listing;
  const before =
    listing.cursor === undefined ? Number.POSITIVE_INFINITY : readCursor(listing.cursor);
  const end = firstAtLeast(rows, numberOf, before);
  const start = Math.max(0, end - listing.limit);
  // Before anything is awaited: rows come and go meanwhile.
  const shown = rows.slice(start, end).reverse();
  const last = shown.at(-1);
  const next = start > 0 && last !== undefined ? String(numberOf(last)) : null;
  const total = rows.length;
  const items: Item[] = [];
  for (const row of shown) {
    const item = await listing.toItem(row);
    if (item !== undefined) {
      items.push(item);
    }
  }
  return { items, next, total };
}

export function readCursor(cursor: string): number {
  const number = /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (Number.isNaN(number)) {
    throw new AppError('invalid_request', 'cursor is not one that a list answered', [
      { path: 'cursor', message: 'use the `next` of the page before, or leave it out' },
    ]);
  }
  return number;
}

/** The index of the first row whose number is at least `wanted`. */
export function firstAtLeast<Row>(
  rows: readonly Row[],
  numberOf: (row: Row) => number,
  wanted: number,
): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const row = rows[middle];
    if (row !== undefined && numberOf(row) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
