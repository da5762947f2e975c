// A double of the captures store for tests: the same promises, nothing kept.
import type { Ledger } from '../../contract/delivery.ts';
import type { CaptureId } from '../../contract/ids.ts';
import type { Page } from '../../contract/page.ts';
import { captureRunFacts } from '../../core/collapsed-page.ts';
import { compileCaptureFilter } from '../../core/filter/capture-filter.ts';
import { searchedText } from '../../core/filter/searched-body.ts';
import { captureValues, ValueCounter } from '../../core/filter/value-counts.ts';
import { captureSortKey } from '../../core/list-order.ts';
import type {
  CaptureChange,
  CaptureDetailRecord,
  CaptureRecord,
  NewCapture,
} from '../../core/records.ts';
import { deliveryNameOf } from '../../core/repeated-delivery.ts';
import type { BodyWriter, CaptureStore, Clock, ListRequest, RetentionLimits } from '../../ports.ts';
import { pageOfRows } from './memory-page.ts';

interface StoredCapture {
  record: CaptureRecord;
  detail: CaptureDetailRecord;
  readonly bodyBytes: Uint8Array;
}

const UNDO_MS = 5 * 60_000;
const INLINE_BODY_BYTES = 64 * 1024;

export class MemoryCaptureStore implements CaptureStore {
  readonly #clock: Clock;
  readonly #stored = new Map<CaptureId, StoredCapture>();
  readonly #hidden = new Map<string, StoredCapture[]>();
  #nextNumber = 1;
  #pruned = 0;
  #deleted = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  openBody(): BodyWriter {
    return new MemoryBodyWriter();
  }

  async save(
    capture: NewCapture,
    detail: CaptureDetailRecord,
    body: BodyWriter | Uint8Array,
  ): Promise<CaptureRecord> {
    const bodyBytes = body instanceof MemoryBodyWriter ? body.bytes() : body;
    if (!(bodyBytes instanceof Uint8Array)) {
      throw new Error('a body can only be saved in the store that opened it');
    }
    const name = deliveryNameOf(capture);
    const record: CaptureRecord = {
      ...capture,
      number: this.#nextNumber,
      sizeBytes: bodyBytes.length,
      isStarred: false,
      isUnseen: true,
      isDuplicate:
        name !== null && this.#all().some(({ record }) => deliveryNameOf(record) === name),
      isForwarded: false,
    };
    this.#nextNumber += 1;
    this.#stored.set(record.id, { record, detail, bodyBytes });
    return record;
  }

  async change(id: CaptureId, change: CaptureChange): Promise<CaptureRecord | undefined> {
    const stored = this.#stored.get(id);
    if (stored === undefined) {
      return undefined;
    }
    const { answer, forwards, ...rest } = change;
    stored.record = { ...stored.record, ...rest };
    stored.detail = {
      ...stored.detail,
      answer: answer ?? stored.detail.answer,
      forwards: forwards ?? stored.detail.forwards,
    };
    return stored.record;
  }

  async find(id: CaptureId): Promise<CaptureRecord | undefined> {
    return this.#stored.get(id)?.record;
  }

  async readDetail(id: CaptureId): Promise<CaptureDetailRecord | undefined> {
    return this.#stored.get(id)?.detail;
  }

  readBody(
    id: CaptureId,
    start = 0,
    end = Number.POSITIVE_INFINITY,
  ): AsyncIterable<Uint8Array> | undefined {
    const bytes = this.#stored.get(id)?.bodyBytes;
    return bytes && chunksOf(bytes.subarray(start, Math.min(end, bytes.length)));
  }

  async list(request: ListRequest): Promise<Page<CaptureRecord>> {
    const filter = compileCaptureFilter(request.filter, this.#clock.now());
    const fitting = this.#all().filter(({ record, detail, bodyBytes }) => {
      const face = { ...record, ruleName: ruleNameOf(detail) };
      const bodyText = searchedText(detail.rawHeaders, bodyBytes);
      const content = { headers: detail.rawHeaders, bodyText };
      return (
        (filter.matchesRow?.(face) ?? true) &&
        filter.contentTests.every(
          (test) => (test.byRow(face) ?? test.byContent(content)) !== test.isNegated,
        )
      );
    });
    const rows = fitting.map((each) => each.record);
    const ruleNames = new Map(fitting.map(({ record, detail }) => [record.id, ruleNameOf(detail)]));
    return pageOfRows(rows, (row) => row.number, request, {
      keyOf: captureSortKey,
      factsOf: captureRunFacts,
      counterOf: (values) => {
        const counter = new ValueCounter(captureValues(values.key), values);
        return {
          add: (row) => counter.add({ ...row, ruleName: ruleNames.get(row.id) ?? null }),
          finish: () => counter.finish(),
        };
      },
    });
  }

  async findByDeliveryKey(keys: readonly string[]): Promise<readonly CaptureRecord[]> {
    const rows = this.#all().map((each) => each.record);
    const found = rows.filter((row) => row.deliveryKey !== null && keys.includes(row.deliveryKey));
    return found.reverse();
  }

  async delete(ids: readonly CaptureId[]): Promise<{ deleted: number; undo: string }> {
    const rows = [...new Set(ids)].flatMap((id) => this.#stored.get(id) ?? []);
    const undo = `undo-${this.#hidden.size + this.#deleted + 1}-${rows[0]?.record.id ?? ''}`;
    for (const { record } of rows) {
      this.#stored.delete(record.id);
    }
    if (rows.length > 0) {
      this.#hidden.set(undo, rows);
      this.#clock.after(UNDO_MS, () => {
        this.#deleted += this.#hidden.get(undo)?.length ?? 0;
        this.#hidden.delete(undo);
      });
    }
    return { deleted: rows.length, undo };
  }

  async restore(undo: string): Promise<number> {
    const rows = this.#hidden.get(undo) ?? [];
    this.#hidden.delete(undo);
    for (const stored of rows) {
      this.#stored.set(stored.record.id, stored);
    }
    return rows.length;
  }

  async ledger(): Promise<Ledger['captures']> {
    const hidden = [...this.#hidden.values()].reduce((sum, rows) => sum + rows.length, 0);
    const deleted = this.#deleted + hidden;
    const stored = this.#stored.size;
    return { received: stored + this.#pruned + deleted, stored, pruned: this.#pruned, deleted };
  }

  storedBytes(): number {
    return this.#all().reduce((sum, each) => sum + each.bodyBytes.length, 0);
  }

  async prune(limits: RetentionLimits): Promise<number> {
    const oldestMs =
      limits.olderThanMs === null
        ? Number.NEGATIVE_INFINITY
        : this.#clock.now() - limits.olderThanMs;
    const isBeyond = () =>
      this.#stored.size > limits.maxItems || this.storedBytes() > limits.maxBytes;
    const before = this.#stored.size;
    const rows = this.#all().map((each) => each.record);
    for (const row of rows.filter((each) => !each.isStarred)) {
      if (isBeyond() || row.receivedAtMs < oldestMs) {
        this.#stored.delete(row.id);
      }
    }
    for (const row of rows.filter((each) => each.isStarred && isBeyond())) {
      if (isBeyond()) {
        this.#stored.delete(row.id);
      }
    }
    this.#pruned += before - this.#stored.size;
    return before - this.#stored.size;
  }

  /** In the order of their numbers. */
  #all(): StoredCapture[] {
    return [...this.#stored.values()].sort((a, b) => a.record.number - b.record.number);
  }
}

class MemoryBodyWriter implements BodyWriter {
  #chunks: Uint8Array[] = [];
  sizeBytes = 0;

  write(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.sizeBytes += chunk.length;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  inMemory(): Uint8Array | undefined {
    return this.sizeBytes <= INLINE_BODY_BYTES ? this.bytes() : undefined;
  }

  async discard(): Promise<void> {
    this.#chunks = [];
  }
}

async function* chunksOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  if (bytes.length > 0) {
    yield bytes;
  }
}

function ruleNameOf(detail: CaptureDetailRecord): string | null {
  return detail.answer?.rule_name ?? null;
}
