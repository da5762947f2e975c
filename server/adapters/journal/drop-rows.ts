import { firstAtLeast } from './newest-first.ts';

interface Numbered {
  readonly number: number;
}

/**
 * Takes rows out of a long list, in place: to copy or look through all others for each few hundred
 * takes seconds after a flood. Answers the list, or another one where it was not in order.
 */
export function dropRows<Row extends Numbered>(rows: Row[], gone: readonly Row[]): Row[] {
  const isGone = new Set(gone);
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (const { number } of gone) {
    lowest = Math.min(lowest, number);
    highest = Math.max(highest, number);
  }
  const start = firstAtLeast(rows, numberOf, lowest);
  const end = firstAtLeast(rows, numberOf, highest + 1);
  const kept = rows.slice(start, end).filter((row) => !isGone.has(row));
  const keptFrom = end - kept.length;
  if (keptFrom - start !== isGone.size) {
    // While a journal is read, rows are not in order yet.
    return rows.filter((row) => !isGone.has(row));
  }
  for (const [index, row] of kept.entries()) {
    rows[keptFrom + index] = row;
  }
  rows.splice(start, isGone.size);
  return rows;
}

function numberOf(row: Numbered): number {
  return row.number;
}
