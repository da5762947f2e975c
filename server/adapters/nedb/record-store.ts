// One kind of configured records in one NeDB file. NeDB keeps the file; what is read comes from a
// map of our own, which changes only after a write succeeded. Records are stored as JSON text:
// NeDB refuses field names such as `$schema`, and headers may hold dots.
import { createHash } from 'node:crypto';
import { readFile, truncate } from 'node:fs/promises';
import Datastore from 'nedb-promises';
import { AppError } from '../../core/errors.ts';
import type { Log, RecordStore } from '../../ports.ts';
import { salvageLines } from './salvage-lines.ts';

interface StoredDocument {
  _id: string;
  /** The record, or for the batch document a list of records. */
  json: string;
  /** Of id and text: a record whose bytes changed on the disk is left out rather than believed. */
  sum?: string;
}

/** The part of NeDB that is used here. Tests hand in one that fails. */
export interface DocumentFile {
  load(): Promise<void>;
  all(): Promise<StoredDocument[]>;
  put(document: StoredDocument): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface RecordStoreOptions {
  readonly path: string;
  readonly log: Log;
  readonly openFile?: (path: string) => DocumentFile;
}

/** Written before the records of a batch and removed after them: a crash between is made good at start. */
const BATCH_ID = '%batch';

export async function openRecordStore<Item extends { readonly id: string }>(
  options: RecordStoreOptions,
): Promise<RecordStore<Item> & { close(): Promise<void> }> {
  const store = new NedbRecordStore<Item>(options);
  await store.open();
  return store;
}

/** NeDB reads its file line by line and takes these for line ends, which JSON does not. */
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]/g;

function textOf(item: unknown): string {
  return JSON.stringify(item).replace(
    OTHER_LINE_ENDS,
    (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sumOf(id: string, json: string): string {
  return createHash('sha256').update(`${id}\n${json}`).digest('hex').slice(0, 16);
}

function documentOf(id: string, json: string): StoredDocument {
  return { _id: id, json, sum: sumOf(id, json) };
}

class NedbRecordStore<Item extends { readonly id: string }> implements RecordStore<Item> {
  readonly #options: RecordStoreOptions;
  readonly #items = new Map<string, Item>();
  #snapshot: readonly Item[] | undefined;
  #file: DocumentFile;
  /** The file may hold what was refused: it is read again before the next write. */
  #isSuspect = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: RecordStoreOptions) {
    this.#options = options;
    this.#file = this.#newFile();
  }

  async open(): Promise<void> {
    await this.#load();
    for (const document of await this.#file.all()) {
      if (document._id !== BATCH_ID) {
        this.#read(document);
      }
    }
  }

  all(): readonly Item[] {
    this.#snapshot ??= Object.freeze([...this.#items.values()]);
    return this.#snapshot;
  }

  find(id: string): Item | undefined {
    return this.#items.get(id);
  }

  put(item: Item): Promise<void> {
    return this.putMany([item]);
  }

  putMany(items: readonly Item[]): Promise<void> {
    // Text first: a record that is no JSON is refused before anything is written, and the caller
    // may change its object afterwards.
    const documents = items.map((item) => documentOf(item.id, textOf(item)));
    return this.#write(async () => {
      if (documents.length === 1 && documents[0]) {
        await this.#file.put(documents[0]);
      } else if (documents.length > 1) {
        await this.#file.put(documentOf(BATCH_ID, JSON.stringify(documents)));
        await this.#finishBatch(documents);
      }
      for (const document of documents) {
        this.#read(document);
      }
    });
  }

  async remove(id: string): Promise<boolean> {
    let isRemoved = false;
    await this.#write(async () => {
      if (this.#items.has(id)) {
        await this.#file.remove(id);
        this.#items.delete(id);
        this.#snapshot = undefined;
        isRemoved = true;
      }
    });
    return isRemoved;
  }

  async close(): Promise<void> {
    await this.#last;
  }

  /** One write at a time, in the order of the calls. */
  #write(change: () => Promise<void>): Promise<void> {
    const written = this.#last.then(async () => {
      try {
        if (this.#isSuspect) {
          await this.#restore();
        }
        await change();
      } catch (error) {
        this.#isSuspect = true;
        throw refused(this.#options.path, error);
      }
    });
    this.#last = written.catch(() => undefined);
    return written;
  }

  /**
   * After a refused write NeDB keeps in memory what is not in the file, and the file may end in half
   * a line that would swallow the next record. So: read the file again and put back what we know.
   */
  async #restore(): Promise<void> {
    this.#file = this.#newFile();
    await this.#load({ isBatchDropped: true });
    const stored = new Map((await this.#file.all()).map((each) => [each._id, each.json]));
    for (const [id, item] of this.#items) {
      const json = textOf(item);
      if (stored.get(id) !== json) {
        await this.#file.put(documentOf(id, json));
      }
    }
    for (const id of stored.keys()) {
      if (!this.#items.has(id)) {
        await this.#file.remove(id);
      }
    }
    this.#isSuspect = false;
  }

  async #load(options = { isBatchDropped: false }): Promise<void> {
    await cutTornLine(this.#options);
    await salvageLines(this.#options);
    try {
      await this.#file.load();
    } catch (error) {
      throw new Error(
        `${this.#options.path} is damaged and was left as it is: ${String(error)} ` +
          'Put back a copy of it, or move it away to start without what it held.',
      );
    }
    const batch = (await this.#file.all()).find((document) => document._id === BATCH_ID);
    if (batch && options.isBatchDropped) {
      await this.#file.remove(BATCH_ID);
    } else if (batch) {
      await this.#finishBatch(this.#batchOf(batch));
    }
  }

  async #finishBatch(documents: readonly StoredDocument[]): Promise<void> {
    for (const document of documents) {
      await this.#file.put(document);
    }
    await this.#file.remove(BATCH_ID);
  }

  /** What a batch holds; nothing where it cannot be read: its records are then as they were before it. */
  #batchOf(batch: StoredDocument): StoredDocument[] {
    try {
      checkSum(batch);
      return JSON.parse(batch.json) as StoredDocument[];
    } catch (error) {
      const fields = { path: this.#options.path, error: String(error) };
      this.#options.log.error(fields, 'a change that was under way cannot be read and is left out');
      return [];
    }
  }

  #read(document: StoredDocument): void {
    try {
      checkSum(document);
      this.#items.set(document._id, JSON.parse(document.json) as Item);
      this.#snapshot = undefined;
    } catch (error) {
      const fields = { path: this.#options.path, id: document._id, error: String(error) };
      this.#options.log.error(fields, 'a record cannot be read and is left out');
    }
  }

  #newFile(): DocumentFile {
    return (this.#options.openFile ?? openNedbFile)(this.#options.path);
  }
}

/** Records written before there were sums have none. */
function checkSum({ _id, json, sum }: StoredDocument): void {
  if (sum !== undefined && sum !== sumOf(_id, json)) {
    throw new Error('its bytes have changed');
  }
}

/** NeDB itself. Loading compacts: what was replaced or removed is gone from the file. */
export function openNedbFile(path: string): DocumentFile {
  const datastore = Datastore.create({
    filename: path,
    modes: { fileMode: 0o600, dirMode: 0o700 },
  } as Parameters<typeof Datastore.create>[0]);
  return {
    load: () => datastore.load(),
    all: () => datastore.find<StoredDocument>({}),
    async put(document) {
      await datastore.update({ _id: document._id }, document, { upsert: true });
    },
    async remove(id) {
      await datastore.remove({ _id: id }, {});
    },
  };
}

/**
 * A crash in the middle of an append leaves half a line, which was never acknowledged. In a small
 * file NeDB would take it for heavy damage and refuse to start.
 */
async function cutTornLine({ path, log }: RecordStoreOptions): Promise<void> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    return; // No file yet.
  }
  const goodBytes = bytes.lastIndexOf(0x0a) + 1;
  if (goodBytes < bytes.length) {
    log.warn({ path, bytes: bytes.length - goodBytes }, 'cut off the torn end of a file');
    await truncate(path, goodBytes);
  }
}

function refused(path: string, error: unknown): Error {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return new AppError(
      'storage_full',
      `The change was not stored (${error.code}). Free space for ${path} and try again.`,
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}
