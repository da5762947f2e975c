// Looks through many frames for a few texts: files are read in large pieces, the next piece while
// this one is looked at, and nobody is kept waiting for long.
import type { MemberHint } from '../../core/filter/json-glance.ts';
import { type OpenFile, readFully } from './file-layer.ts';
import { FIRST_BYTE, MAX_NEEDLE_BYTES, SCANNED, TextFinder } from './find-text.ts';
import { FRAME_HEADER_BYTES, type FrameView, sectionsOf } from './frame.ts';
import { createPause } from './pause.ts';
import { positionOf, type SegmentReader } from './segment-files.ts';

/** Frames of one segment, in rising order. */
export interface ScanPlaces {
  readonly segment: number;
  readonly offsets: Uint32Array;
}

export interface ScanQuery {
  /** ASCII in lower case; a hit of any counts. Undefined: every frame has to be looked at. */
  readonly needles: readonly string[] | undefined;
  readonly section: 'header' | 'body' | 'text';
  /** A hit is all that is asked for: then the frame is not visited. */
  readonly isProof: boolean;
  /** Where the only needle is the name of a member. */
  readonly hint?: MemberHint | undefined;
}

/** Told of each frame, by its index among the places, unless it is damaged or gone. */
export interface ScanVisitor {
  /** Whether the needles say nothing of this frame. */
  isHidden(index: number): boolean;
  /** The needles have decided. */
  decide(index: number, isHit: boolean): void;
  /** Not kept beyond the call: the memory is used again. */
  visit(index: number, frame: FrameView): void;
}

const PIECE_BYTES = 1024 * 1024;
/** Room for a frame that begins at the end of a piece: a body of 64 KiB with its detail. */
const SLACK_BYTES = 256 * 1024;
/** Frames that are needed lie closer than this, or they are read in pieces of their own. */
const MAX_GAP_BYTES = 128 * 1024;
const BUFFER_BYTES = PIECE_BYTES + SLACK_BYTES;
/** Pieces in memory: one is looked at while the others are read. */
const READ_AHEAD = 3;
/** Frames of a piece: it ends where there are more. */
const MAX_FRAMES = 16 * 1024;
/** Their addresses and what is found lie behind the pieces. */
const STARTS = Math.ceil((FIRST_BYTE + READ_AHEAD * BUFFER_BYTES) / 4) * 4;
const CODES = STARTS + 4 * MAX_FRAMES;
const MEMORY_BYTES = CODES + MAX_FRAMES - FIRST_BYTE;
const KEPT_FINDERS = 2;
const spareFinders: TextFinder[] = [];

/** Part of a segment with the frames of `offsets[first]` up to, not including, `offsets[end]`. */
interface Piece {
  readonly start: number;
  readonly length: number;
  readonly first: number;
  readonly end: number;
}

export async function scanPlaces(
  reader: SegmentReader,
  places: ScanPlaces,
  query: ScanQuery,
  visitor: ScanVisitor,
): Promise<void> {
  const pieces = piecesOf(places.offsets);
  const finder = spareFinders.pop() ?? new TextFinder(MEMORY_BYTES);
  const scan = new PieceScan(finder, { offsets: places.offsets, query, visitor });
  const readings: Promise<number>[] = [];
  const readNext = () => {
    const index = readings.length;
    readings.push(readPiece(reader, finder, pieces[index], { ...places, base: baseOf(index) }));
  };
  try {
    for (let ahead = 0; ahead < READ_AHEAD - 1; ahead += 1) {
      readNext();
    }
    for (const [index, piece] of pieces.entries()) {
      readNext();
      const length = (await readings[index]) ?? 0;
      for (const large of await scan.scan(piece, baseOf(index), length)) {
        const position = positionOf(places.segment, places.offsets[large] ?? 0);
        const frame = await reader.read(position);
        if (frame) {
          visitor.visit(large, frame);
        }
      }
    }
  } finally {
    // The memory is free for others only when nobody reads into it any more.
    await Promise.allSettled(readings);
    if (spareFinders.length < KEPT_FINDERS) {
      spareFinders.push(finder);
    }
  }
}

function baseOf(index: number): number {
  return FIRST_BYTE + (index % READ_AHEAD) * BUFFER_BYTES;
}

function piecesOf(offsets: Uint32Array): Piece[] {
  const pieces: Piece[] = [];
  let first = 0;
  let start = offsets[0] ?? 0;
  let last = start;
  const close = (end: number, limit: number) => {
    if (end > first) {
      const length = Math.min(last - start + SLACK_BYTES, limit - start, BUFFER_BYTES);
      pieces.push({ start, length, first, end });
    }
  };
  for (let index = 0; index < offsets.length; index += 1) {
    const offset = offsets[index] ?? 0;
    const isNear = offset - last <= MAX_GAP_BYTES;
    if (!isNear || offset - start >= PIECE_BYTES || index - first >= MAX_FRAMES) {
      // The next frame that is needed begins where this piece may end.
      close(index, isNear ? offset : Number.POSITIVE_INFINITY);
      first = index;
      start = offset;
    }
    last = offset;
  }
  close(offsets.length, Number.POSITIVE_INFINITY);
  return pieces;
}

async function readPiece(
  reader: SegmentReader,
  finder: TextFinder,
  piece: Piece | undefined,
  { segment, base }: { readonly segment: number; readonly base: number },
): Promise<number> {
  if (piece === undefined) {
    return 0;
  }
  const buffer = finder.bytes.subarray(base, base + piece.length);
  const read = (file: OpenFile) => readFully(file, buffer, piece.length, piece.start);
  return (await reader.use(segment, read)) ?? 0;
}

interface Scanned {
  readonly offsets: Uint32Array;
  readonly query: ScanQuery;
  readonly visitor: ScanVisitor;
}

class PieceScan {
  readonly #finder: TextFinder;
  readonly #scanned: Scanned;
  readonly #starts: Uint32Array;
  readonly #pause = createPause();

  constructor(finder: TextFinder, scanned: Scanned) {
    this.#finder = finder;
    this.#scanned = scanned;
    this.#starts = new Uint32Array(finder.bytes.buffer, STARTS, MAX_FRAMES);
  }

  /** Answers the frames that reach beyond the piece. */
  async scan(piece: Piece, base: number, length: number): Promise<readonly number[]> {
    const large: number[] = [];
    const codes = this.#codesOf(piece, base, length);
    for (let at = 0; at < codes.length; at += 1) {
      const code = codes[at] ?? SCANNED.unread;
      if (code === SCANNED.unread) {
        large.push(piece.first + at);
      } else {
        // A visit may decode a body, or parse it.
        const paused = this.#pause(this.#settle(piece.first + at, code, this.#starts[at] ?? 0));
        if (paused !== undefined) {
          await paused;
        }
      }
    }
    return large;
  }

  /** A byte of `SCANNED` for each frame of the piece. */
  #codesOf(piece: Piece, base: number, length: number): Uint8Array {
    const { offsets, query } = this.#scanned;
    const count = piece.end - piece.first;
    const shift = base - piece.start;
    for (let at = 0; at < count; at += 1) {
      this.#starts[at] = (offsets[piece.first + at] ?? 0) + shift;
    }
    const codes = this.#finder.bytes.subarray(CODES, CODES + count);
    codes.fill(SCANNED.open);
    const list = { starts: STARTS, codes: CODES, count, limit: base + length };
    for (const needle of query.needles ?? [undefined]) {
      this.#finder.scan(list, query.section, needle?.slice(0, MAX_NEEDLE_BYTES));
    }
    if (query.hint) {
      this.#finder.weed(list, query.hint);
    }
    return codes;
  }

  /** Answers whether the frame was visited. */
  #settle(index: number, code: number, start: number): boolean {
    const { query, visitor } = this.#scanned;
    const isDecided = code === SCANNED.miss || (code === SCANNED.hit && query.isProof);
    if (isDecided && !visitor.isHidden(index)) {
      visitor.decide(index, code === SCANNED.hit);
      return false;
    }
    const { bytes } = this.#finder;
    const end = start + FRAME_HEADER_BYTES + bytes.readUInt32LE(start + 4);
    visitor.visit(index, sectionsOf(bytes, start, end));
    return true;
  }
}
