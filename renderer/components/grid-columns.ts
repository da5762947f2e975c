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
  /** It becomes this wide first, where there is room beside the others. */
  roomyWidth?: number;
  isFixed?: boolean;
  /** Offered in the columns menu; hidden until someone asks for it. */
  isHiddenAtFirst?: boolean;
  /** Where there is not room for all, 1 gets it before 2, and 3 from left to right; none: always there. */
  rank?: 1 | 2 | 3;
  /** What it is where even the first two ranks do not fit as they are. */
  tight?: { width: number; isTitleHidden?: boolean; cell?: (row: R) => ReactNode };
  align?: 'end';
  cell: (row: R) => ReactNode;
  /** The server's name of this order; none: the list cannot be sorted by it. */
  sort?: string;
  /** The first click sorts downwards: sizes and times are looked for from the largest. */
  isSortedDown?: boolean;
  /** The filter token that matches this cell; null where there is none. */
  tokenOf?: (row: R) => string | null;
}

export const MIN_COLUMN_PX = 40;
export const NO_LAYOUT: ColumnLayout = { widths: {}, hidden: [] };

/** Below it all columns are as wide as the list lets them: there are no others beside it to resize for. */
const SLIM_PX = 480;

/** The widths in force: those set by hand would push other columns out of a slim list. */
export function layoutIn(layout: ColumnLayout, roomPx: number): ColumnLayout {
  return roomPx < SLIM_PX ? { ...layout, widths: {} } : layout;
}

/**
 * What is chosen and has room. The column that the list is sorted by stays; widths set by hand are
 * not held against the other columns.
 */
export function shownColumns<R>(
  columns: readonly GridColumn<R>[],
  layout: ColumnLayout,
  sort: string,
  roomPx: number,
): GridColumn<R>[] {
  const rankOf = (column: GridColumn<R>) => {
    const isSorted = sort !== '' && sortOf(column, sort) !== null;
    return isSorted ? 0 : (column.rank ?? 0);
  };
  const chosen = columns.filter((column) => column.isFixed || !isHidden(column, layout));
  const first = chosen.filter((column) => rankOf(column) < 3);
  const isTight = minimumWidth(first, NO_LAYOUT) > roomPx;
  const candidates = isTight ? chosen.map(tightened) : chosen;
  const shown = new Set(candidates.filter((column) => rankOf(column) === 0));
  let leftPx = roomPx - minimumWidth([...shown], NO_LAYOUT);
  for (const rank of [1, 2, 3]) {
    for (const column of candidates.filter((one) => rankOf(one) === rank)) {
      if (column.width <= leftPx) {
        leftPx -= column.width;
        shown.add(column);
      } else if (rank === 3) {
        // No narrower one comes in its place: columns leave in one order.
        leftPx = 0;
      }
    }
  }
  return candidates.filter((column) => shown.has(column));
}

function tightened<R>(column: GridColumn<R>): GridColumn<R> {
  return column.tight ? { ...column, ...column.tight } : column;
}

/** Hidden by choice, or because nobody has asked for it yet. */
export function isHidden<R>(column: GridColumn<R>, layout: ColumnLayout): boolean {
  return column.isHiddenAtFirst
    ? !(layout.shown ?? []).includes(column.id)
    : layout.hidden.includes(column.id);
}

/** The layout with a column shown or hidden. */
export function withColumn<R>(
  layout: ColumnLayout,
  column: GridColumn<R>,
  isShown: boolean,
): ColumnLayout {
  const { id } = column;
  if (column.isHiddenAtFirst) {
    const others = (layout.shown ?? []).filter((one) => one !== id);
    return { ...layout, shown: isShown ? [...others, id] : others };
  }
  const others = layout.hidden.filter((one) => one !== id);
  return { ...layout, hidden: isShown ? others : [...others, id] };
}

/** The layout with a column wider or narrower by so much. */
export function withWidth<R>(
  layout: ColumnLayout,
  column: GridColumn<R>,
  byPx: number,
): ColumnLayout {
  const width = Math.max(MIN_COLUMN_PX, (layout.widths[column.id] ?? column.width) + byPx);
  return { ...layout, widths: { ...layout.widths, [column.id]: width } };
}

/** The CSS grid template; a growing column keeps at least its width. */
export function columnTemplate<R>(columns: readonly GridColumn<R>[], layout: ColumnLayout): string {
  const leastPx = minimumWidth(columns, layout);
  return columns
    .map((column) => {
      const width = layout.widths[column.id];
      if (width !== undefined) {
        return `${width}px`;
      }
      if (column.roomyWidth !== undefined) {
        const othersPx = leastPx - column.width;
        return `clamp(${column.width}px, 100% - ${othersPx}px, ${column.roomyWidth}px)`;
      }
      return column.isGrowing ? `minmax(${column.width}px, 1fr)` : `${column.width}px`;
    })
    .join(' ');
}

/** What all shown columns need at least, in pixels. */
export function minimumWidth<R>(columns: readonly GridColumn<R>[], layout: ColumnLayout): number {
  return columns.reduce((sum, column) => sum + (layout.widths[column.id] ?? column.width), 0);
}

export type SortDirection = 'ascending' | 'descending';

/** How a column is sorted; newest first counts as the time's descending order. */
export function sortOf<R>(column: GridColumn<R>, sort: string): SortDirection | null {
  if (column.sort === undefined) {
    return null;
  }
  const inForce = sort === '' ? '-time' : sort;
  if (inForce === column.sort) {
    return 'ascending';
  }
  return inForce === `-${column.sort}` ? 'descending' : null;
}

/** The order after one more click: first the column's own way, then the other, then newest first. */
export function nextSort<R>(column: GridColumn<R>, sort: string): string {
  const up = column.sort ?? '';
  if (up === 'time') {
    return sort === 'time' ? '' : 'time';
  }
  const [first, second] = column.isSortedDown ? [`-${up}`, up] : [up, `-${up}`];
  if (sort === first) {
    return second;
  }
  return sort === second ? '' : first;
}

/** How the column of an order is called, and which way it goes. */
export function sortText<R>(columns: readonly GridColumn<R>[], sort: string): string {
  const column = columns.find((one) => one.sort === sort.replace(/^-/, ''));
  return `${column?.title ?? sort} ${sort.startsWith('-') ? '↓' : '↑'}`;
}
