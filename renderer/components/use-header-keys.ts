import { type KeyboardEvent, useState } from 'react';
import type { ColumnLayout } from '../stores/preferences.ts';
import { type GridColumn, withColumn, withWidth } from './grid-columns.ts';

interface HeaderKeysOptions<R> {
  columns: readonly GridColumn<R>[];
  layout: ColumnLayout;
  onLayout: (layout: ColumnLayout) => void;
  onSort: (column: GridColumn<R>) => void;
  /** Widths are set by hand here. */
  canResize: boolean;
  /** The active row; -1: none. */
  activeRow: () => number;
}

const WIDTH_STEP_PX = 16;

/**
 * The header as a row that keys can reach: ↑ from the first row leads there, ←→ go along it, Enter
 * or space sorts, ⇧←→ resize, Delete hides, ↓ or Esc lead back.
 */
export function useHeaderKeys<R>(options: HeaderKeysOptions<R>) {
  const { columns, layout, onLayout, onSort, canResize, activeRow } = options;
  const [wanted, setIndex] = useState(-1);
  const index = Math.min(wanted, columns.length - 1);
  const column = columns[index];

  function enter(event: KeyboardEvent): boolean {
    const isPlain = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== 'ArrowUp' || !isPlain || activeRow() > 0) {
      return false;
    }
    setIndex(0);
    return true;
  }
  function go(step: number, isShift: boolean): void {
    if (isShift) {
      if (column && canResize) {
        onLayout(withWidth(layout, column, step * WIDTH_STEP_PX));
      }
    } else {
      setIndex(Math.min(columns.length - 1, Math.max(0, index + step)));
    }
  }
  const acts: Record<string, (event: KeyboardEvent) => void> = {
    ArrowLeft: (event) => go(-1, event.shiftKey),
    ArrowRight: (event) => go(1, event.shiftKey),
    Home: () => setIndex(0),
    End: () => setIndex(columns.length - 1),
    Enter: () => column?.sort && onSort(column),
    ' ': () => column?.sort && onSort(column),
    Delete: () => column && !column.isFixed && onLayout(withColumn(layout, column, false)),
    ArrowUp: () => undefined,
    ArrowDown: () => setIndex(-1),
    Escape: () => setIndex(-1),
  };
  return {
    index,
    leave: () => setIndex(-1),
    /** Whether it took the key. */
    onKey(event: KeyboardEvent): boolean {
      if (column === undefined) {
        return enter(event);
      }
      const act = acts[event.key];
      act?.(event);
      return act !== undefined;
    },
  };
}
