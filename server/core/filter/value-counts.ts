// How often the values of a filter key occur in rows: what suggestions of the filter show. A value is
// what the filter takes, and where a key compares whole texts its count is what the filter would find.
import { burstOfEvent } from '../../contract/burst.ts';
import type { FilterKey } from '../../contract/filter-keys.ts';
import type { ValueCounts } from '../../contract/page.ts';
import { type FilteredCapture, VERDICT_WORDS } from './capture-filter.ts';
import { type FilteredDelivery, wordsOfStatus } from './delivery-filter.ts';

/** Which values are asked for. */
export interface ValueRequest {
  readonly key: FilterKey;
  /** Only those that contain it, in whatever case. */
  readonly text: string;
  readonly limit: number;
  /** Names of subscriptions by id. */
  readonly names?: ReadonlyMap<string, string> | undefined;
}

/** The values that a row has: none, one or several. */
export type ReadValues<Row> = (row: Row) => readonly string[];

/** Of captures; undefined where a key has no values to suggest. */
export function captureValues(key: FilterKey): ReadValues<FilteredCapture> | undefined {
  const readers: Partial<Record<FilterKey, ReadValues<FilteredCapture>>> = {
    event: (row) => one(row.eventType),
    status: (row) => [row.status === null ? 'cut' : String(row.status)],
    sig: (row) => [VERDICT_WORDS[row.verdict]],
    method: (row) => [row.method],
    path: (row) => one(row.target.split('?', 1)[0]),
    from: (row) => one(row.from),
    dialect: (row) => one(row.dialect),
    rule: (row) => one(row.ruleName),
    is: captureMarks,
  };
  return readers[key];
}

/** Of deliveries; undefined where a key has no values to suggest. */
export function deliveryValues({
  key,
  names,
}: Pick<ValueRequest, 'key' | 'names'>): ReadValues<FilteredDelivery> | undefined {
  const readers: Partial<Record<FilterKey, ReadValues<FilteredDelivery>>> = {
    event: (row) => one(row.eventType),
    status: wordsOfStatus,
    sub: (row) => one(names?.get(row.subscriptionId ?? '') || row.url),
    path: (row) => one(row.url),
    attempt: (row) => [String(row.attempts)],
    dialect: (row) => one(row.target?.dialect),
    is: (row) => [
      ...(row.isReplay ? ['replay'] : []),
      ...(row.isTest ? ['test'] : []),
      ...(row.eventOrigin === 'burst' ? ['burst'] : []),
    ],
  };
  return readers[key];
}

function captureMarks(row: FilteredCapture): string[] {
  return [
    ...(row.isReplay ? ['replay'] : []),
    ...(row.isDuplicate ? ['duplicate'] : []),
    ...(row.isStarred ? ['starred'] : []),
    ...(row.isForwarded ? ['forwarded'] : []),
    ...(row.isUnseen ? ['unseen'] : []),
    ...(row.isCut ? ['cut'] : []),
    ...(burstOfEvent(row.deliveryKey) === null ? [] : ['burst']),
  ];
}

function one(value: string | null | undefined): readonly string[] {
  return value === null || value === undefined || value === '' ? [] : [value];
}

/** Counts row by row, and answers the most frequent values. */
export class ValueCounter<Row> {
  readonly #read: ReadValues<Row> | undefined;
  readonly #request: ValueRequest;
  readonly #counts = new Map<string, number>();
  #rows = 0;

  constructor(read: ReadValues<Row> | undefined, request: ValueRequest) {
    this.#read = read;
    this.#request = request;
  }

  /** False: there is nothing to count. */
  get isWorthwhile(): boolean {
    return this.#read !== undefined;
  }

  add(row: Row): void {
    this.#rows += 1;
    for (const value of this.#read?.(row) ?? []) {
      this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
    }
  }

  finish(): ValueCounts {
    const wanted = this.#request.text.toLowerCase();
    const items = [...this.#counts]
      .filter(([value]) => value.toLowerCase().includes(wanted))
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .slice(0, this.#request.limit)
      .map(([value, count]) => ({ value, count }));
    return { items, counted: this.#rows };
  }
}
