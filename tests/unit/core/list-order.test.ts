import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../server/core/errors.ts';
import { comparePlaces, SortedPage, type SortKey } from '../../../server/core/list-order.ts';

interface Row {
  readonly number: number;
  readonly key: SortKey;
}

function pageOf(
  rows: readonly Row[],
  {
    limit,
    cursor,
    isDescending = false,
  }: { limit: number; cursor?: string; isDescending?: boolean },
) {
  const page = new SortedPage<Row>({
    sort: { column: 'key', isDescending },
    keyOf: (row) => row.key,
    numberOf: (row) => row.number,
    limit,
    cursor,
  });
  for (const row of rows) {
    page.add(row);
  }
  return page.finish();
}

const someRows = fc
  .array(fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 5 })), { maxLength: 60 })
  .map((keys) => keys.map((key, index) => ({ key, number: index + 1 })));

describe('a page in the order of a column', () => {
  it('pages through all rows exactly once, as one sort of them all has them', () => {
    fc.assert(
      fc.property(
        someRows,
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        (rows, limit, isDescending) => {
          const seen: number[] = [];
          let cursor: string | undefined;
          do {
            const page = pageOf(rows, { limit, isDescending, ...(cursor ? { cursor } : {}) });
            seen.push(...page.rows.map((row) => row.number));
            cursor = page.next ?? undefined;
          } while (cursor !== undefined);
          const whole = rows.toSorted((a, b) => comparePlaces(a, b, { isDescending }));
          expect(seen).toEqual(whole.map((row) => row.number));
        },
      ),
    );
  });

  it('shifts nothing when rows arrive between two pages', () => {
    const rows = [10, 20, 30, 40].map((key, index) => ({ key, number: index + 1 }));
    const first = pageOf(rows, { limit: 2 });
    const arrived = [...rows, { key: 5, number: 5 }, { key: 35, number: 6 }];
    const second = pageOf(arrived, { limit: 3, cursor: first.next ?? '' });
    expect(first.rows.map((row) => row.key)).toEqual([10, 20]);
    expect(second.rows.map((row) => row.key)).toEqual([30, 35, 40]);
    expect(second.total).toBe(6);
  });

  it('keeps the right rows where there are far more than a page', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => ({
      key: (index * 7_919) % 20_000,
      number: index + 1,
    }));
    const { rows: shown, next } = pageOf(rows, { limit: 3, isDescending: true });
    expect(shown.map((row) => row.key)).toEqual([19_999, 19_998, 19_997]);
    expect(next).not.toBeNull();
  });

  it('stands rows without a value last in both directions', () => {
    const rows = [null, 2, 1].map((key, index) => ({ key, number: index + 1 }));
    expect(pageOf(rows, { limit: 9 }).rows.map((row) => row.key)).toEqual([1, 2, null]);
    expect(pageOf(rows, { limit: 9, isDescending: true }).rows.map((row) => row.key)).toEqual([
      2,
      1,
      null,
    ]);
  });

  it('refuses a cursor of another list', () => {
    expect(() => pageOf([], { limit: 1, cursor: '42' })).toThrow(AppError);
  });
});
