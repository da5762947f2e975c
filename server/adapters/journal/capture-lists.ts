// Lists of captures. A filter is decided by the rows in memory as far as they go; terms on headers
// and body look through the stored bytes.
import type { Page } from '../../contract/page.ts';
import { captureRunFacts } from '../../core/collapsed-page.ts';
import { compileCaptureFilter, type FilteredCapture } from '../../core/filter/capture-filter.ts';
import type { ContentTest, FilterContent } from '../../core/filter/content.ts';
import { searchedText } from '../../core/filter/searched-body.ts';
import { captureValues, ValueCounter } from '../../core/filter/value-counts.ts';
import { captureSortKey } from '../../core/list-order.ts';
import type { CaptureRecord } from '../../core/records.ts';
import type { Clock, ListRequest } from '../../ports.ts';
import { bodyFileFits } from './body-file-scan.ts';
import type { CaptureBodies } from './capture-bodies.ts';
import { readHeaders } from './capture-frames.ts';
import { type CaptureRow, captureRecordOf } from './capture-row.ts';
import type { CaptureRows, CaptureTotals } from './capture-rows.ts';
import { ContentMemory, type Findings } from './content-memory.ts';
import { type FrameView, rawOf } from './frame.ts';
import { type ScanQuery, scanFrames } from './frame-scan.ts';
import type { Journal } from './journal.ts';
import { pageNewestFirst } from './newest-first.ts';
import { pageCollapsed } from './page-collapsed.ts';
import { pageSorted } from './page-sorted.ts';
import { pageOfValues } from './page-values.ts';
import { createPause, keepRows } from './pause.ts';

interface ListDeps {
  readonly journal: Journal<CaptureTotals>;
  readonly rows: CaptureRows;
  readonly bodies: CaptureBodies;
  readonly clock: Clock;
}

type Test = ContentTest<FilteredCapture>;

export class CaptureLists {
  readonly #deps: ListDeps;
  readonly #memory = new ContentMemory();

  constructor(deps: ListDeps) {
    this.#deps = deps;
  }

  async list(request: ListRequest): Promise<Page<CaptureRecord>> {
    const rows = await this.#select(request);
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
    return pageNewestFirst({
      rows,
      numberOf: (row) => row.number,
      limit: request.limit,
      cursor: request.cursor,
      toItem: captureRecordOf,
    });
  }

  async #select(request: ListRequest): Promise<readonly CaptureRow[]> {
    const all = this.#deps.rows.visible;
    if (!request.filter || request.filter.terms.length === 0) {
      return all;
    }
    const filter = compileCaptureFilter(request.filter, this.#deps.clock.now());
    let selected = await keepRows([...all], filter.matchesRow);
    for (const test of filter.contentTests) {
      selected = await this.#narrow(selected, test);
    }
    return selected;
  }

  async #narrow(rows: readonly CaptureRow[], test: Test): Promise<CaptureRow[]> {
    const findings = this.#memory.of(test.key);
    const open: CaptureRow[] = [];
    const pause = createPause();
    for (const row of rows) {
      if (findings.get(row.number) === 'unknown') {
        const byRow = test.byRow(row);
        if (byRow === undefined) {
          open.push(row);
        } else {
          findings.set(row.number, byRow);
        }
      }
      const paused = pause();
      if (paused !== undefined) {
        await paused;
      }
    }
    await this.#look(open, test, findings);
    const wanted = test.isNegated ? 'out' : 'in';
    return rows.filter((row) => findings.get(row.number) === wanted && row.hiddenBy === null);
  }

  /** Finds out about rows that nothing is known of. What cannot be read does not fit. */
  async #look(open: readonly CaptureRow[], test: Test, findings: Findings): Promise<void> {
    const { needles } = test;
    const section = test.kind === 'json' ? 'body' : test.kind;
    const query: ScanQuery = { needles: needles?.texts, section };
    const { reader } = this.#deps.journal;
    // What stands in an encoded body does not stand in its bytes.
    const isHidden = (row: CaptureRow) => row.isEncoded && test.kind !== 'header';
    const encoded = open.filter(isHidden);
    const plain = encoded.length === 0 ? open : open.filter((row) => !isHidden(row));
    await scanFrames(reader, encoded, { needles: undefined, section }, (row, frame) => {
      findings.set(row.number, test.byContent(decodedContentOf(frame)));
    });
    await scanFrames(reader, plain, query, (row, frame, isHit) => {
      const isProven = isHit && needles?.isProof === true;
      // Two steps, the quick one first.
      const mayFit = isProven || (test.mayFitBody?.(rawOf(frame)) ?? true);
      findings.set(row.number, isProven || (mayFit && test.byContent(contentOf(frame, test))));
    });
    for (const row of open) {
      if (findings.get(row.number) !== 'in') {
        const isInFile =
          row.bodyFile !== null &&
          test.kind !== 'header' &&
          (await bodyFileFits(
            this.#deps.bodies,
            { name: row.bodyFile, bytes: row.sizeBytes },
            test,
          ));
        findings.set(row.number, isInFile);
      }
    }
  }
}

function decodedContentOf(frame: FrameView): FilterContent {
  const headers = readHeaders(frame);
  return { headers, bodyText: searchedText(headers, rawOf(frame)) };
}

/** As much of a frame as the test asks for. */
function contentOf(frame: FrameView, test: Test): FilterContent {
  const isHeaders = test.kind === 'header' || test.kind === 'text';
  return {
    headers: isHeaders ? readHeaders(frame) : [],
    bodyText: test.kind === 'header' ? '' : rawOf(frame).toString('utf8'),
  };
}
