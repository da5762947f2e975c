// Lists of captures. A filter is decided by the rows in memory as far as they go; terms on headers
// and body look through the stored bytes.
import { parseFilter } from '../../contract/filter.ts';
import type { Page } from '../../contract/page.ts';
import { captureRunFacts } from '../../core/collapsed-page.ts';
import { compileCaptureFilter } from '../../core/filter/capture-filter.ts';
import { captureValues, ValueCounter } from '../../core/filter/value-counts.ts';
import { captureSortKey } from '../../core/list-order.ts';
import type { CaptureRecord } from '../../core/records.ts';
import type { Clock, ListRequest } from '../../ports.ts';
import type { CaptureBodies } from './capture-bodies.ts';
import { type CaptureRow, captureRecordOf } from './capture-row.ts';
import type { CaptureRows, CaptureTotals } from './capture-rows.ts';
import { CaptureSearch } from './capture-search.ts';
import type { Journal } from './journal.ts';
import { pageNewestFirst } from './newest-first.ts';
import { pageCollapsed } from './page-collapsed.ts';
import { pageSorted } from './page-sorted.ts';
import { pageUncounted } from './page-uncounted.ts';
import { pageOfValues } from './page-values.ts';
import { keepRows } from './pause.ts';
import type { SearchThreads } from './search-threads.ts';

interface ListDeps {
  readonly journal: Journal<CaptureTotals>;
  readonly rows: CaptureRows;
  readonly bodies: CaptureBodies;
  readonly clock: Clock;
  readonly threads?: SearchThreads | undefined;
}

const MANY_ROWS = 10_000;
/** Enough for code to become quick, and no more than is read in a moment. */
const REHEARSED_ROWS = 60_000;
const REHEARSED_BYTES = 128 * 1024 * 1024;
const REHEARSAL_AFTER_MS = 500;

export class CaptureLists {
  readonly #deps: ListDeps;
  readonly #search: CaptureSearch;
  #cancelRehearsal: (() => void) | undefined;

  constructor(deps: ListDeps) {
    this.#deps = deps;
    const { folder, reader } = deps.journal;
    this.#search = new CaptureSearch({ ...deps, folder, reader });
    this.#prepareSearch();
  }

  /**
   * Threads take some 50 ms to start, and code is slow the first time. With many rows both are done
   * before somebody searches, a while after whatever else begins now.
   */
  #prepareSearch(): void {
    const { threads, rows, clock } = this.#deps;
    if (this.#cancelRehearsal === undefined && threads && rows.visible.length >= MANY_ROWS) {
      this.#cancelRehearsal = clock.after(REHEARSAL_AFTER_MS, () => {
        this.#rehearse().catch(() => undefined);
      });
    }
  }

  close(): void {
    this.#cancelRehearsal?.();
  }

  async list(request: ListRequest): Promise<Page<CaptureRecord>> {
    this.#prepareSearch();
    const all = this.#deps.rows.visible;
    if (request.isUncounted && isFiltered(request)) {
      return pageUncounted(newestOf(all, request), (piece) => this.#select(piece, request));
    }
    const rows = isFiltered(request) ? await this.#select([...all], request) : all;
    const { valuesOf } = request;
    if (valuesOf) {
      const counter = new ValueCounter(captureValues(valuesOf.key), valuesOf);
      return pageOfValues(rows, counter, (row) => row);
    }
    if (request.sort) {
      return pageSorted(rows, request.sort, request, {
        keyOf: captureSortKey(request.sort),
        toItem: captureRecordOf,
      });
    }
    if (request.isCollapsed) {
      return pageCollapsed(rows, request, { factsOf: captureRunFacts, toItem: captureRecordOf });
    }
    return pageNewestFirst(newestOf(rows, request));
  }

  async #rehearse(): Promise<void> {
    const newest = newestWithin(this.#deps.rows.visible, REHEARSED_BYTES);
    // What fits nothing, what fits nearly all, and a number: each takes another way.
    const filter = parseFilter('rehearsal e re*al body.$.rehearsal:>0');
    for (const test of compileCaptureFilter(filter, 0).contentTests) {
      await this.#search.narrow(newest, test);
    }
  }

  async #select(rows: readonly CaptureRow[], request: ListRequest): Promise<readonly CaptureRow[]> {
    const filter = compileCaptureFilter(request.filter, this.#deps.clock.now());
    let selected = await keepRows(rows, filter.matchesRow);
    for (const test of filter.contentTests) {
      selected = await this.#search.narrow(selected, test);
    }
    return selected;
  }
}

function newestOf(rows: readonly CaptureRow[], { limit, cursor }: ListRequest) {
  return {
    rows,
    numberOf: (row: CaptureRow) => row.number,
    limit,
    cursor,
    toItem: captureRecordOf,
  };
}

function isFiltered({ filter }: ListRequest): boolean {
  return filter !== undefined && filter.terms.length > 0;
}

/** So many rows that their frames are no longer than `maxBytes`. */
function newestWithin(rows: readonly CaptureRow[], maxBytes: number): readonly CaptureRow[] {
  let bytes = 0;
  let start = rows.length;
  while (start > 0 && rows.length - start < REHEARSED_ROWS && bytes < maxBytes) {
    start -= 1;
    bytes += rows[start]?.bytes ?? 0;
  }
  return rows.slice(start);
}
