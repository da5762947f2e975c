// Group commit: whatever is appended while a write is under way goes into the next one. There is no
// fixed window, which would cap the rate: 64 waiting callers and 5 ms are 12,800 a second at most.
import { StoreGone } from '../../core/errors.ts';
import type { Clock, Log } from '../../ports.ts';
import { type FrameParts, FrameWriter } from './frame.ts';
import { type Batch, newBatch, type OnRefused, type OnStored } from './log-batch.ts';
import type { Reserve } from './reserve.ts';
import { type Position, positionOf } from './segment-files.ts';
import type { SegmentTail } from './segment-tail.ts';
import { storageFull, systemCode } from './storage-full.ts';

/**
 * Encodes frames at the last moment: all that was appended before is then applied, and nothing
 * that follows is. What it answers is called once the frames are stored.
 */
export type BuildHead = (
  add: (parts: FrameParts) => { readonly position: Position; readonly bytes: number },
) => () => void;

interface Head {
  readonly build: BuildHead;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface SegmentLogOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly reserve: Reserve;
  /** Bytes that were written are taken back. */
  readonly onTakenBack: () => void;
}

/** A batch above this is closed and the next one begun: a write stays short of a segment. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** Buffers above this are not kept for reuse. */
const KEPT_BUFFER_BYTES = 8 * 1024 * 1024;
const PROBE_EVERY_MS = 2000;

export class SegmentLog {
  readonly #options: SegmentLogOptions;
  readonly #tail: SegmentTail;
  readonly #batches: Batch[] = [];
  readonly #heads: Head[] = [];
  readonly #spareWriters: FrameWriter[] = [];
  #isFull = false;
  #refusal = '';
  #isClosed = false;
  #isHeld = false;
  #flushing: Promise<void> | undefined;
  #stopProbe: (() => void) | undefined;

  constructor(options: SegmentLogOptions, tail: SegmentTail) {
    this.#options = options;
    this.#tail = tail;
  }

  /** The last write failed and none succeeded since. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** The system's code of what the last write failed with; undefined where it did not. */
  get whyFull(): string | undefined {
    return this.#isFull ? this.#refusal : undefined;
  }

  /** A folder that was deleted or moved takes writes without a word: from here on they are refused until it is back. */
  async checkPlace(): Promise<void> {
    if (this.#isClosed || this.#isFull || (await this.#tail.isInPlace())) {
      return;
    }
    while (this.#flushing !== undefined) {
      await this.#flushing;
    }
    await this.#tail.leave();
    this.#failed(Object.assign(new Error('the folder is gone'), { code: 'ENOENT' }));
  }

  /** Resolves when the frame is stored; rejects with `storage_full`. All of a batch share the promise. */
  append(parts: FrameParts, onStored: OnStored, onRefused?: OnRefused): Promise<void> {
    if (this.#isClosed) {
      onRefused?.();
      return Promise.reject(new StoreGone('the journal is closed'));
    }
    const batch = this.#openBatch();
    const start = batch.writer.size;
    const bytes = batch.writer.add(parts);
    batch.entries.push({ start, bytes, onStored, onRefused });
    this.#wake();
    return batch.done;
  }

  /** Appends what gives room back in the end: a deletion. It goes through on a full disk too. */
  appendUrgent(parts: FrameParts, onStored: OnStored, onRefused?: OnRefused): Promise<void> {
    const stored = this.append(parts, onStored, onRefused);
    const batch = this.#batches.at(-1);
    if (batch) {
      batch.isUrgent = true;
    }
    return stored;
  }

  /** All that `call` appends is one write: stored together or refused together. */
  together(call: () => void): void {
    this.#isHeld = true;
    try {
      call();
    } finally {
      this.#isHeld = false;
    }
  }

  /** Appends frames that are encoded at the last moment, between two batches. */
  appendHead(build: BuildHead): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new StoreGone('the journal is closed'));
        return;
      }
      this.#heads.push({ build, resolve, reject });
      this.#wake();
    });
  }

  /** Writes what waits, then closes. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopProbe?.();
    this.#stopProbe = undefined;
    await this.#flushing;
    await this.#tail.close();
  }

  #openBatch(): Batch {
    const last = this.#batches.at(-1);
    if (last && (this.#isHeld || last.writer.size < MAX_BATCH_BYTES)) {
      return last;
    }
    const batch = newBatch(this.#spareWriters.pop() ?? new FrameWriter());
    this.#batches.push(batch);
    return batch;
  }

  #wake(): void {
    // After the poll phase: what arrives in one turn of the loop is one write.
    this.#flushing ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#flushAll().then(resolve, resolve);
      });
    });
  }

  async #flushAll(): Promise<void> {
    while (this.#batches.length > 0 || this.#heads.length > 0) {
      const head = this.#heads.shift();
      const batch = head ? undefined : this.#batches.shift();
      if (head) {
        await this.#writeHead(head);
      } else if (batch) {
        await this.#writeBatch(batch);
      }
    }
    this.#flushing = undefined;
  }

  async #writeBatch(batch: Batch): Promise<void> {
    let base: number;
    try {
      base = await this.#tryWrite(batch);
    } catch (error) {
      this.#failed(error);
      for (const entry of batch.entries) {
        this.#safely(() => entry.onRefused?.());
      }
      batch.reject(storageFull(this.#options.folder, error));
      return;
    }
    this.#setFull(false);
    for (const entry of batch.entries) {
      const position = positionOf(this.#tail.segment, base + entry.start);
      this.#safely(() => entry.onStored(position, entry.bytes));
    }
    this.#recycle(batch.writer);
    batch.resolve();
  }

  async #tryWrite(batch: Batch): Promise<number> {
    const write = async () => {
      await this.#tail.ready();
      return this.#tail.write(batch.writer, batch.entries);
    };
    try {
      return await write();
    } catch (error) {
      this.#options.onTakenBack();
      if (batch.isUrgent && (await this.#options.reserve.giveUp())) {
        return write();
      }
      throw error;
    }
  }

  async #writeHead(head: Head): Promise<void> {
    try {
      await this.#tail.ready();
      const writer = new FrameWriter();
      const starts: { start: number }[] = [];
      const apply = head.build((parts) => {
        const start = writer.size;
        const bytes = writer.add(parts);
        starts.push({ start });
        return { position: this.#tail.positionOf(start), bytes };
      });
      await this.#tail.write(writer, starts);
      this.#setFull(false);
      this.#safely(apply);
      head.resolve();
    } catch (error) {
      this.#options.onTakenBack();
      this.#failed(error);
      head.reject(storageFull(this.#options.folder, error));
    }
  }

  /** A bug in one record must not stop the journal for all others. */
  #safely(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#options.log.error({ error: String(error) }, 'a stored record could not be applied');
    }
  }

  #failed(error: unknown): void {
    this.#refusal = systemCode(error);
    if (!this.#isFull) {
      this.#options.log.error({ code: this.#refusal }, 'the journal cannot be written');
    }
    this.#setFull(true);
  }

  #setFull(isFull: boolean): void {
    if (this.#isFull && !isFull) {
      // Where the bytes could not be cut off at once, they were now.
      this.#options.onTakenBack();
      this.#options.log.info({}, 'the journal can be written again');
    }
    this.#isFull = isFull;
    if (isFull && !this.#isClosed) {
      this.#stopProbe ??= this.#options.clock.after(PROBE_EVERY_MS, () => {
        this.#stopProbe = undefined;
        this.#probe().catch((error) => this.#failed(error));
      });
    } else if (!isFull) {
      this.#stopProbe?.();
      this.#stopProbe = undefined;
    }
  }

  /** Sees whether there is room again, so that the flag clears without traffic. */
  async #probe(): Promise<void> {
    while (this.#flushing !== undefined) {
      await this.#flushing;
    }
    if (this.#isClosed || !this.#isFull) {
      return;
    }
    // Appends wait for the probe: both write at the same offset.
    const probing = this.#tail.probe();
    const flush = () => this.#flushAll();
    this.#flushing = probing.then(flush, flush);
    await probing;
    this.#setFull(false);
  }

  #recycle(writer: FrameWriter): void {
    if (writer.capacity <= KEPT_BUFFER_BYTES && this.#spareWriters.length < 2) {
      writer.clear();
      this.#spareWriters.push(writer);
    }
  }
}
