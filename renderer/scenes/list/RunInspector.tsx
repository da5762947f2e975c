import { useEffect } from 'react';
import { Link } from 'wouter';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { TimeText } from '../../components/TimeText.tsx';
import type { ListRow } from '../../stores/row-merge.ts';
import { filterOfRun, type RunLine } from '../../stores/run-rows.ts';
import { countText } from '../../text/amount-text.ts';
import type { ListScene } from './use-list-scene.ts';

/** What good, bad and open rows of a list are. */
export interface RunWords {
  good: string;
  bad: string;
  open: string;
}

interface RunInspectorProps<R extends ListRow> {
  id: string;
  scene: ListScene<R>;
  words: RunWords;
}

/** A burst that is selected as one line: its counts, its rows, its figures. */
export function RunInspector<R extends ListRow>({ id, scene, words }: RunInspectorProps<R>) {
  const { screen } = scene;
  const run = screen.runs.runOf(id);
  const { loadMore } = screen;
  const isSearched = run === undefined && screen.state.next !== null && !screen.isSorted;
  useEffect(() => {
    if (isSearched) {
      loadMore();
    }
  }, [isSearched, loadMore]);
  if (run === undefined) {
    return (
      <EmptyState actions={<Link href={`/burst/${id}`}>Show its figures</Link>}>
        {screen.isSorted
          ? 'A sorted list shows the rows of a burst one by one.'
          : 'No row of this burst is in this list.'}
      </EmptyState>
    );
  }
  const isOpen = screen.state.openRuns.has(id);
  return (
    <section aria-label="Burst" data-inspector className="flex min-h-0 flex-1 flex-col bg-panel">
      <header className="px-3 py-2">
        <h2 className="truncate text-pane font-semibold">
          Burst of {run.event_type ?? 'requests'}{' '}
          <span className="tabular text-ink-2">×{countText(run.count)}</span>
        </h2>
        <p className="mono pt-1 text-table text-ink-2">
          <TimeText instant={run.first_at} /> – <TimeText instant={run.last_at} />
        </p>
      </header>
      <RunFigures run={run} words={words} />
      <div className="flex flex-wrap items-center gap-2 px-3 py-2">
        <Button onClick={() => screen.runs.toggle(id, !isOpen)}>
          {isOpen ? 'Hide its rows' : 'Show its rows'}
        </Button>
        <Button onClick={() => screen.filter.set(filterOfRun(id))}>Only this burst</Button>
        <Link href={`/burst/${id}`} className="px-1 text-body text-accent underline">
          Rates and latency
        </Link>
      </div>
    </section>
  );
}

function RunFigures({ run, words }: { run: RunLine; words: RunInspectorProps<ListRow>['words'] }) {
  const figures = [
    [words.good, run.good],
    [words.bad, run.bad],
    [words.open, run.open],
    ['Cancelled', run.cancelled],
  ] as const;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2 border-y border-line px-3 py-2">
      {figures.map(([name, count]) => (
        <div key={name}>
          <dt className="text-caption text-ink-3">{name}</dt>
          <dd className="tabular text-pane">{countText(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
