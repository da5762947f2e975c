import { ListChecks, LocateFixed, Pause, Play, Radio } from 'lucide-react';
import { type ReactNode, useMemo, useRef } from 'react';
import type { FilteredList } from '../../../server/contract/filter-keys.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { FilterBar } from '../../components/filter/FilterBar.tsx';
import { openRowMenu } from '../../components/GridCellMenu.tsx';
import type { GridColumn } from '../../components/grid-columns.ts';
import { KeyCap, Tooltip } from '../../components/Tooltip.tsx';
import { useMedia } from '../../components/use-media.ts';
import type { ColumnLayout } from '../../stores/preferences.ts';
import type { ListRow } from '../../stores/row-merge.ts';
import { useCommands } from '../../stores/use-workbench.ts';
import { countText } from '../../text/amount-text.ts';
import { ColumnsMenu } from './ColumnsMenu.tsx';
import { leaveInspector } from './focus-grid.ts';
import { useFilterValues } from './use-filter-values.ts';
import type { RowScreen } from './use-row-screen.ts';
import { useStoredCount } from './use-stored-count.ts';

interface ListToolbarProps<R extends ListRow> {
  noun: FilteredList;
  screen: RowScreen<R>;
  columns: readonly GridColumn<R>[];
  layout: ColumnLayout;
  onLayout: (layout: ColumnLayout) => void;
  /** How wide the list is inside. */
  roomPx: number;
  /** Something can be done with several rows at once. */
  hasSeveral: boolean;
  children?: ReactNode;
}

/** Filter, count, live or paused, columns: on top of the list, where it is seen. */
export function ListToolbar<R extends ListRow>(props: ListToolbarProps<R>) {
  const { noun, screen, columns, layout, onLayout, roomPx, hasSeveral, children } = props;
  const filter = useRef<{ focus(): void }>(null);
  const values = useFilterValues(noun);
  useListCommands(screen, () => filter.current?.focus());
  const { state } = screen;
  const hasTouch = useMedia('(any-pointer: coarse)');
  const isSelecting = screen.selection.isSelecting === true;
  return (
    <div className="flex flex-wrap items-start gap-x-2 gap-y-1 border-b border-line bg-panel px-3 py-1.5">
      <FilterBar
        label={`Filter ${noun}`}
        list={noun}
        value={screen.filter.text}
        onChange={screen.filter.set}
        onPreview={screen.filter.preview}
        values={values}
        handle={filter}
      />
      <div className="flex h-8 items-center gap-1">
        <RowCount
          total={state.total}
          noun={screen.filter.text === '' ? null : noun}
          isBound={noun === 'traces' && state.next !== null}
        />
        <LiveButton screen={screen} />
        <IconButton
          label={screen.isPaused ? 'Resume the view' : 'Pause the view'}
          icon={screen.isPaused ? Play : Pause}
          command="list.pause"
          isPressed={screen.isPaused}
          blockedBy={screen.isSorted ? 'A sorted list stands still anyway.' : undefined}
          onClick={screen.togglePause}
        />
        <IconButton
          label="Follow newest: open each arrival"
          icon={LocateFixed}
          command="list.follow"
          isPressed={screen.isFollowing}
          blockedBy={screen.isSorted ? 'A sorted list stands still.' : undefined}
          onClick={screen.toggleFollowing}
        />
        {hasTouch && hasSeveral ? (
          <IconButton
            label="Select several"
            icon={ListChecks}
            isPressed={isSelecting}
            onClick={() => screen.setSelecting(!isSelecting)}
          />
        ) : null}
        <ColumnsMenu
          {...{ columns, layout, onLayout, roomPx }}
          sort={screen.sort}
          onSort={screen.setSort}
        />
        {children}
      </div>
    </div>
  );
}

function LiveButton<R extends ListRow>({ screen }: { screen: RowScreen<R> }) {
  return (
    <Tooltip text="Go live: new rows come into view" command="list.live">
      <Button
        look="quiet"
        icon={Radio}
        aria-pressed={screen.isLive}
        className="aria-pressed:text-ok"
        onClick={screen.goLive}
      >
        Live
      </Button>
    </Tooltip>
  );
}

/** "▲ 37 new" while the view stands still, and what is waiting while it is paused. */
export function NewRowsPill<R extends ListRow>({ screen }: { screen: RowScreen<R> }) {
  if (screen.isPaused) {
    return (
      <p className="border-b border-line bg-warn-tint px-3 py-1 text-table text-warn" role="status">
        Paused. {countText(screen.waiting)} waiting, still capturing.
      </p>
    );
  }
  if (screen.arrived <= 0 || screen.isSorted) {
    return null;
  }
  return (
    <div className="relative z-20 h-0">
      <button
        type="button"
        onClick={screen.goLive}
        className="absolute top-8 left-1/2 flex h-6 -translate-x-1/2 items-center gap-2 rounded-full bg-accent-fill px-3 text-table font-medium text-on-accent shadow-float"
      >
        ▲ {countText(screen.arrived)} new <KeyCap command="list.live" className="text-on-accent" />
      </button>
    </div>
  );
}

function useListCommands<R extends ListRow>(screen: RowScreen<R>, focusFilter: () => void): void {
  const { goLive, togglePause, toggleFollowing, clear } = screen;
  const newest = useRef({ focusFilter, selectAll: screen.selectAll });
  newest.current = { focusFilter, selectAll: screen.selectAll };
  const commands = useMemo(
    () => [
      {
        id: 'filter.focus' as const,
        run: () => newest.current.focusFilter(),
      },
      { id: 'list.cell' as const, run: openRowMenu },
      { id: 'list.live' as const, run: goLive },
      { id: 'list.pause' as const, run: togglePause },
      { id: 'list.follow' as const, run: toggleFollowing },
      { id: 'list.all' as const, run: () => newest.current.selectAll() },
      {
        id: 'list.clear' as const,
        run: () => {
          if (!leaveInspector()) {
            clear();
          }
        },
      },
    ],
    [goLive, togglePause, toggleFollowing, clear],
  );
  useCommands(commands);
}

interface RowCountProps {
  total: number;
  /** Of how many it is told where a filter hides some. */
  noun: FilteredList | null;
  /** Of traces there are fewer than said: a request that a delivery became is one with it once both are read. */
  isBound: boolean;
}

function RowCount({ total, noun, isBound }: RowCountProps) {
  const all = useStoredCount(noun);
  return (
    <span
      className="tabular min-w-12 px-1 text-right text-table max-sm:text-left whitespace-nowrap text-ink-2"
      title={
        isBound ? 'At most so many: both sides of a trace count until they are read.' : undefined
      }
    >
      {isBound ? <span className="sr-only">at most </span> : null}
      {isBound ? <span aria-hidden="true">≤ </span> : null}
      {countText(total)}
      {all === undefined ? null : <span className="text-ink-3"> of {countText(all)}</span>}
    </span>
  );
}
