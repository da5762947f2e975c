// What of a list stands in the grid: rows of open bursts below the line of theirs, and while the view is
// paused nothing that came since.
import { type ListRow, numberOf, type RowListState } from '../../stores/row-merge.ts';

/** Where a view was paused. */
export interface PausedView {
  /** The highest running number so far. */
  readonly number: number;
  readonly total: number;
  readonly filter: string;
}

interface Children<R> {
  readonly childrenOf: (runId: string) => readonly string[];
  readonly rowOf: (id: string) => R | undefined;
}

/** The newest row stands in one of the first lines, or in a burst that is open. */
const LOOKED_AT_LINES = 100;

export function pauseAt<R extends ListRow>(
  state: RowListState<R>,
  { childrenOf, rowOf }: Children<R>,
): PausedView {
  const { ids, runs, openRuns, total, filter } = state;
  // A run has at least so many numbers from its first one on.
  const lines = ids
    .slice(0, LOOKED_AT_LINES)
    .map((id) => numberOf(state, id) + (runs.get(id)?.count ?? 1) - 1);
  const children = [...openRuns].map((runId) => rowOf(childrenOf(runId)[0] ?? '')?.number ?? 0);
  return { number: Math.max(0, ...lines, ...children), total, filter };
}

/** `hidden`: lines at the top that came since the pause. */
export function shownLines<R extends ListRow>(
  { ids: lines, shownIds, openRuns }: RowListState<R>,
  { rowOf, childrenOf }: Children<R>,
  { hidden, paused }: { hidden: number; paused: PausedView | null },
): readonly string[] {
  const all = hidden === 0 ? shownIds : shownIds.slice(shownIds.indexOf(lines[hidden] ?? ''));
  if (paused === null || openRuns.size === 0) {
    return all;
  }
  const late = new Set<string>();
  for (const runId of openRuns) {
    for (const id of childrenOf(runId)) {
      if ((rowOf(id)?.number ?? 0) <= paused.number) {
        break;
      }
      late.add(id);
    }
  }
  return late.size === 0 ? all : all.filter((id) => !late.has(id));
}

/** How many rows wait behind a pause, those that joined a burst too. */
export function countWaiting<R extends ListRow>(
  { total, filter }: RowListState<R>,
  paused: PausedView | null,
  hidden: number,
): number {
  const came = paused?.filter === filter ? total - paused.total : 0;
  return Math.max(hidden, came);
}

/** Rows of open bursts that are not loaded: so many stand between two lines of the grid. */
export function missingBelowRuns<R extends ListRow>(
  ids: readonly string[],
  { ids: lines, runs, openRuns }: RowListState<R>,
): (index: number) => number {
  const gaps = [...openRuns].flatMap((runId) => {
    const at = ids.indexOf(runId);
    const nextLine = lines[lines.indexOf(runId) + 1];
    if (at < 0) {
      return [];
    }
    const from = nextLine === undefined ? ids.length : ids.indexOf(nextLine);
    return [{ from, missing: Math.max(0, (runs.get(runId)?.count ?? 0) - (from - at - 1)) }];
  });
  return (index) =>
    gaps.reduce((sum, { from, missing }) => (index >= from ? sum + missing : sum), 0);
}
