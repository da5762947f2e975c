import type { ListRow } from '../../stores/row-merge.ts';

/** How many rows at the top are newer than a running number. Rows are newest first. */
export function countNewer(
  ids: readonly string[],
  rows: ReadonlyMap<string, ListRow>,
  number: number,
): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows.get(ids[middle] ?? '')?.number ?? 0) > number) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

export function topNumberOf(ids: readonly string[], rows: ReadonlyMap<string, ListRow>): number {
  return rows.get(ids[0] ?? '')?.number ?? 0;
}
