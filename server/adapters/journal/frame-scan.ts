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

const PIECE_BYTES = 2 * 1024 * 1024;
/** Room for a frame that begins at the end of a piece: a body of 64 KiB with its detail. */
const SLACK_BYTES = 256 * 1024;
/** Frames that are needed lie closer than this, or they are read in pieces of their own. */
const MAX_GAP_BYTES = 128 * 1024;
const BUFFER_BYTES = PIECE_BYTES + SLACK_BYTES;
/** Pieces in memory: one is looked at while the others are read. */
const READ_AHEAD = 3;
const KEPT_FINDERS = 2;
const spareFinders: TextFinder[] = [];

/** Part of a segment with the frames of `targets[first]` up to, not including, `targets[end]`. */
interface Piece {
  readonly segment: number;
  readonly start: number;
  readonly length: number;
  readonly first: number;
  readonly end: number;
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
  const sorted = inOrder(targets);
  const pieces = piecesOf(sorted);
  const finder = spareFinders.pop() ?? new TextFinder(READ_AHEAD * BUFFER_BYTES);
  const sections = newPieceScan(finder, { targets: sorted, query, visit });
  const readings: Promise<number>[] = [];
  const readNext = () => {
    const index = readings.length;
    readings.push(readPiece(reader, finder, pieces[index], baseOf(index)));
  };
  try {
    for (let ahead = 0; ahead < READ_AHEAD - 1; ahead += 1) {
      readNext();
    }
    for (const [index, piece] of pieces.entries()) {
      readNext();
      const length = (await readings[index]) ?? 0;
      for (const target of await sections.scan(piece, baseOf(index), length)) {
        await visitLarge(reader, target, visit);
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

function piecesOf(sorted: readonly ScanTarget[]): Piece[] {
  const pieces: Piece[] = [];
  let first = 0;
  let segment = -1;
  let start = 0;
  let last = 0;
  const close = (end: number, limit: number) => {
    if (end > first) {
      const length = Math.min(last - start + SLACK_BYTES, limit - start, BUFFER_BYTES);
      pieces.push({ segment, start, length, first, end });
    }
  };
  for (let index = 0; index < sorted.length; index += 1) {
    const position = sorted[index]?.position ?? 0;
    const offset = offsetOf(position);
    const isNear = segmentOf(position) === segment && offset - last <= MAX_GAP_BYTES;
    if (!isNear || offset - start >= PIECE_BYTES) {
      // The next frame that is needed begins where this piece may end.
      close(index, isNear ? offset : Number.POSITIVE_INFINITY);
      first = index;
      segment = segmentOf(position);
      start = offset;
    }
    last = offset;
  }
  close(sorted.length, Number.POSITIVE_INFINITY);
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

async function readPiece(
  reader: SegmentReader,
  finder: TextFinder,
  piece: Piece | undefined,
  base: number,
): Promise<number> {
  if (piece === undefined) {
    return 0;
  }
  const buffer = finder.bytes.subarray(base, base + piece.length);
  const read = (file: OpenFile) => readFully(file, buffer, piece.length, piece.start);
  return (await reader.use(piece.segment, read)) ?? 0;
}

interface PieceScan<Target> {
  readonly targets: readonly Target[];
  readonly query: ScanQuery;
  readonly visit: VisitHit<Target>;
}

/** Answers a scan of one piece; that answers the targets whose frames reach beyond the piece. */
function newPieceScan<Target extends ScanTarget>(
  finder: TextFinder,
  { targets, query, visit }: PieceScan<Target>,
): { scan(piece: Piece, base: number, length: number): Promise<Target[]> } {
  const needles = query.needles?.map((needle) => needle.slice(0, MAX_NEEDLE_BYTES));
  const { bytes } = finder;
  const pause = createPause();
  let isVisited = false;
  const scanOne = (target: Target, start: number, limit: number): boolean => {
    const end = endOfFrame(bytes, start, limit);
    if (end === undefined) {
      return false;
    }
    const frame = sectionsOf(bytes, start, end);
    const isHit = needles !== undefined && holds(finder, frame, needles, query.section);
    isVisited = isHit || isUndecided(frame, query);
    if (isVisited) {
      visit(target, frame, isHit);
    }
    return true;
  };
  return {
    async scan(piece, base, length) {
      const large: Target[] = [];
      for (const target of targets.slice(piece.first, piece.end)) {
        const start = base + offsetOf(target.position) - piece.start;
        if (!scanOne(target, start, base + length)) {
          large.push(target);
        }
        // A visit may decode a body, or parse it.
        const paused = pause(isVisited);
        if (paused !== undefined) {
          await paused;
        }
      }
      return large;
    },
  };
}

function endOfFrame(bytes: Buffer, start: number, limit: number): number | undefined {
  if (start + FRAME_HEADER_BYTES + PAYLOAD_HEADER_BYTES > limit) {
    return undefined;
  }
  const end = start + FRAME_HEADER_BYTES + bytes.readUInt32LE(start + 4);
  return end <= limit ? end : undefined;
}

/** Header lines that latin1 cannot hold stand in the detail, where the needles do not look. */
function isUndecided(frame: FrameView, query: ScanQuery): boolean {
  const hasLines = frame.textStart < frame.rawStart;
  return query.needles === undefined || (query.section !== 'body' && !hasLines);
}

function holds(
  finder: TextFinder,
  frame: FrameView,
  needles: readonly string[],
  section: ScanQuery['section'],
): boolean {
  const from = section === 'body' ? frame.rawStart : frame.textStart;
  const to = Math.min(section === 'header' ? frame.rawStart : frame.end, frame.end);
  for (const needle of needles) {
    finder.lookFor(needle);
    if (to > from && finder.find(from, to) >= 0) {
      return true;
    }
  }
  return false;
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
