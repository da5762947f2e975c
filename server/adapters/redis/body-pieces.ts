import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AppError } from '../../core/errors.ts';
import type { BodyWriter } from '../../ports.ts';
import { isSoundBlock, packChecks } from '../body-checks.ts';
import type { RedisLink } from './connection.ts';

/** Up to this a body lies with its capture; larger ones lie in pieces of a key each. */
const INLINE_BODY_BYTES = 64 * 1024;
const PIECE_BYTES = 256 * 1024;
/** Pieces that no capture took are gone after this: their process ended meanwhile. */
const ORPHAN_MS = 60 * 60_000;

/** Where a body lies: with its capture, or in pieces under a name. */
export interface PlacedBody {
  readonly inlineBytes: Buffer;
  readonly name: string;
  readonly pieces: number;
  /** A checksum of each piece, or of the one body that lies with its capture. */
  readonly checks: string;
}

/** Takes a body of any length: what does not stay small goes to Redis piece by piece. */
export class RedisBodyWriter implements BodyWriter {
  sizeBytes = 0;
  readonly #link: RedisLink;
  readonly #name = randomUUID();
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #pieces = 0;
  readonly #checks: number[] = [];
  #stored: Promise<void> = Promise.resolve();

  constructor(link: RedisLink) {
    this.#link = link;
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    this.#waiting.push(Uint8Array.from(chunk));
    this.#waitingBytes += chunk.length;
    this.sizeBytes += chunk.length;
    return this.#waitingBytes >= PIECE_BYTES ? this.#flush() : undefined;
  }

  inMemory(): Uint8Array | undefined {
    return this.sizeBytes <= INLINE_BODY_BYTES ? Buffer.concat(this.#waiting) : undefined;
  }

  /** Stores what is left and says where the body lies. */
  async place(): Promise<PlacedBody> {
    const inlineBytes = this.inMemory();
    if (inlineBytes !== undefined) {
      const checks = packChecks([crc32(inlineBytes)]);
      return { inlineBytes: Buffer.from(inlineBytes), name: '', pieces: 0, checks };
    }
    await this.#flush();
    const checks = packChecks(this.#checks);
    return { inlineBytes: Buffer.alloc(0), name: this.#name, pieces: this.#pieces, checks };
  }

  async discard(): Promise<void> {
    const count = this.#pieces;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#pieces = 0;
    if (count > 0) {
      const keys = Array.from({ length: count }, (_, index) =>
        pieceKey(this.#link, this.#name, index),
      );
      await this.#link.ask((redis) => redis.unlink(...keys));
    }
  }

  /** The order of pieces is set at once; writing them may overlap. */
  #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    const writing: Promise<unknown>[] = [this.#stored];
    for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
      const key = pieceKey(this.#link, this.#name, this.#pieces);
      this.#pieces += 1;
      const piece = bytes.subarray(start, start + PIECE_BYTES);
      this.#checks.push(crc32(piece));
      writing.push(this.#link.ask((redis) => redis.set(key, piece, 'PX', ORPHAN_MS)));
    }
    const stored = Promise.all(writing).then(() => undefined);
    // Whoever saves or discards meets a failure; nobody else has to.
    stored.catch(() => undefined);
    this.#stored = stored;
    return stored;
  }
}

/** A body as it is stored; one that was stored by an older version has no checks. */
export interface StoredBody {
  readonly inlineBytes: Buffer | null;
  readonly name: string;
  readonly pieces: number;
  readonly checks: string | undefined;
}

/**
 * The bytes from `start` up to `end`, a piece at a time, and only what was received: rejects with AppError `unavailable`
 * where Redis holds others, or lacks a piece.
 */
export async function* readSound(
  link: RedisLink,
  body: StoredBody,
  start: number,
  end: number,
): AsyncIterable<Uint8Array> {
  let at = 0;
  for (let index = 0; index < Math.max(1, body.pieces) && at < end; index += 1) {
    const piece = await readPiece(link, body, index);
    const isSound = body.checks === undefined || isSoundBlock(body.checks, index, piece ?? EMPTY);
    if (piece === null || !isSound) {
      throw damaged(at);
    }
    yield* part(piece, start - at, end - at);
    at += piece.length;
  }
}

/** As it lies in Redis: for a search, which a damaged body must not end. */
export async function* readAny(link: RedisLink, body: StoredBody): AsyncIterable<Uint8Array> {
  for (let index = 0; index < Math.max(1, body.pieces); index += 1) {
    yield* part((await readPiece(link, body, index)) ?? EMPTY, 0, Number.POSITIVE_INFINITY);
  }
}

const EMPTY = Buffer.alloc(0);

function readPiece(link: RedisLink, body: StoredBody, index: number): Promise<Buffer | null> {
  return body.pieces === 0
    ? Promise.resolve(body.inlineBytes)
    : link.ask((redis) => redis.getBuffer(pieceKey(link, body.name, index)));
}

function* part(piece: Uint8Array, start: number, end: number): Iterable<Uint8Array> {
  const bytes = piece.subarray(Math.max(0, start), Math.max(0, end));
  if (bytes.length > 0) {
    yield bytes;
  }
}

function damaged(position: number): AppError {
  return new AppError(
    'unavailable',
    `This body is damaged in Redis: from byte ${position} on, it does not hold what was received.`,
  );
}

function pieceKey(link: RedisLink, name: string, index: number): string {
  return link.key(`body:${name}:${index}`);
}
