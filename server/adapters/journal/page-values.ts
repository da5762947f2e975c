import type { Page } from '../../contract/page.ts';
import type { ValueCounter } from '../../core/filter/value-counts.ts';
import { createPause } from './pause.ts';

/** How often values occur in rows: one pass in memory that lets others run in between. */
export async function pageOfValues<Row, Seen>(
  rows: readonly Row[],
  counter: ValueCounter<Seen>,
  seenOf: (row: Row) => Seen,
): Promise<Page<never>> {
  const pause = createPause();
  // A copy: rows that come or go meanwhile change nothing of it.
  for (const row of counter.isWorthwhile ? [...rows] : []) {
    counter.add(seenOf(row));
    const paused = pause();
    if (paused !== undefined) {
      await paused;
    }
  }
  return { items: [], next: null, total: rows.length, values: counter.finish() };
}
