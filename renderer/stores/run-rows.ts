import type { RunRow } from '../../server/contract/page.ts';

/** The rows of one burst as one row. `number` is that of its first row: its place never changes. */
export type RunLine = RunRow;

const RUN_ID = /^bst_/;

export function isRunId(id: string | null | undefined): boolean {
  return id !== null && id !== undefined && RUN_ID.test(id);
}

/** The run of an event, by the event's id. */
export function runOfEvent(eventId: string | null | undefined): string | null {
  return /^evt_(bst_[A-Za-z0-9]{8,32})_[0-9a-z]+$/.exec(eventId ?? '')?.[1] ?? null;
}

/** What finds the rows of a run; a replay of one of them stands alone. */
export function filterOfRun(runId: string): string {
  return `trace:evt_${runId}_* -is:replay`;
}

/** What finds the rows of all runs. */
export const FILTER_OF_RUNS = 'trace:evt_bst_* -is:replay';

export function joinFilters(...filters: readonly string[]): string {
  return filters.filter((one) => one !== '').join(' ');
}

/** Rows that stand by themselves, and those of runs by the id of their run. */
export function splitByRun<R>(
  rows: readonly R[],
  runOf: (row: R) => string | null,
): { own: R[]; byRun: Map<string, R[]> } {
  const own: R[] = [];
  const byRun = new Map<string, R[]>();
  for (const row of rows) {
    const runId = runOf(row);
    if (runId === null) {
      own.push(row);
    } else {
      const ofRun = byRun.get(runId) ?? [];
      ofRun.push(row);
      byRun.set(runId, ofRun);
    }
  }
  return { own, byRun };
}
