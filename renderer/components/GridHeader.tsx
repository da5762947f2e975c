import type { PointerEvent } from 'react';
import type { ColumnLayout } from '../stores/preferences.ts';
import { type GridColumn, MIN_COLUMN_PX } from './grid-columns.ts';

export interface GridHeaderProps<R> {
  columns: readonly GridColumn<R>[];
  template: string;
  layout: ColumnLayout;
  onLayout: (layout: ColumnLayout) => void;
}

/** Names of the columns. Their edges can be dragged; the columns menu does the same without dragging. */
export function GridHeader<R>({ columns, template, layout, onLayout }: GridHeaderProps<R>) {
  return (
    <div role="rowgroup" className="sticky top-0 z-10">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-(--row-height) items-center border-b border-line bg-canvas text-caption font-medium text-ink-3"
        style={{ gridTemplateColumns: template }}
      >
        {columns.map((column, index) => (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={index + 1}
            className={`relative truncate px-2 ${column.align === 'end' ? 'text-right' : ''}`}
          >
            <span className={column.isTitleHidden ? 'sr-only' : ''}>{column.title}</span>
            <ColumnEdge
              onResize={(width) =>
                onLayout({ ...layout, widths: { ...layout.widths, [column.id]: width } })
              }
            />
          </div>
        ))}
      </div>
    </div>
  );
}

function ColumnEdge({ onResize }: { onResize: (widthPx: number) => void }) {
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
      className="absolute inset-y-0 right-0 w-1.5 cursor-col-resize touch-none border-r border-line hover:border-accent"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    />
  );
}
