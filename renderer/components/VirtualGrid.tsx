import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import type { ColumnLayout } from '../stores/preferences.ts';
import { GridHeader, headerCellId } from './GridHeader.tsx';
import { GridRow } from './GridRow.tsx';
import {
  columnTemplate,
  type GridColumn,
  layoutIn,
  minimumWidth,
  nextSort,
  shownColumns,
} from './grid-columns.ts';
import { doGroupKey, type GroupProps, lineOfGroup } from './grid-row-group.ts';
import { scrollToRow, useTopRequest } from './grid-scroll.ts';
import {
  type GridKeyAct,
  type GridSelection,
  gridKeyAct,
  type SelectMode,
  selectRow,
} from './grid-selection.ts';
import { useGridAnchor } from './use-grid-anchor.ts';
import { useNearEnd, useSeen } from './use-grid-edge.ts';
import { useHeaderKeys } from './use-header-keys.ts';
import { useRowHeight } from './use-row-height.ts';
import { useWidth } from './use-width.ts';

const OVERSCAN_ROWS = 6;

export interface VirtualGridProps<R, Group> extends GroupProps<Group> {
  label: string;
  ids: readonly string[];
  rowOf: (id: string) => R | undefined;
  /** Changes whenever a row does. */
  version: number;
  /** All rows that there are, loaded or not. */
  total: number;
  columns: readonly GridColumn<R>[];
  layout: ColumnLayout;
  onLayout: (layout: ColumnLayout) => void;
  /** How wide it is inside, whenever that changes: not every column has room. */
  onRoom?: (roomPx: number) => void;
  /** The order in force; empty: newest first. */
  sort?: string;
  onSort?: (sort: string) => void;
  selection: GridSelection;
  /** As the last key left it, where that may not have been drawn yet. */
  selectionNow?: () => GridSelection;
  onSelection: (selection: GridSelection) => void;
  /** ⌘A: all that the filter matches; otherwise all that is loaded. */
  onSelectAll?: () => void;
  /** Where the selection alone does not say it. */
  isSelected?: (id: string) => boolean;
  /** ⏎ or a double click. */
  onOpen: (id: string) => void;
  /** New rows come into view; otherwise the view stays where it is. */
  isLive: boolean;
  onAtTop: (isAtTop: boolean) => void;
  onNearEnd: () => void;
  /** The last line in view, whenever it changes. */
  onSeen?: (index: number) => void;
  /** Class names by row, such as a tint for what has just come. */
  rowClass?: (row: R) => string;
  /** In place of rows. */
  empty?: ReactNode;
  /** Goes up to call for a jump to the top. */
  topRequest?: number;
}

/**
 * Rows of one height, of which only those in view are in the document. The grid itself scrolls and
 * holds focus; the active row is named by aria-activedescendant. What is in view stays in view when
 * rows arrive above it: the first visible row's id is the anchor.
 */
export function VirtualGrid<R, Group = never>(props: VirtualGridProps<R, Group>) {
  const { ids, columns, selection, total, onRoom } = props;
  const gridId = useId();
  const element = useRef<HTMLDivElement>(null);
  const roomPx = useWidth(element);
  useLayoutEffect(() => onRoom?.(roomPx), [roomPx, onRoom]);
  const layout = layoutIn(props.layout, roomPx);
  const canResize = layout === props.layout;
  const sort = props.sort ?? '';
  const shown = useMemo(
    () => shownColumns(columns, props.layout, sort, roomPx),
    [columns, props.layout, sort, roomPx],
  );
  const model = useGridModel(props, shown, element, canResize);
  const { activeIndex, indexes, rowHeight, header } = model;
  const template = columnTemplate(shown, layout);
  const isSelected = props.isSelected ?? ((id: string) => selection.selectedIds.has(id));
  const activeRowId = activeIndex >= 0 ? `${gridId}${selection.activeId}` : undefined;
  const headerColumn = shown[header.index];
  const tree = props.groups && props.groups.count > 0 ? props.groups : undefined;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is one of two, both of them interactive
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: as above
    <div
      ref={element}
      role={tree ? 'treegrid' : 'grid'}
      aria-label={props.label}
      aria-rowcount={Math.max(total, ids.length) + 1}
      aria-colcount={shown.length}
      aria-multiselectable
      aria-activedescendant={headerColumn ? headerCellId(gridId, headerColumn.id) : activeRowId}
      tabIndex={0}
      onKeyDown={model.onKeyDown}
      onBlur={header.leave}
      onScroll={model.onScroll}
      className="relative min-h-0 flex-1 overflow-auto bg-panel text-table [overflow-anchor:none]"
    >
      <div role="presentation" style={{ minWidth: minimumWidth(shown, layout) }}>
        <GridHeader
          columns={shown}
          {...{ gridId, template, layout }}
          onLayout={canResize ? props.onLayout : undefined}
          sort={sort}
          onSort={model.sortBy}
          activeIndex={header.index}
        />
        <div role="rowgroup" className="relative" style={{ height: model.heightPx }}>
          {indexes.map((index) => (
            <GridRow
              key={ids[index]}
              domId={`${gridId}${ids[index]}`}
              row={props.rowOf(ids[index] ?? '')}
              id={ids[index] ?? ''}
              {...{ index, template, rowHeight, missing: props.missingBefore?.(index) ?? 0 }}
              columns={shown}
              isActive={index === activeIndex}
              isSelected={isSelected(ids[index] ?? '')}
              rowClass={props.rowClass}
              group={lineOfGroup(props, ids[index] ?? '')}
              level={tree ? (tree.groupOf(ids[index] ?? '') === null ? 1 : 2) : undefined}
              onPick={model.pick}
              onOpen={props.onOpen}
            />
          ))}
        </div>
      </div>
      {ids.length === 0 && props.empty ? <EmptyRow>{props.empty}</EmptyRow> : null}
    </div>
  );
}

function useGridModel<R, Group>(
  props: VirtualGridProps<R, Group>,
  shown: readonly GridColumn<R>[],
  element: RefObject<HTMLDivElement | null>,
  canResize: boolean,
) {
  const { ids, selection, isLive, onAtTop } = props;
  const rowHeight = useRowHeight();
  const anchor = useGridAnchor({ element, ids, rowHeight, isLive, onAtTop });
  const activeIndex = selection.activeId === null ? -1 : anchor.indexOf(selection.activeId);
  // Without keys of its own: all rows are of one height, and a new function here would have it lay
  // out a hundred thousand rows again at every draw.
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => element.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
  });
  // The offset that keeps the anchor in place is known before the scroll event that confirms it.
  virtualizer.scrollOffset = anchor.offsetPx;
  const roomPx = Math.max(0, (element.current?.clientHeight ?? 0) - rowHeight);
  const items = virtualizer.getVirtualItems().map((item) => item.index);
  useSeen(items.at(-1) ?? 0, ids, props.onSeen);
  useNearEnd(items.at(-1) ?? 0, ids.length, props.onNearEnd);
  useRemeasure(virtualizer, rowHeight);
  useTopRequest(element, props.topRequest ?? 0);
  const pick = usePick(props);
  const sortBy = (column: GridColumn<R>) => props.onSort?.(nextSort(column, props.sort ?? ''));
  // As the last key left it, drawn or not.
  const activeNow = () => anchor.indexOf(selectionAtKey(props).activeId ?? '');
  const header = useHeaderKeys({
    columns: shown,
    layout: props.layout,
    onLayout: props.onLayout,
    onSort: sortBy,
    canResize,
    activeRow: activeNow,
  });

  const goTo = (index: number, mode: SelectMode) => {
    pick(ids[index] ?? '', mode, true);
    scrollToRow(element.current, index, rowHeight);
    // The scroll event comes a frame later; rows may arrive before it.
    anchor.onScroll();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (header.onKey(event)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (doGroupKey(event, props, activeIndex, goTo)) {
      return;
    }
    const pageRows = Math.max(1, Math.floor(roomPx / rowHeight) - 1);
    const now = { ...props, selection: selectionAtKey(props) };
    const act = gridKeyAct(event, { count: ids.length, activeIndex: activeNow(), pageRows });
    if (act !== null) {
      event.preventDefault();
      doKeyAct(act, now, goTo);
    }
  };
  return {
    rowHeight,
    activeIndex,
    indexes: withActive(items, activeIndex),
    // Room below a short list: without it, what is seen could not stay put when rows come above.
    heightPx: Math.max(ids.length * rowHeight, isLive ? 0 : anchor.offsetPx + roomPx),
    onScroll: anchor.onScroll,
    onKeyDown,
    pick,
    header,
    sortBy,
  };
}

function selectionAtKey<R, Group>(props: VirtualGridProps<R, Group>): GridSelection {
  return props.selectionNow?.() ?? props.selection;
}

/** Rows keep this function for as long as they show the same: it must always act on the newest list. */
function usePick<R, Group>(
  props: VirtualGridProps<R, Group>,
): (id: string, mode: SelectMode, isByKey?: boolean) => void {
  const newest = useRef(props);
  newest.current = props;
  return useCallback((id, mode, isByKey = false) => {
    const { ids, onSelection } = newest.current;
    const selection = selectionAtKey(newest.current);
    const { isSelecting = false } = selection;
    const meant = isSelecting && mode === 'only' && !isByKey ? 'toggle' : mode;
    const isPicking = isByKey || meant !== 'only';
    onSelection({ ...selectRow(selection, ids, id, meant), isPicking, isSelecting });
  }, []);
}

function doKeyAct<R, Group>(
  act: GridKeyAct,
  { ids, selection, onSelection, onSelectAll, onOpen }: VirtualGridProps<R, Group>,
  move: (index: number, mode: SelectMode) => void,
): void {
  switch (act.kind) {
    case 'all':
      if (onSelectAll) {
        onSelectAll();
      } else {
        onSelection({ ...selection, selectedIds: new Set(ids) });
      }
      break;
    case 'open':
      onOpen(selection.activeId ?? '');
      break;
    case 'move':
      move(act.index, act.mode);
      break;
    default:
      act satisfies never;
  }
}

function EmptyRow({ children }: { children: ReactNode }) {
  return (
    <div role="rowgroup" className="sticky left-0">
      <div role="row" aria-rowindex={2}>
        <div role="gridcell">{children}</div>
      </div>
    </div>
  );
}

/** The active row stays in the document, wherever the view is. */
function withActive(indexes: number[], activeIndex: number): number[] {
  if (activeIndex < 0 || indexes.includes(activeIndex)) {
    return indexes;
  }
  return activeIndex < (indexes[0] ?? 0) ? [activeIndex, ...indexes] : [...indexes, activeIndex];
}

function useRemeasure(virtualizer: { measure(): void }, rowHeight: number): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are cached and change with the density only
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);
}
