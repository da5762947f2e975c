import { useCallback, useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { parseFilter } from '../../../server/contract/filter.ts';
import { countText } from '../../components/amount-text.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FilterBar } from '../../components/filter/FilterBar.tsx';
import { EMPTY_SELECTION } from '../../components/grid-selection.ts';
import { SceneHeader } from '../../components/Scene.tsx';
import { VirtualGrid } from '../../components/VirtualGrid.tsx';
import { useTitle } from '../../shell/use-title.ts';
import { useLayout } from '../list/use-layout.ts';
import { TRACE_COLUMNS, traceAddress } from './trace-columns.tsx';
import { type TraceList, useTraceList } from './use-trace-list.ts';

/** What was sent beside what was captured, one-sided ones included. */
export function TracesScene() {
  useTitle('Traces');
  const [, navigate] = useLocation();
  const text = new URLSearchParams(useSearch()).get('filter') ?? '';
  const isValid = parseFilter(text).errors.length === 0;
  const list = useTraceList(isValid ? text : '');
  const layout = useLayout('traces');
  const [selection, setSelection] = useState(EMPTY_SELECTION);
  const ids = useMemo(() => list.traces.map((trace) => trace.id), [list.traces]);
  const rows = useMemo(() => new Map(list.traces.map((trace) => [trace.id, trace])), [list.traces]);
  const setFilter = useCallback(
    (next: string) =>
      navigate(next === '' ? '/traces' : `/traces?filter=${encodeURIComponent(next)}`, {
        replace: true,
      }),
    [navigate],
  );
  return (
    <>
      <SceneHeader title="Traces">
        <span className="tabular text-body text-ink-2">{countText(list.total)}</span>
      </SceneHeader>
      <div className="border-b border-line bg-panel px-3 py-1.5">
        <FilterBar label="Filter traces" value={text} onChange={setFilter} valuesOf={() => []} />
      </div>
      <VirtualGrid
        label="Traces"
        ids={ids}
        rowOf={(id) => rows.get(id)}
        version={0}
        total={list.total}
        columns={TRACE_COLUMNS}
        layout={layout.columns}
        onLayout={layout.setColumns}
        selection={selection}
        onSelection={setSelection}
        onOpen={(id) => {
          const trace = rows.get(id);
          if (trace) {
            navigate(traceAddress(trace));
          }
        }}
        isLive={selection.activeId === null}
        onAtTop={() => undefined}
        onNearEnd={list.loadMore}
        empty={<TracesEmpty list={list} filter={text} onClear={() => setFilter('')} />}
      />
    </>
  );
}

interface TracesEmptyProps {
  list: TraceList;
  filter: string;
  onClear: () => void;
}

function TracesEmpty({ list, filter, onClear }: TracesEmptyProps) {
  if (list.error !== null) {
    return <EmptyState>The traces could not be loaded. {list.error}</EmptyState>;
  }
  if (!list.isLoaded) {
    return null;
  }
  return filter === '' ? (
    <EmptyState>No traces yet. Fire an event at your local inbox to see both sides.</EmptyState>
  ) : (
    <EmptyState actions={<Button onClick={onClear}>Clear filter</Button>}>No match.</EmptyState>
  );
}
