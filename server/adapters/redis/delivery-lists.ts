// Lists of deliveries and events. Without a filter a page is one script; with one, all rows are gone
// through in pieces, newest first, and what headers and bodies decide is read only where rows do not.
import type { EventId } from '../../contract/ids.ts';
import type { Page } from '../../contract/page.ts';
import { deliveryRunFacts } from '../../core/collapsed-page.ts';
import { compileDeliveryFilter } from '../../core/filter/delivery-filter.ts';
import { deliveryValues, ValueCounter } from '../../core/filter/value-counts.ts';
import { deliverySortKey } from '../../core/list-order.ts';
import type { AttemptRecord, DeliveryRecord, EventRecord } from '../../core/records.ts';
import type { Clock, ListRequest } from '../../ports.ts';
import { contentsOf, nowhere } from '../memory/memory-delivery-fit.ts';
import type { RedisLink } from './connection.ts';
import {
  READ_DELIVERIES,
  READ_DELIVERY_LINES,
  READ_EVENTS,
  READ_PAGE,
} from './delivery-read-lua.ts';
import { readDelivery, readEvent, rowsOf, type StoredDelivery } from './delivery-row.ts';
import { collapsedPageOf, keptLines, keptPage } from './line-page.ts';
import { valuesOfNewest } from './newest-values.ts';
import { edgeBelow, PageCollector, pageOf, sortedPageOf } from './page-edge.ts';

interface ListDeps {
  readonly link: RedisLink;
  readonly clock: Clock;
  readonly findEvent: (id: EventId) => Promise<EventRecord | undefined>;
  readonly readAttempts: (id: DeliveryRecord['id']) => Promise<readonly AttemptRecord[]>;
}

interface ListedEvent {
  readonly event: EventRecord;
  readonly sequence: number;
  readonly deliveries: number;
}
type Fits = (row: StoredDelivery) => Promise<boolean>;

const CHUNK_SIZE = 500;

const SHAPE = {
  numberOf: (row: StoredDelivery) => row.record.number,
  itemOf: (row: StoredDelivery) => row.record,
};

export class RedisDeliveryLists {
  readonly #deps: ListDeps;

  constructor(deps: ListDeps) {
    this.#deps = deps;
  }

  async deliveries(request: ListRequest): Promise<Page<DeliveryRecord>> {
    const { limit, cursor, sort } = request;
    const shape = SHAPE;
    if (sort) {
      const sortKey = deliverySortKey(sort);
      const keyOf = (row: StoredDelivery) => sortKey(row.record);
      const fits = this.#fitting(request);
      const rows = this.#rows('deliveries', 'down');
      return sortedPageOf({ ...request, sort }, rows, { ...shape, keyOf, fits });
    }
    const { valuesOf } = request;
    if (valuesOf) {
      const counter = new ValueCounter(deliveryValues(valuesOf), valuesOf);
      const { total } = await this.#readPage('deliveries', 'down', '+inf', 0);
      const rows = this.#rows('deliveries', 'down');
      return valuesOfNewest(rows, total, counter, ({ face }) => face);
    }
    if (request.isCollapsed) {
      return this.#collapsed(request);
    }
    const edge = edgeBelow(cursor);
    if (!isFiltered(request)) {
      const { rows, total } = await this.#readPage('deliveries', 'down', edge, limit + 1);
      return pageOf(rows, limit, total, shape);
    }
    const fits = this.#fitting(request);
    const found = new PageCollector(limit, cursor, shape.numberOf);
    const from = request.isUncounted ? edge : '+inf';
    for await (const row of this.#rows('deliveries', 'down', from)) {
      if (await fits(row)) {
        found.add(row);
      }
      if (request.isUncounted && found.isFull) {
        break;
      }
    }
    return pageOf(found.rows, limit, found.total, shape);
  }

  #collapsed(request: ListRequest): Promise<Page<DeliveryRecord>> {
    const name = keptLines(request);
    const factsOf = ({ record }: StoredDelivery) => deliveryRunFacts(record);
    const shape = { ...SHAPE, factsOf };
    if (name !== undefined) {
      const kept = { ...shape, readRow: readDelivery };
      return keptPage(this.#deps.link, READ_DELIVERY_LINES, { ...request, name }, kept);
    }
    const fits = this.#fitting(request);
    return collapsedPageOf(request, this.#rows('deliveries', 'down'), { ...shape, fits });
  }

  /** Events fit where one of their deliveries does, or the event alone where it has none. */
  async events(request: ListRequest): Promise<Page<EventRecord & { deliveries: number }>> {
    const { limit, cursor } = request;
    const shape = {
      numberOf: (row: ListedEvent) => row.sequence,
      itemOf: (row: ListedEvent) => ({ ...row.event, deliveries: row.deliveries }),
    };
    const edge = edgeBelow(cursor);
    if (!isFiltered(request)) {
      const { rows, total } = await this.#readEvents(edge, limit + 1);
      return pageOf(rows, limit, total, shape);
    }
    const fits = this.#fitting(request);
    const found = new PageCollector(limit, cursor, shape.numberOf);
    for (let from = '+inf'; from !== ''; ) {
      const { rows } = await this.#readEvents(from, CHUNK_SIZE);
      for (const row of rows) {
        if (await this.#eventFits(row.event, fits)) {
          found.add(row);
        }
      }
      from = nextEdge(rows.length, rows.at(-1)?.sequence);
    }
    return pageOf(found.rows, limit, found.total, shape);
  }

  /** All of a sorted set of deliveries, one way or the other. */
  async *rows(name: string, direction: 'up' | 'down'): AsyncIterable<DeliveryRecord> {
    for await (const { record } of this.#rows(name, direction)) {
      yield record;
    }
  }

  async ofEvent(id: EventId): Promise<StoredDelivery[]> {
    const { link } = this.#deps;
    const ids = await link.ask((redis) => redis.lrange(link.key(`ev:${id}:d`), 0, -1));
    return rowsOf(await link.run(READ_DELIVERIES, ids)).map(readDelivery);
  }

  async *#rows(
    name: string,
    direction: 'up' | 'down',
    from = direction === 'down' ? '+inf' : '-inf',
  ): AsyncIterable<StoredDelivery> {
    for (let edge = from; edge !== ''; ) {
      const { rows } = await this.#readPage(name, direction, edge, CHUNK_SIZE);
      yield* rows;
      edge = nextEdge(rows.length, rows.at(-1)?.record.number);
    }
  }

  async #readPage(name: string, direction: 'up' | 'down', edge: string, limit: number) {
    const answer = await this.#deps.link.run(READ_PAGE, name, direction, edge, limit);
    const [total, rows] = Array.isArray(answer) ? answer : [0, []];
    return { total: Number(total), rows: rowsOf(rows).map(readDelivery) };
  }

  async #readEvents(edge: string, limit: number): Promise<{ rows: ListedEvent[]; total: number }> {
    const answer = await this.#deps.link.run(READ_EVENTS, edge, limit);
    const [total, rows] = Array.isArray(answer) ? answer : [0, []];
    const events = rowsOf(rows).flatMap(([id = '', sequence, type = '', data = '', ...rest]) => {
      const [at = '', origin = '', deliveries] = rest;
      const event = readEvent(id, [type, data, at, origin]);
      return event ? [{ event, sequence: Number(sequence), deliveries: Number(deliveries) }] : [];
    });
    return { total: Number(total), rows: events };
  }

  async #eventFits(event: EventRecord, fits: Fits): Promise<boolean> {
    const rows = await this.ofEvent(event.id);
    if (rows.length === 0) {
      const record = nowhere(event);
      const dataBytes = Buffer.byteLength(event.dataText);
      return fits({ record, face: { ...record, eventOrigin: event.origin, dataBytes } });
    }
    for (const row of rows) {
      if (await fits(row)) {
        return true;
      }
    }
    return false;
  }

  #fitting(request: ListRequest): Fits {
    const { clock, findEvent, readAttempts } = this.#deps;
    const filter = compileDeliveryFilter(request.filter, clock.now());
    return async ({ record, face }) => {
      if (filter.matchesRow?.(face) === false) {
        return false;
      }
      const open = filter.contentTests.filter((test) => test.byRow(face) === undefined);
      const event = open.length > 0 ? await findEvent(record.eventId) : undefined;
      const contents = event ? contentsOf(event, await readAttempts(record.id)) : [];
      return filter.contentTests.every((test) => {
        const fits = test.byRow(face) ?? contents.some((each) => test.byContent(each));
        return fits !== test.isNegated;
      });
    };
  }
}

function isFiltered(request: ListRequest): boolean {
  return request.filter !== undefined && request.filter.terms.length > 0;
}

/** The edge after a piece, or '' after the last one. */
function nextEdge(count: number, lastNumber: number | undefined): string {
  return count < CHUNK_SIZE || lastNumber === undefined ? '' : `(${lastNumber}`;
}
