// Lists in which the rows of a burst stand as one. A run stands at the place of its first row, which
// no later row changes: what arrives moves nothing, and a cursor holds.
import { burstOfEvent } from '../contract/burst.ts';
import type { BurstId } from '../contract/ids.ts';
import type { Page, RunRow } from '../contract/page.ts';
import { AppError } from './errors.ts';
import type { ListRequest } from './list-order.ts';
import type { CaptureRecord, DeliveryRecord } from './records.ts';

/** The filter that the rows of all runs pass, and no others. */
export const ROWS_OF_RUNS = 'trace:evt_bst_* -is:replay';

/** What is told of a row that may belong to a run. */
export interface RunFacts {
  readonly run: BurstId | null;
  readonly eventType: string | null;
  readonly atMs: number;
  readonly outcome: 'good' | 'bad' | 'open' | 'cancelled';
}

type RunDelivery = Pick<
  DeliveryRecord,
  'eventId' | 'eventType' | 'createdAtMs' | 'state' | 'isReplay'
>;
type RunCapture = Pick<
  CaptureRecord,
  'deliveryKey' | 'eventType' | 'receivedAtMs' | 'status' | 'isReplay'
>;

const OUTCOMES = {
  delivered: 'good',
  failed: 'bad',
  pending: 'open',
  cancelled: 'cancelled',
} as const;

/** A replay is an act of its own: it stands outside of its run. */
export function deliveryRunFacts(row: RunDelivery): RunFacts {
  return {
    run: row.isReplay ? null : burstOfEvent(row.eventId),
    eventType: row.eventType,
    atMs: row.createdAtMs,
    outcome: OUTCOMES[row.state],
  };
}

/** As of a delivery; a capture is good where it was answered 2xx. */
export function captureRunFacts({ status, ...row }: RunCapture): RunFacts {
  const isGood = status !== null && status >= 200 && status < 300;
  return {
    run: row.isReplay ? null : burstOfEvent(row.deliveryKey),
    eventType: row.eventType,
    atMs: row.receivedAtMs,
    outcome: status === null ? 'open' : isGood ? 'good' : 'bad',
  };
}

interface RunCount {
  id: BurstId;
  number: number;
  eventType: string | null;
  count: number;
  good: number;
  bad: number;
  open: number;
  cancelled: number;
  firstAtMs: number;
  lastAtMs: number;
}

interface Line<Row> {
  readonly number: number;
  readonly row: Row | null;
  readonly run: RunCount | null;
}

/** Takes all rows of a list, newest first, and answers a page of lines: rows, and runs as one each. */
export class CollapsedPage<Row> {
  readonly #limit: number;
  readonly #before: number;
  readonly #rows: Line<Row>[] = [];
  readonly #runs = new Map<BurstId, RunCount>();
  #loneRows = 0;
  #total = 0;

  /** Throws AppError `invalid_request` on a foreign cursor. */
  constructor({ limit, cursor }: Pick<ListRequest, 'limit' | 'cursor'>) {
    this.#limit = limit;
    this.#before = cursor === undefined ? Number.POSITIVE_INFINITY : readNumber(cursor);
  }

  add(row: Row, number: number, facts: RunFacts): void {
    this.#total += 1;
    if (facts.run !== null) {
      this.#count(facts.run, number, facts);
      return;
    }
    this.#loneRows += 1;
    if (number < this.#before && this.#rows.length <= this.#limit) {
      this.#rows.push({ number, row, run: null });
    }
  }

  finish(): Page<Row> {
    const runs = [...this.#runs.values()].map((run) => ({ number: run.number, row: null, run }));
    const lines: Line<Row>[] = [...this.#rows, ...runs.filter((one) => one.number < this.#before)];
    lines.sort((a, b) => b.number - a.number);
    const shown = lines.slice(0, this.#limit);
    const last = shown.at(-1);
    return {
      items: shown.flatMap(({ row }) => (row === null ? [] : [row])),
      runs: shown.flatMap(({ run }) => (run === null ? [] : [presentRun(run)])),
      next: lines.length > shown.length && last !== undefined ? String(last.number) : null,
      total: this.#total,
      lines: this.#loneRows + this.#runs.size,
    };
  }

  #count(id: BurstId, number: number, { eventType, atMs, outcome }: RunFacts): void {
    let run = this.#runs.get(id);
    if (run === undefined) {
      const counts = { count: 0, good: 0, bad: 0, open: 0, cancelled: 0 };
      run = { id, number, eventType, ...counts, firstAtMs: atMs, lastAtMs: atMs };
      this.#runs.set(id, run);
    }
    run.count += 1;
    run[outcome] += 1;
    run.number = Math.min(run.number, number);
    run.firstAtMs = Math.min(run.firstAtMs, atMs);
    run.lastAtMs = Math.max(run.lastAtMs, atMs);
  }
}

function presentRun({ firstAtMs, lastAtMs, eventType, ...run }: RunCount): RunRow {
  return {
    ...run,
    event_type: eventType,
    first_at: new Date(firstAtMs).toISOString(),
    last_at: new Date(lastAtMs).toISOString(),
  };
}

function readNumber(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) {
    throw new AppError('invalid_request', 'cursor is not one that a list answered', [
      { path: 'cursor', message: 'use the `next` of the page before, or leave it out' },
    ]);
  }
  return Number(cursor);
}
