import type { Page } from '../../contract/page.ts';
import type { ValueCounter } from '../../core/filter/value-counts.ts';

/** Reading all rows would keep Redis from others for seconds: suggestions are about the newest. */
const NEWEST_ROWS = 5_000;

/** How often values occur in the newest rows. */
export async function valuesOfNewest<Row, Seen>(
  rows: AsyncIterable<Row>,
  total: number,
  counter: ValueCounter<Seen>,
  seenOf: (row: Row) => Seen,
): Promise<Page<never>> {
  let left = counter.isWorthwhile ? NEWEST_ROWS : 0;
  if (left > 0) {
    for await (const row of rows) {
      counter.add(seenOf(row));
      left -= 1;
      if (left === 0) {
        break;
      }
    }
  }
  return { items: [], next: null, total, values: counter.finish() };
}
