import { type ReactNode, useState } from 'react';
import type { FilteredList } from '../../../server/contract/filter-keys.ts';
import { GridCellMenu } from '../../components/GridCellMenu.tsx';
import type { GridColumn } from '../../components/grid-columns.ts';
import { VirtualGrid } from '../../components/VirtualGrid.tsx';
import type { ListRow } from '../../stores/row-merge.ts';
import type { RunLine } from '../../stores/run-rows.ts';
import { isRowSelected } from './chosen-rows.ts';
import { focusInspector } from './focus-inspector.ts';
import { ListToolbar, NewRowsPill } from './ListToolbar.tsx';
import { RunCell } from './RunCell.tsx';
import { SortedBar } from './SortedBar.tsx';
import type { ListScene } from './use-list-scene.ts';
import { MissingViewBar } from './ViewBar.tsx';
import { ViewsMenu } from './ViewsMenu.tsx';

interface ListPaneProps<R extends ListRow> {
  scene: ListScene<R>;
  /** What the rows are: `requests`. */
  noun: FilteredList;
  /** Names the grid: `Requests`. */
  label: string;
  columns: readonly GridColumn<R>[];
  rowClass?: (row: R) => string;
  empty: ReactNode;
  /** Below the rows, such as what can be done with several of them. */
  children?: ReactNode;
}

function runCell(run: RunLine, isOpen: boolean, onToggle: () => void) {
  return <RunCell {...{ run, isOpen, onToggle }} />;
}

/** The left half of every list screen: filter on top, rows, and what is done with several. */
export function ListPane<R extends ListRow>(props: ListPaneProps<R>) {
  const { scene, noun, columns } = props;
  const { screen, layout } = scene;
  const hasSeveral = props.children !== undefined;
  const [roomPx, setRoomPx] = useState(Number.POSITIVE_INFINITY);
  return (
    <>
      <ListToolbar
        noun={noun}
        screen={screen}
        {...{ columns, roomPx, hasSeveral }}
        layout={layout.columns}
        onLayout={layout.setColumns}
      >
        <ViewsMenu scene={scene} columns={columns} />
      </ListToolbar>
      <MissingViewBar address={scene.address} />
      <SortedBar screen={screen} columns={columns} />
      <NewRowsPill screen={screen} />
      <GridCellMenu
        columns={columns}
        rowOf={screen.rowOf}
        onToken={screen.filter.add}
        isSelected={(id) => isRowSelected(screen.selection, id, screen.rowOf(id))}
        onSelect={hasSeveral ? screen.toggleRow : undefined}
      >
        <VirtualGrid
          label={props.label}
          ids={screen.ids}
          rowOf={screen.rowOf}
          version={screen.state.version}
          total={screen.lineCount}
          columns={columns}
          layout={layout.columns}
          onLayout={layout.setColumns}
          onRoom={setRoomPx}
          sort={screen.sort}
          onSort={screen.setSort}
          selection={screen.selection}
          selectionNow={screen.selectionNow}
          onSelection={screen.setSelection}
          onSelectAll={screen.selectAll}
          isSelected={(id) => isRowSelected(screen.selection, id, screen.rowOf(id))}
          onOpen={() => {
            screen.openActive();
            focusInspector();
          }}
          isLive={screen.isLive}
          onAtTop={screen.setAtTop}
          onNearEnd={screen.loadMore}
          onSeen={screen.runs.sawIndex}
          groups={screen.runs.groups}
          missingBefore={screen.missingBefore}
          groupCell={runCell}
          topRequest={screen.topRequest}
          {...(props.rowClass ? { rowClass: props.rowClass } : {})}
          empty={props.empty}
        />
      </GridCellMenu>
      {props.children}
    </>
  );
}
