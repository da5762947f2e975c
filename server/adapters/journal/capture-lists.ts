import type { Page } from '../../contract/page.ts';
import { compileCaptureFilter } from '../../core/filter/capture-filter.ts';
import type { ContentTest } from '../../core/filter/content.ts';
import type { CaptureRecord } from '../../core/records.ts';
import type { Clock, ListRequest } from '../../ports.ts';
import type { CaptureBodies } from './capture-bodies.ts';
import { readWholeDetail } from './capture-detail.ts';
import { type CaptureRow, captureRecordOf } from './capture-row.ts';
import type { CaptureRows, CaptureTotals } from './capture-rows.ts';
import { rawOf } from './frame.ts';
import type { Journal } from './journal.ts';
import { judgeByRow, pageNewestFirst } from './newest-first.ts';

interface ListDeps {
  readonly journal: Journal<CaptureTotals>;
  readonly rows: CaptureRows;
  readonly bodies: CaptureBodies;
  readonly clock: Clock;
}

export class CaptureLists {
  readonly #deps: ListDeps;

  constructor(deps: ListDeps) {
    this.#deps = deps;
  }

  async list(request: ListRequest): Promise<Page<CaptureRecord>> {
    return pageNewestFirst({
      rows: await this.#select(request),
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
    const selected: CaptureRow[] = [];
    for (const row of [...all]) {
      const verdict = filter.matchesRow(row) ? judgeByRow(row, filter.contentTests) : 'out';
      if (verdict === 'in') {
        selected.push(row);
      } else if (verdict === 'open' && (await this.#fitsContent(row, filter.contentTests))) {
        selected.push(row);
      }
    }
    return selected;
  }

  async #fitsContent(
    row: CaptureRow,
    tests: readonly ContentTest<CaptureRecord>[],
  ): Promise<boolean> {
    const detail = await readWholeDetail(this.#deps.journal, row);
    const content = {
      headers: detail?.rawHeaders ?? [],
      bodyText: await this.#bodyText(row),
      ruleName: detail?.answer?.rule_name ?? null,
    };
    return tests.every((test) => (test.byRow(row) ?? test.byContent(content)) !== test.isNegated);
  }

  async #bodyText(row: CaptureRow): Promise<string> {
    if (row.bodyFile === null) {
      const frame = await this.#deps.journal.reader.read(row.position);
      return frame ? rawOf(frame).toString('utf8') : '';
    }
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.#deps.bodies.read(row.bodyFile, 0, row.sizeBytes)) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}
