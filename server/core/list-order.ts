// Lists in another order than newest first. A page is taken out of all rows in one pass that keeps no
// more than it needs; its cursor is the last row's key and number, so new rows shift nothing.
import type { ParsedFilter } from '../contract/filter.ts';
import { AppError } from './errors.ts';
import type { ValueRequest } from './filter/value-counts.ts';
import type { CaptureRecord, DeliveryRecord } from './records.ts';

/** The order of a list: a column of the contract and its direction. Equal rows stand newest first. */
export interface ListSort {
  readonly column: string;
  readonly isDescending: boolean;
  /** Names of subscriptions by id: what the column `to` shows. */
  readonly names?: ReadonlyMap<string, string> | undefined;
}

/** What a list is asked for. */
export interface ListRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly filter?: ParsedFilter | undefined;
  /** Newest first where it is left out. A cursor holds for the order that answered it. */
  readonly sort?: ListSort | undefined;
  /** Rows of a burst stand as one, where the store can and no other order is asked for. */
  readonly isCollapsed?: boolean | undefined;
  /** The rows alone are wanted, newest first: the answer's total means nothing. */
  readonly isUncounted?: boolean | undefined;
  /** In place of rows: how often the values of a filter key occur in them, or in the newest of them. */
  readonly valuesOf?: ValueRequest | undefined;
}

/** Null stands last, in both directions. */
export type SortKey = string | number | null;

/** Texts are compared by so much of them: a cursor holds a key as a whole. */
const KEY_LENGTH = 80;
const VERDICT_RANKS = { invalid: 0, stale: 1, missing: 2, unchecked: 3, valid: 4 } as const;

type SortedCapture = Pick<
  CaptureRecord,
  | 'receivedAtMs'
  | 'from'
  | 'eventType'
  | 'method'
  | 'target'
  | 'verdict'
  | 'status'
  | 'sizeBytes'
  | 'durationMs'
>;

/** Reads what a column of captures is ordered by. */
export function captureSortKey({ column }: ListSort): (row: SortedCapture) => SortKey {
  const readers: Record<string, (row: SortedCapture) => SortKey> = {
    time: (row) => row.receivedAtMs,
    from: (row) => textKey(row.from),
    // What stands in the column: the type, or the request line where there is none.
    event: (row) => textKey(row.eventType ?? `${row.method} ${row.target}`),
    signature: (row) => VERDICT_RANKS[row.verdict],
    answer: (row) => row.status,
    size: (row) => row.sizeBytes,
    duration: (row) => row.durationMs,
  };
  return readerOf(readers, column);
}

type SortedDelivery = Pick<
  DeliveryRecord,
  | 'createdAtMs'
  | 'eventType'
  | 'subscriptionId'
  | 'url'
  | 'state'
  | 'attempts'
  | 'lastStatus'
  | 'lastOutcome'
  | 'lastDurationMs'
>;

/** Reads what a column of deliveries is ordered by. */
export function deliverySortKey({ column, names }: ListSort): (row: SortedDelivery) => SortKey {
  const readers: Record<string, (row: SortedDelivery) => SortKey> = {
    time: (row) => row.createdAtMs,
    event: (row) => textKey(row.eventType),
    to: (row) =>
      textKey((names?.get(row.subscriptionId ?? '') ?? row.url).replace(/^https?:\/\//, '')),
    result: resultKey,
    attempts: (row) => row.attempts,
    duration: (row) => row.lastDurationMs,
  };
  return readerOf(readers, column);
}

/** Trouble first: failed, retried, waiting, cancelled, delivered; each by its last answer. */
function resultKey({ state, attempts, lastStatus, lastOutcome }: SortedDelivery): string {
  const isRetried = state === 'pending' && attempts > 0;
  const rank = isRetried ? 1 : { failed: 0, pending: 2, cancelled: 3, delivered: 4 }[state];
  return `${rank} ${lastStatus ?? lastOutcome ?? ''}`;
}

function readerOf<Row>(
  readers: Record<string, (row: Row) => SortKey>,
  column: string,
): (row: Row) => SortKey {
  const reader = readers[column];
  if (reader === undefined) {
    const known = Object.keys(readers).join(', ');
    const detail = `sort: there is no column ${column} here; use one of ${known}.`;
    throw new AppError('invalid_request', detail, [{ path: 'sort', message: `one of ${known}` }]);
  }
  return reader;
}

function textKey(text: string): string {
  return text.slice(0, KEY_LENGTH).toLowerCase();
}

interface Entry<Row> {
  readonly key: SortKey;
  readonly number: number;
  readonly row: Row;
}

interface SortedPageOptions<Row> {
  readonly sort: ListSort;
  readonly keyOf: (row: Row) => SortKey;
  /** The running number: it tells equal rows apart. */
  readonly numberOf: (row: Row) => number;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** Takes rows in any order and keeps the page that follows the cursor. Throws AppError on a foreign cursor. */
export class SortedPage<Row> {
  /** All rows that were added. */
  total = 0;
  readonly #options: SortedPageOptions<Row>;
  readonly #after: Place | undefined;
  readonly #roomFor: number;
  #kept: Entry<Row>[] = [];
  /** The last one that can still get onto the page. */
  #edge: Place | undefined;

  constructor(options: SortedPageOptions<Row>) {
    this.#options = options;
    this.#after = options.cursor === undefined ? undefined : readSortCursor(options.cursor);
    this.#roomFor = Math.max(4096, options.limit * 4);
  }

  add(row: Row): void {
    const { keyOf, numberOf, sort } = this.#options;
    this.total += 1;
    const entry = { key: keyOf(row), number: numberOf(row), row };
    const isBefore = this.#after !== undefined && comparePlaces(entry, this.#after, sort) <= 0;
    const isBeyond = this.#edge !== undefined && comparePlaces(entry, this.#edge, sort) > 0;
    if (!isBefore && !isBeyond) {
      this.#kept.push(entry);
      if (this.#kept.length >= this.#roomFor) {
        this.#cut();
      }
    }
  }

  finish(): {
    readonly rows: readonly Row[];
    readonly next: string | null;
    readonly total: number;
  } {
    this.#cut();
    const shown = this.#kept.slice(0, this.#options.limit);
    const last = shown.at(-1);
    const hasMore = this.#kept.length > shown.length;
    const next = hasMore && last !== undefined ? writeSortCursor(last) : null;
    return { rows: shown.map((entry) => entry.row), next, total: this.total };
  }

  #cut(): void {
    const { sort, limit } = this.#options;
    this.#kept.sort((a, b) => comparePlaces(a, b, sort));
    this.#kept.length = Math.min(this.#kept.length, limit + 1);
    this.#edge = this.#kept.length > limit ? this.#kept.at(-1) : undefined;
  }
}

interface Place {
  readonly key: SortKey;
  readonly number: number;
}

/** Below 0 where `a` stands before `b`. */
export function comparePlaces(a: Place, b: Place, sort: Pick<ListSort, 'isDescending'>): number {
  if (a.key === b.key) {
    return b.number - a.number;
  }
  if (a.key === null || b.key === null) {
    return a.key === null ? 1 : -1;
  }
  return a.key < b.key !== sort.isDescending ? -1 : 1;
}

/** The cursor after a row, as `SortedPage` takes it. */
export function writeSortCursor({ key, number }: Place): string {
  return Buffer.from(JSON.stringify([key, number])).toString('base64url');
}

function readSortCursor(cursor: string): Place {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const [key, number] = Array.isArray(value) ? value : [];
    const isKey = key === null || typeof key === 'string' || typeof key === 'number';
    if (isKey && Number.isInteger(number)) {
      return { key, number };
    }
  } catch {
    // Said below, as of any other text that is no cursor.
  }
  throw new AppError('invalid_request', 'cursor is not one that a list in this order answered', [
    { path: 'cursor', message: 'use the `next` of the page before, or leave it out' },
  ]);
}
