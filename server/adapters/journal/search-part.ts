// A search goes through the journal in parts: frames that lie close together in one segment.
import type { SearchPlaces } from './content-look.ts';
import { offsetOf, type Position, segmentOf } from './segment-files.ts';

/** Where frames lay when the part was made, and which rows are theirs. */
export interface SearchPart {
  readonly places: SearchPlaces;
  /** Indexes into the list of rows that is searched. */
  readonly indexes: Uint32Array;
}

const MAX_ROWS = 4096;

/** Gathers rows; answers a part whenever the next row does not belong to it any more. */
export class PartMaker {
  readonly #maxBytes: number;
  readonly #offsets = new Uint32Array(MAX_ROWS);
  readonly #encoded = new Uint8Array(MAX_ROWS);
  readonly #indexes = new Uint32Array(MAX_ROWS);
  #segment = -1;
  #last = 0;
  #count = 0;

  /** @param maxBytes how far apart the frames of a part may lie */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(row: { position: Position; isEncoded: boolean }, index: number): SearchPart | undefined {
    const segment = segmentOf(row.position);
    const offset = offsetOf(row.position);
    const isNext =
      segment === this.#segment &&
      this.#count < MAX_ROWS &&
      // Rows that were carried ahead may lie in another order.
      offset >= this.#last &&
      offset - (this.#offsets[0] ?? 0) < this.#maxBytes;
    const full = isNext ? undefined : this.take();
    this.#segment = segment;
    this.#last = offset;
    this.#offsets[this.#count] = offset;
    this.#encoded[this.#count] = row.isEncoded ? 1 : 0;
    this.#indexes[this.#count] = index;
    this.#count += 1;
    return full;
  }

  /** What has been gathered since the last part. */
  take(): SearchPart | undefined {
    const count = this.#count;
    this.#count = 0;
    if (count === 0) {
      return undefined;
    }
    const offsets = this.#offsets.slice(0, count);
    const encoded = this.#encoded.slice(0, count);
    const places = { segment: this.#segment, offsets, encoded };
    return { places, indexes: this.#indexes.slice(0, count) };
  }
}
