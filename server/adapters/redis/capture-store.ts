import { randomBytes } from 'node:crypto';
import type { Ledger } from '../../contract/delivery.ts';
import type { CaptureId } from '../../contract/ids.ts';
import type { Page } from '../../contract/page.ts';
import type {
  CaptureChange,
  CaptureDetailRecord,
  CaptureRecord,
  NewCapture,
} from '../../core/records.ts';
import type { BodyWriter, CaptureStore, Clock, ListRequest, RetentionLimits } from '../../ports.ts';
import {
  type PlacedBody,
  RedisBodyWriter,
  readAny,
  readSound,
  type StoredBody,
} from './body-pieces.ts';
import { RedisCaptureLists } from './capture-lists.ts';
import {
  CHANGE_CAPTURE,
  DELETE_CAPTURES,
  PRUNE_CAPTURES,
  PURGE_CAPTURES,
  READ_CAPTURES,
  RESTORE_CAPTURES,
  SAVE_CAPTURE,
} from './capture-lua.ts';
import {
  captureArguments,
  changeArguments,
  readCapture,
  readDetail,
  recordOfFace,
} from './capture-row.ts';
import type { RedisLink } from './connection.ts';
import { isRow, rowsOf } from './delivery-row.ts';

/** How long a deletion can be undone. */
const UNDO_MS = 5 * 60_000;
const PRUNE_CHUNK = 200;

export async function openCaptures(link: RedisLink, clock: Clock): Promise<RedisCaptureStore> {
  const store = new RedisCaptureStore(link, clock);
  await store.refresh();
  return store;
}

/** Captures in Redis, shared by every process on it. */
class RedisCaptureStore implements CaptureStore {
  readonly #link: RedisLink;
  readonly #clock: Clock;
  readonly #lists: RedisCaptureLists;
  /** Those that this process knows to be there: `readBody` has to say so without asking Redis. */
  #known = new Set<CaptureId>();
  #storedBytes = 0;

  constructor(link: RedisLink, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
    this.#lists = new RedisCaptureLists({
      link,
      clock,
      readDetail: (id) => this.readDetail(id),
      readBytes: (id) => this.#readAny(id),
    });
  }

  /** Learns anew which captures are there. */
  async refresh(): Promise<void> {
    const key = this.#link.key('captures');
    const ids = await this.#link.ask((redis) => redis.zrange(key, '0', '-1'));
    this.#known = new Set(ids.map((id) => id as CaptureId));
    await this.#purge();
  }

  openBody(): BodyWriter {
    return new RedisBodyWriter(this.#link);
  }

  async save(
    capture: NewCapture,
    detail: CaptureDetailRecord,
    body: BodyWriter | Uint8Array,
  ): Promise<CaptureRecord> {
    const placed = await this.#place(body);
    const sizeBytes = body instanceof Uint8Array ? body.length : body.sizeBytes;
    const answer = await this.#link.run(
      SAVE_CAPTURE,
      ...captureArguments(capture, detail, sizeBytes),
      placed.inlineBytes,
      placed.name,
      placed.pieces,
      placed.checks,
    );
    const [row, bytes] = Array.isArray(answer) ? answer : [];
    if (!isRow(row)) {
      throw new Error('Redis answered no row for a capture that it stored');
    }
    this.#storedBytes = Number(bytes);
    return this.#know(row);
  }

  async change(id: CaptureId, change: CaptureChange): Promise<CaptureRecord | undefined> {
    const row = await this.#link.run(CHANGE_CAPTURE, id, ...changeArguments(change));
    return isRow(row) ? this.#know(row) : this.#forget(id);
  }

  async find(id: CaptureId): Promise<CaptureRecord | undefined> {
    const [row] = rowsOf(await this.#link.run(READ_CAPTURES, id));
    return row ? this.#know(row) : this.#forget(id);
  }

  async readDetail(id: CaptureId): Promise<CaptureDetailRecord | undefined> {
    const key = this.#link.key(`cap:${id}`);
    const fields = await this.#link.ask((redis) =>
      redis.hmget(key, 'detail', 'answer', 'forwards'),
    );
    return readDetail(fields);
  }

  /** Captures that another process stored are known here once they were found or listed. */
  readBody(
    id: CaptureId,
    start = 0,
    end = Number.POSITIVE_INFINITY,
  ): AsyncIterable<Uint8Array> | undefined {
    return this.#known.has(id) ? this.#readSound(id, start, end) : undefined;
  }

  async list(request: ListRequest): Promise<Page<CaptureRecord>> {
    const page = await this.#lists.list(request);
    this.#knowAll(page.items);
    return page;
  }

  async findByDeliveryKey(keys: readonly string[]): Promise<readonly CaptureRecord[]> {
    const found = await this.#lists.ofKeys(keys);
    this.#knowAll(found);
    return found;
  }

  async delete(ids: readonly CaptureId[]): Promise<{ deleted: number; undo: string }> {
    const undo = randomBytes(12).toString('hex');
    const finalMs = this.#clock.now() + UNDO_MS;
    const hidden = idsOf(
      await this.#link.run(DELETE_CAPTURES, undo, finalMs, [...new Set<string>(ids)]),
    );
    for (const id of hidden) {
      this.#known.delete(id);
    }
    return { deleted: hidden.length, undo };
  }

  async restore(undo: string): Promise<number> {
    const back = idsOf(await this.#link.run(RESTORE_CAPTURES, undo, this.#clock.now()));
    for (const id of back) {
      this.#known.add(id);
    }
    return back.length;
  }

  async ledger(): Promise<Ledger['captures']> {
    const key = this.#link.key('capcounts');
    const values = await this.#link.ask((redis) =>
      redis.hmget(key, 'received', 'pruned', 'deleted', 'bytes'),
    );
    const [received = 0, pruned = 0, deleted = 0, bytes = 0] = values.map(Number);
    this.#storedBytes = bytes;
    return { received, stored: received - pruned - deleted, pruned, deleted };
  }

  storedBytes(): number {
    return this.#storedBytes;
  }

  async prune(limits: RetentionLimits): Promise<number> {
    await this.refresh();
    const inFirst = await this.#pruneRound(limits, '');
    return inFirst + (await this.#pruneRound(limits, '1'));
  }

  async #pruneRound(limits: RetentionLimits, round: '' | '1'): Promise<number> {
    const { maxItems, maxBytes, olderThanMs } = limits;
    const oldestMs = olderThanMs === null ? 0 : this.#clock.now() - olderThanMs;
    let pruned = 0;
    for (let edge = '-inf'; edge !== ''; ) {
      const args = [maxItems, maxBytes, oldestMs, round, edge, PRUNE_CHUNK];
      const answer = await this.#link.run(PRUNE_CAPTURES, ...args);
      const [ids, next, bytes] = Array.isArray(answer) ? answer : [[], '', 0];
      for (const id of idsOf(ids)) {
        this.#known.delete(id);
        pruned += 1;
      }
      this.#storedBytes = Number(bytes);
      edge = String(next);
    }
    return pruned;
  }

  async #purge(): Promise<void> {
    this.#storedBytes = Number(await this.#link.run(PURGE_CAPTURES, this.#clock.now()));
  }

  async #place(body: BodyWriter | Uint8Array): Promise<PlacedBody> {
    if (body instanceof RedisBodyWriter) {
      return await body.place();
    }
    if (!(body instanceof Uint8Array)) {
      throw new Error('a body can only be saved in the store that opened it');
    }
    const writer = new RedisBodyWriter(this.#link);
    await writer.write(body);
    return await writer.place();
  }

  async *#readSound(id: CaptureId, start: number, end: number): AsyncIterable<Uint8Array> {
    const body = await this.#bodyOf(id);
    if (body) {
      yield* readSound(this.#link, body, start, end);
    }
  }

  async *#readAny(id: CaptureId): AsyncIterable<Uint8Array> {
    const body = await this.#bodyOf(id);
    if (body) {
      yield* readAny(this.#link, body);
    }
  }

  /** Undefined where the capture is gone meanwhile. */
  async #bodyOf(id: CaptureId): Promise<StoredBody | undefined> {
    const key = this.#link.key(`cap:${id}`);
    const [inlineBytes, name, pieces, checks] = await this.#link.ask((redis) =>
      redis.hmgetBuffer(key, 'body', 'bodyname', 'pieces', 'checks'),
    );
    return pieces
      ? {
          inlineBytes: inlineBytes ?? null,
          name: name?.toString() ?? '',
          pieces: Number(pieces),
          checks: checks?.toString(),
        }
      : undefined;
  }

  #know(row: readonly string[]): CaptureRecord {
    const record = recordOfFace(readCapture(row));
    this.#known.add(record.id);
    return record;
  }

  #knowAll(records: readonly CaptureRecord[]): void {
    for (const { id } of records) {
      this.#known.add(id);
    }
  }

  #forget(id: CaptureId): undefined {
    this.#known.delete(id);
    return undefined;
  }
}

function idsOf(value: unknown): CaptureId[] {
  return Array.isArray(value) ? value.map((id) => String(id) as CaptureId) : [];
}
