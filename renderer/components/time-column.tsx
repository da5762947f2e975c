import type { GridColumn } from './grid-columns.ts';
import { clockText } from './TimeText.tsx';

/** When a row came, by the clock: to the millisecond where there is room for that. */
export function timeColumn<R>(instantOf: (row: R) => string): GridColumn<R> {
  const cell = (row: R, hasMilliseconds: boolean) => (
    <span className="mono">{clockText(instantOf(row), hasMilliseconds)}</span>
  );
  return {
    id: 'time',
    sort: 'time',
    title: 'Time',
    width: 108,
    rank: 2,
    cell: (row) => cell(row, true),
    tight: { width: 76, cell: (row) => cell(row, false) },
  };
}
