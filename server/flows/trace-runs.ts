import { type ParsedFilter, parseFilter } from '../contract/filter.ts';
import type { RunRow } from '../contract/page.ts';
import { ROWS_OF_RUNS } from '../core/collapsed-page.ts';
import type { CaptureStore, DeliveryStore } from '../ports.ts';

interface RunDeps {
  readonly captures: Pick<CaptureStore, 'list'>;
  readonly deliveries: Pick<DeliveryStore, 'listDeliveries'>;
}

export interface TraceRuns {
  /** Newest first. */
  readonly runs: readonly RunRow[];
  /** Rows of both lists that belong to one of them. */
  readonly rowCount: number;
  /** Captures that are counted with the delivery that they were. */
  readonly joinedCount: number;
}

const MAX_RUNS = 1000;
const TERMS_OF_RUNS = parseFilter(ROWS_OF_RUNS).terms;

/** All bursts of a list of traces: by their deliveries, and by captures where no delivery is left. */
export async function listTraceRuns(
  { captures, deliveries }: RunDeps,
  filter: ParsedFilter | undefined,
): Promise<TraceRuns> {
  const terms = [...(filter?.terms ?? []), ...TERMS_OF_RUNS];
  const request = {
    limit: MAX_RUNS,
    filter: { terms, errors: filter?.errors ?? [] },
    isCollapsed: true,
  };
  const [sent, captured] = await Promise.all([
    deliveries.listDeliveries(request),
    captures.list(request),
  ]);
  const sentRuns = new Map((sent.runs ?? []).map((run) => [run.id, run]));
  const capturedRuns = captured.runs ?? [];
  const joined = capturedRuns.map((run) => Math.min(run.count, sentRuns.get(run.id)?.count ?? 0));
  const alone = capturedRuns.filter((run) => !sentRuns.has(run.id));
  return {
    runs: [...sentRuns.values(), ...alone].sort((a, b) => (a.first_at < b.first_at ? 1 : -1)),
    rowCount: sent.total + captured.total,
    joinedCount: joined.reduce((sum, count) => sum + count, 0),
  };
}
