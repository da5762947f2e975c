import type { EventId } from '../../contract/ids.ts';
import type { Page } from '../../contract/page.ts';
import type { ContentTest, FilterContent } from '../../core/filter/content.ts';
import { compileDeliveryFilter, type FilteredDelivery } from '../../core/filter/delivery-filter.ts';
import type { AttemptRecord, DeliveryRecord, EventRecord } from '../../core/records.ts';
import type { Clock, ListRequest } from '../../ports.ts';
import { type DeliveryRow, type EventRow, recordOf } from './delivery-row.ts';
import type { DeliveryRows } from './delivery-rows.ts';
import { judgeByRow, pageNewestFirst } from './newest-first.ts';

interface ListDeps {
  readonly rows: DeliveryRows;
  readonly clock: Clock;
  readonly readEvent: (row: EventRow) => Promise<EventRecord | undefined>;
  readonly readAttempts: (row: DeliveryRow) => Promise<readonly AttemptRecord[]>;
}

type Fits = (row: DeliveryRow) => Promise<boolean> | boolean;

export class DeliveryLists {
  readonly #deps: ListDeps;

  constructor(deps: ListDeps) {
    this.#deps = deps;
  }

  async deliveries(request: ListRequest): Promise<Page<DeliveryRecord>> {
    const fits = this.#compile(request);
    const all = this.#deps.rows.deliveries;
    return pageNewestFirst({
      rows: fits ? await select(all, fits) : all,
      numberOf: (row) => row.number,
      limit: request.limit,
      cursor: request.cursor,
      toItem: recordOf,
    });
  }

  /** Events fit where one of their deliveries does, or the event alone where it has none. */
  async events(request: ListRequest): Promise<Page<EventRecord & { deliveries: number }>> {
    const fits = this.#compile(request);
    const all = this.#deps.rows.events;
    return pageNewestFirst({
      rows: fits ? await select(all, (event) => someFits(event, fits)) : all,
      numberOf: (event) => event.sequence,
      limit: request.limit,
      cursor: request.cursor,
      toItem: async (event) => {
        const record = await this.#deps.readEvent(event);
        return record && { ...record, deliveries: event.deliveries.length };
      },
    });
  }

  #compile(request: ListRequest): Fits | undefined {
    if (!request.filter || request.filter.terms.length === 0) {
      return undefined;
    }
    const { matchesRow, contentTests } = compileDeliveryFilter(
      request.filter,
      this.#deps.clock.now(),
    );
    return (row) => {
      const seen = faceOf(row);
      if (!matchesRow(seen)) {
        return false;
      }
      const verdict = judgeByRow(seen, contentTests);
      return verdict === 'open' ? this.#fitsContent(row, seen, contentTests) : verdict === 'in';
    };
  }

  async #fitsContent(
    row: DeliveryRow,
    seen: FilteredDelivery,
    tests: readonly ContentTest<FilteredDelivery>[],
  ): Promise<boolean> {
    const contents = await this.#contentsOf(row);
    return tests.every((test) => {
      const fits = test.byRow(seen) ?? contents.some((content) => test.byContent(content));
      return fits !== test.isNegated;
    });
  }

  /** The data, the standard body around it, and every request and answer of the attempts. */
  async #contentsOf(row: DeliveryRow): Promise<FilterContent[]> {
    const event = await this.#deps.readEvent(row.event);
    const dataText = event?.dataText ?? '';
    const envelopeText = `{"event":${JSON.stringify(row.event.type)},"data":${dataText}}`;
    const contents = [dataText, envelopeText].map((text) => contentOf([], text));
    for (const { request, response } of await this.#deps.readAttempts(row)) {
      contents.push(contentOf(request.headers, textOf(request.bodyBytes)));
      if (response) {
        contents.push(contentOf(response.headers, textOf(response.bodyBytes)));
      }
    }
    return contents;
  }
}

function contentOf(headers: FilterContent['headers'], bodyText: string): FilterContent {
  return { headers, bodyText, ruleName: null };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

async function someFits(event: EventRow, fits: Fits): Promise<boolean> {
  const rows = event.deliveries.length > 0 ? event.deliveries : [loneRow(event)];
  for (const row of rows) {
    if (await fits(row)) {
      return true;
    }
  }
  return false;
}

/** An event that nobody subscribed to, as a filter sees it: a delivery that goes nowhere. */
function loneRow(event: EventRow): DeliveryRow {
  return {
    id: '' as DeliveryRow['id'],
    number: 0,
    event,
    subscriptionId: null,
    url: '',
    state: 'cancelled',
    attempts: 0,
    scheduledAttempts: 0,
    nextAttemptAtMs: null,
    createdAtMs: event.createdAtMs,
    updatedAtMs: event.createdAtMs,
    lastStatus: null,
    lastOutcome: null,
    lastDurationMs: null,
    isReplay: event.origin === 'replay',
    isTest: event.origin === 'test',
    note: null,
    target: null,
    attemptPositions: [],
    attemptBytes: 0,
    isClaimed: false,
  };
}

function faceOf(row: DeliveryRow): FilteredDelivery & { eventId: EventId } {
  return Object.assign(recordOf(row), {
    eventOrigin: row.event.origin,
    dataBytes: row.event.dataBytes,
  });
}

async function select<Row>(
  rows: readonly Row[],
  fits: (row: Row) => Promise<boolean> | boolean,
): Promise<Row[]> {
  const selected: Row[] = [];
  for (const row of [...rows]) {
    const verdict = fits(row);
    const isIn: boolean = verdict instanceof Promise ? await verdict : verdict;
    if (isIn) {
      selected.push(row);
    }
  }
  return selected;
}
