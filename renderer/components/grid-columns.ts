import type { ReactNode } from 'react';
import type { ColumnLayout } from '../stores/preferences.ts';

export interface GridColumn<R> {
  id: string;
  title: string;
  /** Named for screen readers and menus only. */
  isTitleHidden?: boolean;
  /** Pixels at first; `grow` columns share what is left. */
  width: number;
  isGrowing?: boolean;
  isFixed?: boolean;
  /** Left out on slim screens, where the rest would be pushed out of sight. */
  isWideOnly?: boolean;
  align?: 'end';
  cell: (row: R) => ReactNode;
  /** The filter token that matches this cell; null where there is none. */
  tokenOf?: (row: R) => string | null;
}

export const MIN_COLUMN_PX = 40;
export const NO_LAYOUT: ColumnLayout = { widths: {}, hidden: [] };

export function shownColumns<R>(
  columns: readonly GridColumn<R>[],
  layout: ColumnLayout,
  isSlim: boolean,
): GridColumn<R>[] {
  return columns.filter(
    (column) =>
      column.isFixed || !(layout.hidden.includes(column.id) || (isSlim && column.isWideOnly)),
  );
}

/** The CSS grid template; a growing column keeps at least its width. */
export function columnTemplate<R>(columns: readonly GridColumn<R>[], layout: ColumnLayout): string {
  return columns
    .map((column) => {
      const width = layout.widths[column.id];
      if (width !== undefined) {
        return `${width}px`;
      }
      return column.isGrowing ? `minmax(${column.width}px, 1fr)` : `${column.width}px`;
    })
    .join(' ');
}

/** What all shown columns need at least, in pixels. */
export function minimumWidth<R>(columns: readonly GridColumn<R>[], layout: ColumnLayout): number {
  return columns.reduce((sum, column) => sum + (layout.widths[column.id] ?? column.width), 0);
}
