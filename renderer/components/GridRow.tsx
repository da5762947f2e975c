import { type MouseEvent, memo, type ReactNode } from 'react';
import type { GridColumn } from './grid-columns.ts';
import type { SelectMode } from './grid-selection.ts';

export interface GridRowProps<R> {
  domId: string;
  id: string;
  row: R | undefined;
  index: number;
  /** Rows above it that are not loaded. */
  missing: number;
  template: string;
  rowHeight: number;
  columns: readonly GridColumn<R>[];
  isActive: boolean;
  isSelected: boolean;
  rowClass: ((row: R) => string) | undefined;
  onPick: (id: string, mode: SelectMode) => void;
  onOpen: (id: string) => void;
  /** In place of cells, for a line that stands for several rows. */
  group: GridRowGroup | undefined;
  /** In a grid that is a tree: 1, or 2 below a group. */
  level: number | undefined;
}

export interface GridRowGroup {
  data: unknown;
  isOpen: boolean;
  onToggle: () => void;
  cell: () => ReactNode;
}

function PlainGridRow<R>(props: GridRowProps<R>) {
  const { domId, id, row, index, template, rowHeight, columns, isActive, isSelected } = props;
  const { group, level } = props;
  return (
    <div
      id={domId}
      role="row"
      aria-rowindex={index + props.missing + 2}
      aria-selected={isSelected}
      aria-level={level}
      aria-expanded={group?.isOpen}
      data-row-id={id}
      onMouseDown={(event) => {
        // The other button opens a menu: an inspector that opened too would move what is under it.
        if (event.button === 0) {
          props.onPick(id, modeOf(event));
        }
      }}
      onDoubleClick={() => (group ? group.onToggle() : props.onOpen(id))}
      className={`absolute inset-x-0 grid items-center border-b border-line/60 ${
        isSelected
          ? 'bg-selected shadow-[inset_3px_0_0_var(--accent)] forced-colors:outline forced-colors:outline-2 forced-colors:-outline-offset-2'
          : 'hover:bg-raised'
      } ${isActive ? 'row-active' : ''} ${level === 2 ? 'row-child' : ''} ${row && props.rowClass ? props.rowClass(row) : ''}`}
      style={{
        height: rowHeight,
        transform: `translateY(${index * rowHeight}px)`,
        gridTemplateColumns: template,
      }}
    >
      {group ? (
        <div role="gridcell" aria-colspan={columns.length} className="col-span-full min-w-0 px-1">
          {group.cell()}
        </div>
      ) : (
        <GridCells row={row} columns={columns} />
      )}
    </div>
  );
}

interface GridCellsProps<R> {
  row: R | undefined;
  columns: readonly GridColumn<R>[];
}

function PlainGridCells<R>({ row, columns }: GridCellsProps<R>): ReactNode {
  return columns.map((column) => (
    <div
      key={column.id}
      role="gridcell"
      data-column-id={column.id}
      className={`truncate px-2 ${column.align === 'end' ? 'text-right' : ''}`}
    >
      {row === undefined ? null : column.cell(row)}
    </div>
  ));
}

/** Rows that arrive above move all others down: their cells stay as they are. */
const GridCells = memo(PlainGridCells) as typeof PlainGridCells;

function modeOf(event: MouseEvent): SelectMode {
  if (event.shiftKey) {
    event.preventDefault();
    return 'extend';
  }
  return event.ctrlKey || event.metaKey ? 'toggle' : 'only';
}

/** Drawn again only when what it shows has changed; its callbacks act on the newest list by id. */
export const GridRow = memo(PlainGridRow, (before, after) => {
  const keys = [
    'row',
    'index',
    'missing',
    'template',
    'rowHeight',
    'columns',
    'isActive',
    'isSelected',
    'level',
  ] as const;
  const isSameGroup =
    before.group?.data === after.group?.data && before.group?.isOpen === after.group?.isOpen;
  return isSameGroup && keys.every((key) => before[key] === after[key]);
}) as typeof PlainGridRow;
