import { useDeferredValue, useMemo } from 'react';
import { useParams } from 'wouter';
import { EmptyState } from '../../components/EmptyState.tsx';
import { GridCellMenu } from '../../components/GridCellMenu.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { SplitPane } from '../../components/SplitPane.tsx';
import { VirtualGrid } from '../../components/VirtualGrid.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import type { TraceRow } from '../../stores/workbench.ts';
import { focusInspector } from '../list/focus-inspector.ts';
import { FilterEmpty, ListFailure } from '../list/ListStates.tsx';
import { ListToolbar, NewRowsPill } from '../list/ListToolbar.tsx';
import { useFilterValues } from '../list/use-filter-values.ts';
import { useLayout } from '../list/use-layout.ts';
import { type RowScreen, useRowScreen } from '../list/use-row-screen.ts';
import { TraceInspector } from './TraceInspector.tsx';
import { TRACE_COLUMNS, traceValue } from './trace-columns.tsx';

const LIST_SHARE = 0.4;

/** Deliveries joined to the requests that they became, one-sided ones included. */
export function TracesScene() {
  const { id } = useParams<{ id?: string }>();
  const shownId = useDeferredValue(id);
  const { traces } = useWorkbench();
  const screen = useRowScreen({ list: traces, basePath: '/traces', openId: id });
  const layout = useLayout('traces', LIST_SHARE);
  const valuesOf = useFilterValues(screen, traceValue);
  const row = id === undefined ? undefined : screen.rowOf(id);
  const number = row?.delivery?.number ?? row?.capture?.number;
  useTitle(row ? `#${number} ${nameOf(row)}, Trace` : id === undefined ? 'Traces' : 'Trace');
  const empty = useMemo(() => <TracesEmpty screen={screen} />, [screen]);
  return (
    <>
      <SceneHeader title={id === undefined ? 'Traces' : 'Trace'} />
      <SplitPane
        listName="Traces"
        share={layout.share}
        onShare={layout.setShare}
        isTurned={layout.isTurned}
        onBack={screen.clear}
        inspector={
          shownId === undefined ? null : (
            <TraceInspector key={shownId} id={shownId} revision={revisionOf(row)} />
          )
        }
        list={
          <>
            <ListToolbar
              noun="traces"
              screen={screen}
              valuesOf={valuesOf}
              columns={TRACE_COLUMNS}
              layout={layout.columns}
              onLayout={layout.setColumns}
              onTurn={layout.turn}
            />
            <NewRowsPill screen={screen} />
            <GridCellMenu columns={TRACE_COLUMNS} rowOf={screen.rowOf} onToken={screen.filter.add}>
              <VirtualGrid
                label="Traces"
                ids={screen.ids}
                rowOf={screen.rowOf}
                version={screen.state.version}
                total={screen.state.total}
                columns={TRACE_COLUMNS}
                layout={layout.columns}
                onLayout={layout.setColumns}
                selection={screen.selection}
                onSelection={screen.setSelection}
                onOpen={focusInspector}
                isLive={screen.isLive}
                onAtTop={screen.setAtTop}
                onNearEnd={screen.loadMore}
                topRequest={screen.topRequest}
                empty={empty}
              />
            </GridCellMenu>
          </>
        }
      />
    </>
  );
}

function nameOf({ delivery, capture }: TraceRow): string {
  return delivery?.event_type ?? capture?.event_type ?? capture?.path ?? '';
}

/** What is shown is fetched again when one of the two sides has moved on. */
function revisionOf(row: TraceRow | undefined): string {
  return row ? `${row.attempt} ${row.capture?.id} ${row.delivery?.updated_at}` : '';
}

function TracesEmpty({ screen }: { screen: RowScreen<TraceRow> }) {
  if (screen.state.status === 'failed') {
    return <ListFailure screen={screen} noun="traces" />;
  }
  if (screen.state.status !== 'ready') {
    return null;
  }
  return screen.filter.text === '' ? (
    <EmptyState>No traces yet. Fire an event to see both sides of it here.</EmptyState>
  ) : (
    <FilterEmpty screen={screen} noun="traces" />
  );
}
