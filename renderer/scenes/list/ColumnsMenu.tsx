import { ArrowDown, ArrowUp, Columns3, Minus, Plus } from 'lucide-react';
import { IconButton } from '../../components/Button.tsx';
import {
  type GridColumn,
  isHidden,
  layoutIn,
  nextSort,
  shownColumns,
  sortOf,
  withColumn,
  withWidth,
} from '../../components/grid-columns.ts';
import {
  Menu,
  MenuCheck,
  MenuGroup,
  MenuItem,
  MenuRow,
  MenuSeparator,
  MenuStep,
} from '../../components/Menu.tsx';
import type { ColumnLayout } from '../../stores/preferences.ts';

interface ColumnsMenuProps<R> {
  columns: readonly GridColumn<R>[];
  layout: ColumnLayout;
  onLayout: (layout: ColumnLayout) => void;
  sort: string;
  onSort: (sort: string) => void;
  /** How wide the list is inside. */
  roomPx: number;
}

const WIDTH_STEP_PX = 40;

/** Shows, sorts and resizes columns without a click into their heads and without dragging. */
export function ColumnsMenu<R>(props: ColumnsMenuProps<R>) {
  const { columns, layout, onLayout, sort, onSort, roomPx } = props;
  const shownIds = new Set(shownColumns(columns, layout, sort, roomPx).map(({ id }) => id));
  const canResize = layoutIn(layout, roomPx) === layout;
  return (
    <Menu align="end" trigger={<IconButton label="Columns" icon={Columns3} />}>
      <MenuGroup label="Sort by">
        <MenuCheck isOn={sort === ''} onChange={() => onSort('')}>
          Newest first, live
        </MenuCheck>
        {columns
          .filter((column) => column.sort !== undefined)
          .map((column) => (
            <SortItem key={column.id} {...{ column, sort, onSort }} />
          ))}
      </MenuGroup>
      <MenuSeparator />
      <MenuGroup label="Show columns">
        {columns
          .filter((column) => !column.isTitleHidden)
          .map((column) => (
            <ColumnItem
              key={column.id}
              {...{ column, layout, onLayout, canResize }}
              hasRoom={shownIds.has(column.id)}
            />
          ))}
      </MenuGroup>
      <MenuSeparator />
      <MenuItem onSelect={() => onLayout({ widths: {}, hidden: [], sort })}>Reset columns</MenuItem>
    </Menu>
  );
}

interface SortItemProps<R> {
  column: GridColumn<R>;
  sort: string;
  onSort: (sort: string) => void;
}

function SortItem<R>({ column, sort, onSort }: SortItemProps<R>) {
  const direction = sort === '' ? null : sortOf(column, sort);
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown;
  return (
    <MenuCheck isOn={direction !== null} onChange={() => onSort(nextSort(column, sort))}>
      <span className="flex-1">{column.title}</span>
      {direction === null ? null : (
        <>
          <span className="sr-only">{direction}</span>
          <Arrow size={14} strokeWidth={1.75} aria-hidden />
        </>
      )}
    </MenuCheck>
  );
}

interface ColumnItemProps<R> {
  column: GridColumn<R>;
  layout: ColumnLayout;
  onLayout: (layout: ColumnLayout) => void;
  /** The list is wide enough for it. */
  hasRoom: boolean;
  canResize: boolean;
}

/** Shown or not, and how wide; and where it is chosen but left out, why. */
function ColumnItem<R>(props: ColumnItemProps<R>) {
  const { column, layout, onLayout, hasRoom, canResize } = props;
  const { title } = column;
  const isChosen = !isHidden(column, layout);
  const step = (byPx: number) => onLayout(withWidth(layout, column, byPx));
  return (
    <MenuRow label={title}>
      {column.isFixed ? (
        <span className="flex min-h-7 items-center pl-8 text-ink-2">{title}</span>
      ) : (
        <MenuCheck
          isOn={isChosen ? hasRoom || 'indeterminate' : false}
          onChange={() => onLayout(withColumn(layout, column, !isChosen))}
        >
          <span className={isChosen && !hasRoom ? 'py-1' : ''}>
            {title}
            {isChosen && !hasRoom ? (
              <span className="block text-caption text-ink-3">Hidden for lack of room</span>
            ) : null}
          </span>
        </MenuCheck>
      )}
      {isChosen && hasRoom && canResize ? (
        <>
          <MenuStep label={`Narrow ${title}`} icon={Minus} onSelect={() => step(-WIDTH_STEP_PX)} />
          <MenuStep label={`Widen ${title}`} icon={Plus} onSelect={() => step(WIDTH_STEP_PX)} />
        </>
      ) : null}
    </MenuRow>
  );
}
