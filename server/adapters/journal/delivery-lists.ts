import type { Page } from '../../contract/page.ts';
import { deliveryRunFacts } from '../../core/collapsed-page.ts';
import { compileDeliveryFilter } from '../../core/filter/delivery-filter.ts';
import { deliveryValues, ValueCounter } from '../../core/filter/value-counts.ts';
import { deliverySortKey } from '../../core/list-order.ts';
import type { DeliveryRecord, EventRecord } from '../../core/records.ts';
import type { Clock, ListRequest } from '../../ports.ts';
import { type DeliveryContentDeps, fitByContent } from './delivery-content.ts';
import { DeliveryFace, loneRow } from './delivery-face.ts';
import { type DeliveryRow, recordOf } from './delivery-row.ts';
import type { DeliveryRows } from './delivery-rows.ts';
import { pageNewestFirst } from './newest-first.ts';
import { pageCollapsed } from './page-collapsed.ts';
import { pageSorted } from './page-sorted.ts';
import { pageUncounted } from './page-uncounted.ts';
import { pageOfValues } from './page-values.ts';
import { keepRows } from './pause.ts';

interface ListDeps extends DeliveryContentDeps {
  readonly rows: DeliveryRows;
  readonly clock: Clock;
}

export class DeliveryLists {
  readonly #deps: ListDeps;

  constructor(deps: ListDeps) {
    this.#deps = deps;
  }

  async deliveries(request: ListRequest): Promise<Page<DeliveryRecord>> {
    const all = this.#deps.rows.deliveries;
    if (request.isUncounted && isFiltered(request)) {
      return pageUncounted(newestOf(all, request), (piece) => this.#select(piece, request));
    }
    const rows = isFiltered(request) ? await this.#select([...all], request) : all;
    const [first] = rows;
    const { valuesOf } = request;
    if (valuesOf) {
      const face = first && new DeliveryFace(first);
      const counter = new ValueCounter(deliveryValues(valuesOf), valuesOf);
      return pageOfValues(rows, counter, (row) => face?.of(row) ?? new DeliveryFace(row));
    }
    if (request.sort && first) {
      const face = new DeliveryFace(first);
      const keyOf = deliverySortKey(request.sort);
      return pageSorted(rows, request.sort, request, {
        keyOf: (row) => keyOf(face.of(row)),
        toItem: recordOf,
      });
    }
    if (request.isCollapsed) {
      const face = first && new DeliveryFace(first);
      const factsOf = (row: DeliveryRow) => deliveryRunFacts(face?.of(row) ?? recordOf(row));
      return pageCollapsed(rows, request, { factsOf, toItem: recordOf });
    }
    return pageNewestFirst(newestOf(rows, request));
  }

  /** Events fit where one of their deliveries does, or the event alone where it has none. */
  async events(request: ListRequest): Promise<Page<EventRecord & { deliveries: number }>> {
    let events = this.#deps.rows.events;
    if (isFiltered(request)) {
      const rows = events.flatMap((event) =>
        event.deliveries.length > 0 ? event.deliveries : [loneRow(event)],
      );
      const fitting = new Set((await this.#select(rows, request)).map((row) => row.event));
      events = events.filter((event) => fitting.has(event));
    }
    return pageNewestFirst({
      rows: events,
      numberOf: (event) => event.sequence,
      limit: request.limit,
      cursor: request.cursor,
      toItem: async (event) => {
        const record = await this.#deps.readEvent(event);
        return record && { ...record, deliveries: event.deliveries.length };
      },
    });
  }

  async #select(
    rows: readonly DeliveryRow[],
    request: ListRequest,
  ): Promise<readonly DeliveryRow[]> {
    const filter = compileDeliveryFilter(request.filter, this.#deps.clock.now());
    const [first] = rows;
    if (first === undefined) {
      return [];
    }
    const face = new DeliveryFace(first);
    const { matchesRow } = filter;
    let selected = await keepRows(rows, matchesRow && ((row) => matchesRow(face.of(row))));
    for (const test of filter.contentTests) {
      const decided = new Map<DeliveryRow, boolean>();
      const open = await keepRows(selected, (row) => {
        const fits = test.byRow(face.of(row));
        if (fits !== undefined) {
          decided.set(row, fits);
        }
        return fits === undefined;
      });
      const fitting = await fitByContent(this.#deps, open, test);
      selected = await keepRows(
        selected,
        (row) => (decided.get(row) ?? fitting.has(row)) !== test.isNegated,
      );
    }
    return selected;
  }
}

function newestOf(rows: readonly DeliveryRow[], { limit, cursor }: ListRequest) {
  return { rows, numberOf: (row: DeliveryRow) => row.number, limit, cursor, toItem: recordOf };
}

function isFiltered(request: ListRequest): boolean {
  return request.filter !== undefined && request.filter.terms.length > 0;
}
