import { useMemo } from 'react';
import { EmptyState } from '../../components/EmptyState.tsx';
import { SceneHeader } from '../../components/Scene.tsx';
import { useTitle } from '../../shell/use-title.ts';
import type { TraceRow } from '../../stores/create-lists.ts';
import { useWorkbench } from '../../stores/use-workbench.ts';
import { ListPane } from '../list/ListPane.tsx';
import { ListSplit } from '../list/ListSplit.tsx';
import { FilterEmpty, ListFailure } from '../list/ListStates.tsx';
import { useListScene } from '../list/use-list-scene.ts';
import type { RowScreen } from '../list/use-row-screen.ts';
import { TraceInspector } from './TraceInspector.tsx';
import { TRACE_COLUMNS } from './trace-columns.tsx';

const LIST_SHARE = 0.4;

const RUN_WORDS = { good: 'Delivered', bad: 'Failed', open: 'Pending' };

/** Deliveries joined to the requests that they became, one-sided ones included. */
export function TracesScene() {
  const { traces } = useWorkbench();
  const scene = useListScene({
    name: 'traces',
    list: traces,
    share: LIST_SHARE,
  });
  const { id, screen, row } = scene;
  const number = row?.delivery?.number ?? row?.capture?.number;
  useTitle(row ? `#${number} ${nameOf(row)}, Trace` : id === undefined ? 'Traces' : 'Trace');
  const empty = useMemo(() => <TracesEmpty screen={screen} />, [screen]);
  return (
    <>
      <SceneHeader title={id === undefined ? 'Traces' : 'Trace'} />
      <ListSplit
        scene={scene}
        listName="Traces"
        runWords={RUN_WORDS}
        inspect={(id) => <TraceInspector key={id} id={id} revision={revisionOf(row)} />}
        list={
          <ListPane
            scene={scene}
            noun="traces"
            label="Traces"
            columns={TRACE_COLUMNS}
            empty={empty}
          />
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
