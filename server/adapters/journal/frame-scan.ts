// Looks through many frames for a few texts: files are read in large pieces, the next piece while
// this one is looked at, and nobody is kept waiting for long.
import { type OpenFile, readFully } from './file-layer.ts';
import { FIRST_BYTE, MAX_NEEDLE_BYTES, TextFinder } from './find-text.ts';
import { FRAME_HEADER_BYTES, type FrameView, PAYLOAD_HEADER_BYTES, sectionsOf } from './frame.ts';
import { createPause } from './pause.ts';
import { offsetOf, type Position, type SegmentReader, segmentOf } from './segment-files.ts';

export interface ScanTarget {
  readonly position: Position;
}

export interface ScanQuery {
  /** ASCII in lower case; a hit of any counts. Undefined: every frame has to be looked at. */
  readonly needles: readonly string[] | undefined;
  readonly section: 'header' | 'body' | 'text';
}

/** `isHit`: a needle stands in the section. Not kept beyond the call: the memory is used again. */
export type VisitHit<Target> = (target: Target, frame: FrameView, isHit: boolean) => void;

const PIECE_BYTES = 1024 * 1024;
/** Room for a frame that begins at the end of a piece: a body of 64 KiB with its detail. */
const SLACK_BYTES = 256 * 1024;
/** Frames that are needed lie closer than this, or they are read in pieces of their own. */
const MAX_GAP_BYTES = 128 * 1024;
const BUFFER_BYTES = PIECE_BYTES + SLACK_BYTES;
const KEPT_FINDERS = 2;
const spareFinders: TextFinder[] = [];

interface Piece<Target> {
  readonly segment: number;
  readonly start: number;
  readonly length: number;
  readonly targets: readonly Target[];
}

/**
 * Visits the frames in which a needle stands, and those that cannot be decided by looking for it.
 * `targets` in any order; frames that are damaged or gone are left out.
 */
export async function scanFrames<Target extends ScanTarget>(
  reader: SegmentReader,
  targets: readonly Target[],
  query: ScanQuery,
  visit: VisitHit<Target>,
): Promise<void> {
  const finder = spareFinders.pop() ?? new TextFinder(2 * BUFFER_BYTES);
  try {
    const pieces = piecesOf(targets);
    let reading = readPiece(reader, finder, pieces[0], 0);
    for (const [index, piece] of pieces.entries()) {
      const side = index % 2;
      const length = await reading;
      reading = readPiece(reader, finder, pieces[index + 1], 1 - side);
      const base = FIRST_BYTE + side * BUFFER_BYTES;
      const large = await scanPiece(finder, { piece, base, length, query, visit });
      for (const target of large) {
        await visitLarge(reader, target, visit);
      }
    }
    await reading;
  } finally {
    if (spareFinders.length < KEPT_FINDERS) {
      spareFinders.push(finder);
    }
  }
}

function piecesOf<Target extends ScanTarget>(targets: readonly Target[]): Piece<Target>[] {
  const sorted = inOrder(targets);
  const pieces: Piece<Target>[] = [];
  let members: Target[] = [];
  let segment = -1;
  let start = 0;
  let last = 0;
  const close = (limit: number) => {
    if (members.length > 0) {
      const length = Math.min(last - start + SLACK_BYTES, limit - start, BUFFER_BYTES);
      pieces.push({ segment, start, length, targets: members });
    }
  };
  for (const target of sorted) {
    const offset = offsetOf(target.position);
    const isNear = segmentOf(target.position) === segment && offset - last <= MAX_GAP_BYTES;
    if (!isNear || offset - start >= PIECE_BYTES) {
      // The next frame that is needed begins where this piece may end.
      close(isNear ? offset : Number.POSITIVE_INFINITY);
      members = [];
      segment = segmentOf(target.position);
      start = offset;
    }
    members.push(target);
    last = offset;
  }
  close(Number.POSITIVE_INFINITY);
  return pieces;
}

function inOrder<Target extends ScanTarget>(targets: readonly Target[]): readonly Target[] {
  let before = -1;
  for (const { position } of targets) {
    if (position < before) {
      return [...targets].sort((a, b) => a.position - b.position);
    }
    before = position;
  }
  return targets;
}

async function readPiece<Target>(
  reader: SegmentReader,
  finder: TextFinder,
  piece: Piece<Target> | undefined,
  side: number,
): Promise<number> {
  if (piece === undefined) {
    return 0;
  }
  const place = FIRST_BYTE + side * BUFFER_BYTES;
  const buffer = finder.bytes.subarray(place, place + piece.length);
  const read = (file: OpenFile) => readFully(file, buffer, piece.length, piece.start);
  return (await reader.use(piece.segment, read)) ?? 0;
}

interface LoadedPiece<Target> {
  readonly piece: Piece<Target>;
  readonly base: number;
  readonly length: number;
  readonly query: ScanQuery;
  readonly visit: VisitHit<Target>;
}

/** Answers the targets whose frames reach beyond the piece. */
async function scanPiece<Target extends ScanTarget>(
  finder: TextFinder,
  loaded: LoadedPiece<Target>,
): Promise<Target[]> {
  const frames = framesOf(finder.bytes, loaded);
  const { query, visit } = loaded;
  const hits = new Uint8Array(frames.length);
  for (const needle of query.needles ?? []) {
    finder.lookFor(needle.slice(0, MAX_NEEDLE_BYTES));
    markHits(finder, frames, { query, hits });
  }
  const pause = createPause();
  for (const [index, { target, frame }] of frames.entries()) {
    const isHit = hits[index] === 1;
    if (frame && (isHit || isUndecided(frame, query))) {
      visit(target, frame, isHit);
      const paused = pause();
      if (paused !== undefined) {
        await paused;
      }
    }
  }
  return frames.flatMap(({ target, frame }) => (frame ? [] : [target]));
}

/** Header lines that latin1 cannot hold stand in the detail, where the needles do not look. */
function isUndecided(frame: FrameView, query: ScanQuery): boolean {
  const hasLines = frame.textStart < frame.rawStart;
  return query.needles === undefined || (query.section !== 'body' && !hasLines);
}

interface FoundFrame<Target> {
  readonly target: Target;
  readonly frame: FrameView | undefined;
}

function framesOf<Target extends ScanTarget>(
  bytes: Buffer,
  { piece, base, length }: LoadedPiece<Target>,
): FoundFrame<Target>[] {
  const limit = base + length;
  return piece.targets.map((target) => {
    const start = base + offsetOf(target.position) - piece.start;
    const isThere = start + FRAME_HEADER_BYTES + PAYLOAD_HEADER_BYTES <= limit;
    const end = isThere ? start + FRAME_HEADER_BYTES + bytes.readUInt32LE(start + 4) : limit + 1;
    const frame = end <= limit ? sectionsOf(bytes, start, end) : undefined;
    return { target, frame: frame && frame.rawStart <= end ? frame : undefined };
  });
}

/** Frame by frame: a call costs less than finding out in which frame a hit lies. */
function markHits<Target>(
  finder: TextFinder,
  frames: readonly FoundFrame<Target>[],
  marks: { readonly query: ScanQuery; readonly hits: Uint8Array },
): void {
  const { section } = marks.query;
  for (const [index, { frame }] of frames.entries()) {
    if (frame === undefined) {
      continue;
    }
    const from = section === 'body' ? frame.rawStart : frame.textStart;
    const to = section === 'header' ? frame.rawStart : frame.end;
    if (to > from && finder.find(from, to) >= 0) {
      marks.hits[index] = 1;
    }
  }
}

async function visitLarge<Target extends ScanTarget>(
  reader: SegmentReader,
  target: Target,
  visit: VisitHit<Target>,
): Promise<void> {
  const frame = await reader.read(target.position);
  if (frame) {
    visit(target, frame, false);
  }
}
