import type { CaptureId } from '../../contract/ids.ts';
import type { Page } from '../../contract/page.ts';
import { captureRunFacts } from '../../core/collapsed-page.ts';
import { compileCaptureFilter, type FilteredCapture } from '../../core/filter/capture-filter.ts';
import type { FilterContent } from '../../core/filter/content.ts';
import { searchedText } from '../../core/filter/searched-body.ts';
import { captureValues, ValueCounter } from '../../core/filter/value-counts.ts';
import { captureSortKey } from '../../core/list-order.ts';
import type { CaptureDetailRecord, CaptureRecord } from '../../core/records.ts';
import type { Clock, ListRequest } from '../../ports.ts';
import { READ_CAPTURE_LINES, READ_CAPTURE_PAGE } from './capture-lua.ts';
import { readCapture, recordOfFace } from './capture-row.ts';
import type { RedisLink } from './connection.ts';
import { rowsOf } from './delivery-row.ts';
import { collapsedPageOf, keptLines, keptPage } from './line-page.ts';
import { valuesOfNewest } from './newest-values.ts';
import { edgeBelow, PageCollector, pageOf, sortedPageOf } from './page-edge.ts';

interface ListDeps {
  readonly link: RedisLink;
  readonly clock: Clock;
  readonly readDetail: (id: CaptureId) => Promise<CaptureDetailRecord | undefined>;
  readonly readBytes: (id: CaptureId) => AsyncIterable<Uint8Array>;
}

const CHUNK_SIZE = 500;
const SHAPE = {
  numberOf: (row: FilteredCapture) => row.number,
  itemOf: recordOfFace,
};

/** Lists of captures: a page is one script, and with a filter a walk through all rows in pieces. */
export class RedisCaptureLists {
  readonly #deps: ListDeps;

  constructor(deps: ListDeps) {
    this.#deps = deps;
  }

  async list(request: ListRequest): Promise<Page<CaptureRecord>> {
    const { limit, cursor, filter, sort } = request;
    if (sort) {
      const fits = this.#fitting(request);
      const shape = { ...SHAPE, keyOf: captureSortKey(sort), fits };
      return sortedPageOf({ ...request, sort }, this.#rows('captures'), shape);
    }
    const { valuesOf } = request;
    if (valuesOf) {
      const counter = new ValueCounter(captureValues(valuesOf.key), valuesOf);
      const { total } = await this.#readPage('captures', '+inf', 0);
      return valuesOfNewest(this.#rows('captures'), total, counter, (row) => row);
    }
    if (request.isCollapsed) {
      return this.#collapsed(request);
    }
    const edge = edgeBelow(cursor);
    if (!filter || filter.terms.length === 0) {
      const { rows, total } = await this.#readPage('captures', edge, limit + 1);
      return pageOf(rows, limit, total, SHAPE);
    }
    const fits = this.#fitting(request);
    const found = new PageCollector(limit, cursor, SHAPE.numberOf);
    const from = request.isUncounted ? edge : '+inf';
    for await (const row of this.#rows('captures', from)) {
      if (await fits(row)) {
        found.add(row);
      }
      if (request.isUncounted && found.isFull) {
        break;
      }
    }
    return pageOf(found.rows, limit, found.total, SHAPE);
  }

  #collapsed(request: ListRequest): Promise<Page<CaptureRecord>> {
    const name = keptLines(request);
    const shape = { ...SHAPE, factsOf: captureRunFacts };
    if (name !== undefined) {
      const kept = { ...shape, readRow: readCapture };
      return keptPage(this.#deps.link, READ_CAPTURE_LINES, { ...request, name }, kept);
    }
    const fits = this.#fitting(request);
    return collapsedPageOf(request, this.#rows('captures'), { ...shape, fits });
  }

  /** Newest first. */
  async ofKeys(keys: readonly string[]): Promise<CaptureRecord[]> {
    const found: FilteredCapture[] = [];
    for (const key of new Set(keys)) {
      for await (const row of this.#rows(`capkey:${key}`)) {
        found.push(row);
      }
    }
    return found.sort((a, b) => b.number - a.number).map(recordOfFace);
  }

  async *#rows(name: string, from = '+inf'): AsyncIterable<FilteredCapture> {
    for (let edge = from; edge !== ''; ) {
      const { rows } = await this.#readPage(name, edge, CHUNK_SIZE);
      yield* rows;
      const last = rows.at(-1);
      edge = rows.length < CHUNK_SIZE || last === undefined ? '' : `(${last.number}`;
    }
  }

  async #readPage(name: string, edge: string, limit: number) {
    const answer = await this.#deps.link.run(READ_CAPTURE_PAGE, name, edge, limit);
    const [total, rows] = Array.isArray(answer) ? answer : [0, []];
    return { total: Number(total), rows: rowsOf(rows).map(readCapture) };
  }

  #fitting(request: ListRequest): (row: FilteredCapture) => Promise<boolean> {
    const filter = compileCaptureFilter(request.filter, this.#deps.clock.now());
    return async (row) => {
      if (filter.matchesRow?.(row) === false) {
        return false;
      }
      const isOpen = filter.contentTests.some((test) => test.byRow(row) === undefined);
      const content = isOpen ? await this.#contentOf(row.id) : { headers: [], bodyText: '' };
      return filter.contentTests.every(
        (test) => (test.byRow(row) ?? test.byContent(content)) !== test.isNegated,
      );
    };
  }

  async #contentOf(id: CaptureId): Promise<FilterContent> {
    const detail = await this.#deps.readDetail(id);
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#deps.readBytes(id)) {
      chunks.push(chunk);
    }
    const headers = detail?.rawHeaders ?? [];
    return { headers, bodyText: searchedText(headers, Buffer.concat(chunks)) };
  }
}
