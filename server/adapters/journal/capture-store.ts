import type { CaptureId } from '../../contract/ids.ts';
import type { Page } from '../../contract/page.ts';
import { isEncodedBody } from '../../core/filter/searched-body.ts';
import type {
  CaptureChange,
  CaptureDetailRecord,
  CaptureRecord,
  NewCapture,
} from '../../core/records.ts';
import { deliveryNameOf } from '../../core/repeated-delivery.ts';
import type {
  BodyWriter,
  CaptureStore,
  Clock,
  ListRequest,
  Log,
  RetentionLimits,
} from '../../ports.ts';
import { BodyRefusals } from './body-refusals.ts';
import {
  type CaptureBodies,
  FileBodyWriter,
  type HeldBody,
  INLINE_BODY_BYTES,
} from './capture-bodies.ts';
import { CaptureDeletions } from './capture-deletions.ts';
import { readWholeDetail } from './capture-detail.ts';
import {
  captureFrame,
  changeFrame,
  changeTuple,
  FLAGS,
  readChecks,
  verdictCode,
} from './capture-frames.ts';
import { CaptureLists } from './capture-lists.ts';
import { CapturePruner } from './capture-prune.ts';
import { type CaptureRow, captureRecordOf, fileBytesOf } from './capture-row.ts';
import type { CaptureRows, CaptureTotals } from './capture-rows.ts';
import type { JournalControls } from './delivery-store.ts';
import { rawOf } from './frame.ts';
import type { Journal } from './journal.ts';
import type { SearchThreads } from './search-threads.ts';
import type { Durability } from './segment-tail.ts';

export interface CaptureParts {
  readonly journal: Journal<CaptureTotals>;
  readonly rows: CaptureRows;
  readonly bodies: CaptureBodies;
  readonly clock: Clock;
  readonly log: Log;
  /** Lets everybody else run before what comes next. */
  readonly nextTurn: () => Promise<void>;
  readonly threads?: SearchThreads | undefined;
}

export class CaptureJournal implements CaptureStore, JournalControls {
  readonly #parts: CaptureParts;
  readonly #lists: CaptureLists;
  readonly #pruner: CapturePruner;
  /** Delivery keys of captures that are being stored. */
  readonly #keysInFlight = new Map<string, number>();
  readonly #deletions: CaptureDeletions;
  readonly #refusals: BodyRefusals;

  constructor(parts: CaptureParts) {
    this.#parts = parts;
    this.#refusals = new BodyRefusals(parts.clock);
    this.#lists = new CaptureLists(parts);
    this.#pruner = new CapturePruner(parts);
    this.#deletions = new CaptureDeletions(parts);
  }

  get isFull(): boolean {
    return this.whyFull !== undefined;
  }

  get whyFull(): string | undefined {
    return this.#parts.journal.log.whyFull ?? this.#refusals.why();
  }

  checkPlace(): Promise<void> {
    return this.#parts.journal.log.checkPlace();
  }

  setDurability(durability: Durability): void {
    this.#parts.journal.tail.setDurability(durability);
    this.#parts.bodies.durability = durability;
  }

  storedBytes(): number {
    return this.#parts.journal.tail.storedBytes() + this.#parts.rows.bodyFileBytes;
  }

  async close(): Promise<void> {
    this.#deletions.close();
    this.#lists.close();
    await this.#parts.journal.close();
  }

  openBody(): BodyWriter {
    return this.#openFile();
  }

  async save(
    capture: NewCapture,
    detail: CaptureDetailRecord,
    body: BodyWriter | Uint8Array,
  ): Promise<CaptureRecord> {
    // Most bodies are small arrays: they do not wait for a turn of their own.
    const held = inlineBody(body) ?? (await this.#hold(body));
    const row = this.#newRow(capture, held, detail);
    const parts = captureFrame(row, detail, held);
    const release = this.#holdKey(deliveryNameOf(row));
    await this.#parts.journal.log.append(
      parts,
      (position, frameBytes) => {
        release();
        row.position = position;
        row.bytes = frameBytes + fileBytesOf(row);
        this.#parts.rows.insert(row);
      },
      () => {
        release();
        if (row.bodyFile !== null) {
          this.#parts.bodies.remove(row.bodyFile).catch(() => undefined);
        }
      },
    );
    return captureRecordOf(row);
  }

  async change(id: CaptureId, change: CaptureChange): Promise<CaptureRecord | undefined> {
    const row = this.#find(id);
    if (row === undefined || row.isLeaving) {
      return undefined;
    }
    const tuple = changeTuple(id, change);
    const parts = changeFrame(tuple, change);
    await this.#parts.journal.log.append(parts, (position, frameBytes) => {
      this.#parts.rows.applyChange(tuple, position, frameBytes);
    });
    return captureRecordOf(row);
  }

  async find(id: CaptureId): Promise<CaptureRecord | undefined> {
    const row = this.#find(id);
    return row && captureRecordOf(row);
  }

  async readDetail(id: CaptureId): Promise<CaptureDetailRecord | undefined> {
    const row = this.#find(id);
    return row && readWholeDetail(this.#parts.journal, row);
  }

  readBody(
    id: CaptureId,
    start = 0,
    end = Number.POSITIVE_INFINITY,
  ): AsyncIterable<Uint8Array> | undefined {
    const row = this.#find(id);
    if (row === undefined) {
      return undefined;
    }
    const from = Math.min(Math.max(0, start), row.sizeBytes);
    const to = Math.min(Math.max(from, end), row.sizeBytes);
    return row.bodyFile === null
      ? this.#readInline(row, from, to)
      : this.#readFile(row, row.bodyFile, { start: from, end: to });
  }

  list(request: ListRequest): Promise<Page<CaptureRecord>> {
    return this.#lists.list(request);
  }

  async findByDeliveryKey(keys: readonly string[]): Promise<readonly CaptureRecord[]> {
    const rows = [...new Set(keys)].flatMap((key) => this.#parts.rows.byDeliveryKey(key));
    return rows.sort((a, b) => b.number - a.number).map(captureRecordOf);
  }

  delete(ids: readonly CaptureId[]): Promise<{ deleted: number; undo: string }> {
    return this.#deletions.delete(ids);
  }

  restore(undo: string): Promise<number> {
    return this.#deletions.restore(undo);
  }

  async ledger() {
    return this.#parts.rows.ledger();
  }

  prune(limits: RetentionLimits): Promise<number> {
    return this.#pruner.prune(limits);
  }

  #find(id: CaptureId): CaptureRow | undefined {
    const row = this.#parts.rows.byId.get(id);
    return row?.hiddenBy === null ? row : undefined;
  }

  #openFile(): FileBodyWriter {
    return this.#parts.bodies.openBody((code) => this.#refusals.note(code));
  }

  /** The body in memory, or in a file under its final name. */
  async #hold(body: BodyWriter | Uint8Array): Promise<HeldBody> {
    const writer = body instanceof Uint8Array ? this.#openFile() : body;
    if (body instanceof Uint8Array) {
      // What fails here fails again, and is cleared away, when the file is to be kept.
      await writer.write(body)?.catch(() => undefined);
    }
    const bytes = writer.inMemory();
    if (bytes) {
      return { bytes, file: null, sizeBytes: bytes.length };
    }
    if (!(writer instanceof FileBodyWriter)) {
      throw new Error('a body can only be saved in the store that opened it');
    }
    const { name, sizeBytes } = writer;
    await this.#parts.bodies.keep(name, writer);
    this.#refusals.clear();
    return { bytes: undefined, file: name, sizeBytes, checks: writer.checks() };
  }

  #newRow(capture: NewCapture, held: HeldBody, detail: CaptureDetailRecord): CaptureRow {
    const { rows } = this.#parts;
    const number = rows.nextNumber;
    rows.nextNumber += 1;
    const key = capture.deliveryKey;
    const name = deliveryNameOf(capture);
    const isDuplicate =
      name !== null && (this.#keysInFlight.has(name) || rows.hasDelivery(name, key));
    const flags =
      FLAGS.isUnseen +
      (capture.isCut ? FLAGS.isCut : 0) +
      (capture.isReplay ? FLAGS.isReplay : 0) +
      (isDuplicate ? FLAGS.isDuplicate : 0) +
      (isEncodedBody(detail.rawHeaders) ? FLAGS.isEncoded : 0);
    return rows.newRow([
      capture.id,
      number,
      capture.method,
      capture.target,
      capture.receivedAtMs,
      capture.durationMs,
      held.sizeBytes,
      flags,
      verdictCode(capture.verdict),
      capture.dialect,
      capture.status,
      capture.eventType,
      key,
      capture.from,
      capture.ruleId,
      held.file,
      detail.answer?.rule_name ?? null,
    ]);
  }

  #holdKey(key: string | null): () => void {
    if (key === null) {
      return () => undefined;
    }
    this.#keysInFlight.set(key, (this.#keysInFlight.get(key) ?? 0) + 1);
    return () => {
      const left = (this.#keysInFlight.get(key) ?? 1) - 1;
      if (left > 0) {
        this.#keysInFlight.set(key, left);
      } else {
        this.#keysInFlight.delete(key);
      }
    };
  }

  async *#readFile(
    row: CaptureRow,
    name: string,
    { start, end }: { start: number; end: number },
  ): AsyncIterable<Uint8Array> {
    if (start < end) {
      const frame = await this.#parts.journal.reader.read(row.position);
      const checks = frame && readChecks(frame);
      yield* this.#parts.bodies.readSound({ name, sizeBytes: row.sizeBytes, checks }, start, end);
    }
  }

  async *#readInline(row: CaptureRow, start: number, end: number): AsyncIterable<Uint8Array> {
    const frame = start < end ? await this.#parts.journal.reader.read(row.position) : undefined;
    if (frame) {
      yield rawOf(frame).subarray(start, end);
    }
  }
}

function inlineBody(body: BodyWriter | Uint8Array): HeldBody | undefined {
  return body instanceof Uint8Array && body.length <= INLINE_BODY_BYTES
    ? { bytes: body, file: null, sizeBytes: body.length }
    : undefined;
}
