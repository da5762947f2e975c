import type { Page, ValueCounts } from '../../contract/page.ts';
import { CollapsedPage, type RunFacts } from '../../core/collapsed-page.ts';
import { AppError } from '../../core/errors.ts';
import type { ValueRequest } from '../../core/filter/value-counts.ts';
import { type ListSort, SortedPage, type SortKey } from '../../core/list-order.ts';
import type { ListRequest } from '../../ports.ts';

interface RowCounter<Row> {
  add(row: Row): void;
  finish(): ValueCounts;
}

interface PageReading<Row> {
  readonly keyOf?: (sort: ListSort) => (row: Row) => SortKey;
  readonly factsOf?: (row: Row) => RunFacts;
  readonly counterOf?: (request: ValueRequest) => RowCounter<Row>;
}

/** A page of rows that are in memory, newest first; the cursor is the number of its last row. */
export function pageOfRows<Row>(
  rows: readonly Row[],
  numberOf: (row: Row) => number,
  request: ListRequest,
  reading: PageReading<Row> = {},
): Page<Row> {
  const { valuesOf } = request;
  const { counterOf } = reading;
  const values = valuesOf && counterOf && countAll(rows, counterOf(valuesOf));
  return values
    ? { items: [], next: null, total: rows.length, values }
    : pageInOrder(rows, numberOf, request, reading);
}

function pageInOrder<Row>(
  rows: readonly Row[],
  numberOf: (row: Row) => number,
  { limit, cursor, sort, isCollapsed }: ListRequest,
  { keyOf, factsOf }: PageReading<Row>,
): Page<Row> {
  if (sort && keyOf) {
    const page = new SortedPage<Row>({ sort, keyOf: keyOf(sort), numberOf, limit, cursor });
    for (const row of rows) {
      page.add(row);
    }
    const { rows: shown, next, total } = page.finish();
    return { items: [...shown], next, total };
  }
  if (isCollapsed && factsOf) {
    const page = new CollapsedPage<Row>({ limit, cursor });
    for (const row of rows.toSorted((a, b) => numberOf(b) - numberOf(a))) {
      page.add(row, numberOf(row), factsOf(row));
    }
    return page.finish();
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

function countAll<Row>(rows: readonly Row[], counter: RowCounter<Row>): ValueCounts {
  for (const row of rows) {
    counter.add(row);
  }
  return counter.finish();
}
