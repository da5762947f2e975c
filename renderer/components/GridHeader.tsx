import { ArrowDown, ArrowUp } from 'lucide-react';
import type { PointerEvent } from 'react';
import type { ColumnLayout } from '../stores/preferences.ts';
import { type GridColumn, MIN_COLUMN_PX, type SortDirection, sortOf } from './grid-columns.ts';

export interface GridHeaderProps<R> {
  gridId: string;
  columns: readonly GridColumn<R>[];
  template: string;
  layout: ColumnLayout;
  /** None: widths are not set by hand here. */
  onLayout: ((layout: ColumnLayout) => void) | undefined;
  /** The order in force; empty: newest first. */
  sort: string;
  onSort: (column: GridColumn<R>) => void;
  /** The cell that the keys act on; -1 while they act on rows. */
  activeIndex: number;
}

/**
 * Names of the columns: a click sorts, edges can be dragged, a double click on an edge undoes that.
 * The keys reach them from the first row with ↑; the columns menu does all of it too.
 */
export function GridHeader<R>(props: GridHeaderProps<R>) {
  const { gridId, columns, template, layout, onLayout, sort } = props;
  return (
    <div role="rowgroup" className="sticky top-0 z-10">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-(--row-height) items-center border-b border-line bg-canvas text-caption font-medium text-ink-3"
        style={{ gridTemplateColumns: template }}
      >
        {columns.map((column, index) => (
          <HeaderCell
            key={column.id}
            id={headerCellId(gridId, column.id)}
            {...{ column, index }}
            direction={sortOf(column, sort)}
            isActive={index === props.activeIndex}
            onSort={() => props.onSort(column)}
            onResize={
              onLayout &&
              ((width) => {
                const { [column.id]: _, ...others } = layout.widths;
                const widths = width === null ? others : { ...others, [column.id]: width };
                onLayout({ ...layout, widths });
              })
            }
          />
        ))}
      </div>
    </div>
  );
}

export function headerCellId(gridId: string, columnId: string): string {
  return `${gridId}head-${columnId}`;
}

interface HeaderCellProps<R> {
  id: string;
  column: GridColumn<R>;
  index: number;
  direction: SortDirection | null;
  isActive: boolean;
  onSort: () => void;
  onResize: ((widthPx: number | null) => void) | undefined;
}

function HeaderCell<R>(props: HeaderCellProps<R>) {
  const { id, column, index, direction, isActive, onSort, onResize } = props;
  const canSort = column.sort !== undefined;
  const look = column.align === 'end' ? 'justify-end' : '';
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid holds focus and takes the keys of its cells
    <div
      id={id}
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={canSort ? (direction ?? 'none') : undefined}
      tabIndex={-1}
      onClick={canSort ? onSort : undefined}
      className={`relative flex h-full items-center gap-1 px-2 ${look} ${canSort ? 'cursor-pointer hover:bg-raised hover:text-ink' : ''} ${direction ? 'text-ink' : ''} ${isActive ? 'outline-2 -outline-offset-2 outline-accent' : ''}`}
    >
      <span className={column.isTitleHidden ? 'sr-only' : 'truncate'}>{column.title}</span>
      <SortArrow direction={direction} />
      {onResize ? <ColumnEdge onResize={onResize} /> : null}
    </div>
  );
}

function SortArrow({ direction }: { direction: SortDirection | null }) {
  if (direction === null) {
    return null;
  }
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown;
  return <Arrow size={12} strokeWidth={2} className="shrink-0" aria-hidden />;
}

function ColumnEdge({ onResize }: { onResize: (widthPx: number | null) => void }) {
  function onPointerMove(event: PointerEvent<HTMLSpanElement>): void {
    const edge = event.currentTarget;
    const left = edge.parentElement?.getBoundingClientRect().left;
    if (left !== undefined && edge.hasPointerCapture(event.pointerId)) {
      onResize(Math.max(MIN_COLUMN_PX, Math.round(event.clientX - left)));
    }
  }
  return (
    <span
      aria-hidden="true"
      title="Drag to resize, double click to reset"
      className="absolute inset-y-0 right-0 w-1.5 cursor-col-resize touch-none border-r border-line hover:border-accent"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => onResize(null)}
    />
  );
}
