// Bodies above 64 KiB: a file of their own, written while they arrive, so that a body of any size
// takes no memory. `*.part` until the capture is saved; what no capture names is removed at start.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import type { BodyWriter, Log } from '../../ports.ts';
import { BodyChecks, CHECKED_BLOCK_BYTES, isSoundBlock } from '../body-checks.ts';
import { type FileLayer, type OpenFile, readFully, writeFully } from './file-layer.ts';
import type { Durability } from './segment-tail.ts';
import { storageFull, systemCode } from './storage-full.ts';

/** Up to here a body lies in the frame of its capture. */
export const INLINE_BODY_BYTES = 64 * 1024;
const READ_BYTES = CHECKED_BLOCK_BYTES;
/** Chunks of the network are small: they are gathered before they are written. */
const GATHER_BYTES = 256 * 1024;
/** More chunks than this are joined before they are written. */
const MAX_WRITES = 8;

export class CaptureBodies {
  readonly #folder: string;
  readonly #files: FileLayer;
  readonly #log: Log;
  durability: Durability;

  constructor(options: { folder: string; files: FileLayer; log: Log; durability: Durability }) {
    this.#folder = options.folder;
    this.#files = options.files;
    this.#log = options.log;
    this.durability = options.durability;
  }

  /** Makes the folder and removes every file that no capture names. */
  async open(isKnown: (name: string) => boolean): Promise<void> {
    await this.#files.makeFolder(this.#folder);
    for (const name of await this.#files.list(this.#folder)) {
      if (!isKnown(name)) {
        await this.#files.remove(join(this.#folder, name));
      }
    }
  }

  openBody(onRefused: (code: string) => void): FileBodyWriter {
    const name = `${randomBytes(12).toString('hex')}.body`;
    return new FileBodyWriter({ files: this.#files, folder: this.#folder, onRefused }, name);
  }

  /** Gives the file its final name: it is whole. */
  async keep(name: string, writer: FileBodyWriter): Promise<void> {
    try {
      await writer.finish(this.durability === 'disk');
      const path = join(this.#folder, name);
      await this.#files.rename(`${path}.part`, path);
      if (this.durability === 'disk') {
        await this.#files.syncFolder(this.#folder);
      }
    } catch (error) {
      await writer.discard();
      throw storageFull(this.#folder, error);
    }
  }

  /** A body that cannot be removed now is an orphan, which the next start removes. */
  async remove(name: string): Promise<void> {
    try {
      await this.#files.remove(join(this.#folder, name));
    } catch (error) {
      this.#log.warn({ name, error: String(error) }, 'the file of a body could not be removed');
    }
  }

  /** Only bytes that are what was received. Rejects with AppError `unavailable` where the file holds others, or too few. */
  async *readSound(body: StoredBody, start: number, end: number): AsyncIterable<Uint8Array> {
    const { checks } = body;
    const step = CHECKED_BLOCK_BYTES;
    const from = checks === undefined ? start : start - (start % step);
    const to = checks === undefined ? end : Math.min(Math.ceil(end / step) * step, body.sizeBytes);
    let position = from;
    for await (const block of this.read(body.name, from, to)) {
      if (checks !== undefined && !isSoundBlock(checks, position / step, block)) {
        throw damaged(body.name, position);
      }
      yield block.subarray(Math.max(0, start - position), end - position);
      position += block.length;
    }
    if (position < to) {
      throw damaged(body.name, position);
    }
  }

  /** As they are on the disk: for a search, which a damaged file must not end. */
  async *read(name: string, start: number, end: number): AsyncIterable<Uint8Array> {
    const file = await this.#files.open(join(this.#folder, name), 'r');
    try {
      for (let position = start; position < end; ) {
        const wanted = Math.min(READ_BYTES, end - position);
        const chunk = Buffer.allocUnsafe(wanted);
        const count = await readFully(file, chunk, wanted, position);
        if (count === 0) {
          return;
        }
        yield chunk.subarray(0, count);
        position += count;
      }
    } finally {
      await file.close();
    }
  }
}

/** A body in a file of its own; one that was stored by an older version has no checks. */
interface StoredBody {
  readonly name: string;
  readonly sizeBytes: number;
  readonly checks: string | undefined;
}

export interface HeldBody {
  readonly bytes: Uint8Array | undefined;
  readonly file: string | null;
  readonly checks?: string;
  readonly sizeBytes: number;
}

function damaged(name: string, position: number): AppError {
  return new AppError(
    'unavailable',
    `This body is damaged on disk: from byte ${position} on, the file ${name} does not hold what was received.`,
  );
}

export class FileBodyWriter implements BodyWriter {
  readonly name: string;
  readonly #files: FileLayer;
  readonly #folder: string;
  #chunks: Uint8Array[] = [];
  #waitingBytes = 0;
  #sizeBytes = 0;
  #writtenBytes = 0;
  #file: OpenFile | undefined;
  #isSpilled = false;
  #isDiscarded = false;
  #last: Promise<void> = Promise.resolve();
  readonly #checks = new BodyChecks();
  readonly #onRefused: (code: string) => void;
  #fault: { readonly error: unknown } | undefined;

  constructor(
    {
      files,
      folder,
      onRefused,
    }: { files: FileLayer; folder: string; onRefused: (code: string) => void },
    name: string,
  ) {
    this.#files = files;
    this.#folder = folder;
    this.#onRefused = onRefused;
    this.name = name;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** A promise where the sender has to wait for the disk. */
  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#sizeBytes += chunk.length;
    this.#waitingBytes += chunk.length;
    this.#chunks.push(chunk);
    this.#isSpilled ||= this.#sizeBytes > INLINE_BODY_BYTES;
    return this.#isSpilled && this.#waitingBytes >= GATHER_BYTES ? this.#spill() : undefined;
  }

  inMemory(): Uint8Array | undefined {
    if (this.#isSpilled) {
      return undefined;
    }
    const [first] = this.#chunks;
    const joined = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  /** Everything is written; throws what the first failed write failed with. */
  async finish(isSynced: boolean): Promise<void> {
    await this.#spill();
    if (isSynced) {
      await this.#file?.dataSync();
    }
    await this.#close();
  }

  /** What the file is checked against when it is read. After `finish`, once. */
  checks(): string {
    return this.#checks.text();
  }

  async discard(): Promise<void> {
    this.#isDiscarded = true;
    this.#chunks = [];
    await this.#last.catch(() => undefined);
    await this.#close().catch(() => undefined);
    if (this.#isSpilled) {
      await this.#files.remove(this.#path()).catch(() => undefined);
    }
  }

  #spill(): Promise<void> {
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#waitingBytes = 0;
    const spilled = this.#last.then(() => this.#append(chunks));
    this.#last = spilled.catch(() => undefined);
    return spilled;
  }

  async #append(chunks: readonly Uint8Array[]): Promise<void> {
    if (this.#fault) {
      throw this.#fault.error;
    }
    if (this.#isDiscarded) {
      return;
    }
    try {
      this.#file ??= await this.#files.open(this.#path(), 'w+');
      // Joining large chunks would leave as much garbage again as the body is long.
      const pieces = chunks.length > MAX_WRITES ? [Buffer.concat(chunks)] : chunks;
      for (const bytes of pieces) {
        await writeFully(this.#file, bytes, this.#writtenBytes);
        this.#writtenBytes += bytes.length;
        this.#checks.add(bytes);
      }
    } catch (error) {
      const refused = storageFull(this.#folder, error);
      this.#fault = { error: refused };
      this.#onRefused(systemCode(error));
      throw refused;
    }
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #path(): string {
    return join(this.#folder, `${this.name}.part`);
  }
}
