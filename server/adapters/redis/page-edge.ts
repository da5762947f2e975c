import { AppError } from '../../core/errors.ts';
import { SortedPage, type SortKey } from '../../core/list-order.ts';
import type { ListRequest } from '../../ports.ts';

/** Where a page that goes down from a cursor begins, as a sorted set's range says it. */
export function edgeBelow(cursor: string | undefined): string {
  if (cursor === undefined) {
    return '+inf';
  }
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new AppError('invalid_request', 'cursor is not one that a list answered', [
      { path: 'cursor', message: 'use the `next` of the page before, or leave it out' },
    ]);
  }
  return `(${cursor}`;
}

/** The page out of one row more than it takes; `total` counts all that fit. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  total: number,
  { numberOf, itemOf }: { numberOf: (row: Row) => number; itemOf: (row: Row) => Item },
): { items: Item[]; next: string | null; total: number } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? String(numberOf(last)) : null;
  return { items: shown.map(itemOf), next, total };
}

/** Keeps one row more than a page takes, and counts the rest. */
export class PageCollector<Row> {
  readonly rows: Row[] = [];
  total = 0;
  readonly #limit: number;
  readonly #before: number;
  readonly #numberOf: (row: Row) => number;

  constructor(limit: number, cursor: string | undefined, numberOf: (row: Row) => number) {
    this.#limit = limit;
    const edge = edgeBelow(cursor);
    this.#before = edge === '+inf' ? Number.POSITIVE_INFINITY : Number(edge.slice(1));
    this.#numberOf = numberOf;
  }

  /** One row more than the page takes is known: only the total is not. */
  get isFull(): boolean {
    return this.rows.length > this.#limit;
  }

  add(row: Row): void {
    this.total += 1;
    if (this.#numberOf(row) < this.#before && this.rows.length <= this.#limit) {
      this.rows.push(row);
    }
  }
}

/** A page in the order of a column, out of all rows that fit. */
export async function sortedPageOf<Row, Item>(
  { sort, limit, cursor }: ListRequest & { readonly sort: NonNullable<ListRequest['sort']> },
  rows: AsyncIterable<Row>,
  shape: {
    readonly keyOf: (row: Row) => SortKey;
    readonly numberOf: (row: Row) => number;
    readonly itemOf: (row: Row) => Item;
    readonly fits: (row: Row) => Promise<boolean>;
  },
): Promise<{ items: Item[]; next: string | null; total: number }> {
  const { keyOf, numberOf, itemOf, fits } = shape;
  const page = new SortedPage<Row>({ sort, keyOf, numberOf, limit, cursor });
  for await (const row of rows) {
    if (await fits(row)) {
      page.add(row);
    }
  }
  const { rows: shown, next, total } = page.finish();
  return { items: shown.map(itemOf), next, total };
}
