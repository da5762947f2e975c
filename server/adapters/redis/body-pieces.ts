import { randomUUID } from 'node:crypto';
import type { BodyWriter } from '../../ports.ts';
import type { RedisLink } from './connection.ts';

/** Up to this a body lies with its capture; larger ones lie in pieces of a key each. */
export const INLINE_BODY_BYTES = 64 * 1024;
const PIECE_BYTES = 256 * 1024;
/** Pieces that no capture took are gone after this: their process ended meanwhile. */
const ORPHAN_MS = 60 * 60_000;

/** Where a body lies: with its capture, or in pieces under a name. */
export interface PlacedBody {
  readonly inlineBytes: Buffer;
  readonly name: string;
  readonly pieces: number;
}

/** Takes a body of any length: what does not stay small goes to Redis piece by piece. */
export class RedisBodyWriter implements BodyWriter {
  sizeBytes = 0;
  readonly #link: RedisLink;
  readonly #name = randomUUID();
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #pieces = 0;
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
      return { inlineBytes: Buffer.from(inlineBytes), name: '', pieces: 0 };
    }
    await this.#flush();
    return { inlineBytes: Buffer.alloc(0), name: this.#name, pieces: this.#pieces };
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
      writing.push(this.#link.ask((redis) => redis.set(key, piece, 'PX', ORPHAN_MS)));
    }
    const stored = Promise.all(writing).then(() => undefined);
    // Whoever saves or discards meets a failure; nobody else has to.
    stored.catch(() => undefined);
    this.#stored = stored;
    return stored;
  }
}

/** The bytes from `start` up to `end`, a piece at a time. */
export async function* readPieces(
  link: RedisLink,
  body: { readonly name: string; readonly pieces: number },
  start: number,
  end: number,
): AsyncIterable<Uint8Array> {
  let at = 0;
  for (let index = 0; index < body.pieces && at < end; index += 1) {
    const key = pieceKey(link, body.name, index);
    const piece = await link.ask((redis) => redis.getBuffer(key));
    if (piece === null) {
      return;
    }
    const part = piece.subarray(Math.max(0, start - at), Math.max(0, end - at));
    if (part.length > 0) {
      yield part;
    }
    at += piece.length;
  }
}

function pieceKey(link: RedisLink, name: string, index: number): string {
  return link.key(`body:${name}:${index}`);
}
