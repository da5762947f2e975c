// Reads the segments of a journal at start, oldest first. Damage never blocks a start: what cannot
// be read is skipped up to the next sound frame, counted and reported; a torn end is cut off.
import { join } from 'node:path';
import type { Log } from '../../ports.ts';
import { type FileLayer, readFully } from './file-layer.ts';
import { type FrameView, viewFrame } from './frame.ts';
import {
  type Position,
  positionOf,
  readSalt,
  SEGMENT_HEADER_BYTES,
  segmentName,
} from './segment-files.ts';

export interface ReplayedSegment {
  readonly segment: number;
  readonly fileBytes: number;
  /** Where the last sound frame ends; what follows is torn. */
  readonly goodBytes: number;
  /** Undefined where the header is damaged: nothing of the segment can be read. */
  readonly salt: number | undefined;
}

export type VisitFrame = (frame: FrameView, position: Position) => void;

export interface ReplayOptions {
  readonly folder: string;
  readonly files: FileLayer;
  readonly log: Log;
  readonly floorSegment: number;
}

/** Visits every sound frame from the floor on and answers what the segments look like. */
export async function replaySegments(
  options: ReplayOptions,
  visit: VisitFrame,
): Promise<ReplayedSegment[]> {
  const segments = await listSegments(options);
  const replayed: ReplayedSegment[] = [];
  // The next file is read while the frames of this one are visited.
  let reading = readSegment(options, segments[0]);
  for (const [index, segment] of segments.entries()) {
    const buffer = await reading;
    reading = readSegment(options, segments[index + 1]);
    replayed.push(visitSegment({ segment, buffer, log: options.log }, visit));
  }
  await reading;
  return replayed;
}

async function listSegments(options: ReplayOptions): Promise<number[]> {
  const names = await options.files.list(options.folder);
  const segments: number[] = [];
  for (const name of names) {
    const segment = Number(/^(\d{8})\.log$/.exec(name)?.[1] ?? Number.NaN);
    if (segment >= options.floorSegment) {
      segments.push(segment);
    } else if (segment < options.floorSegment) {
      // Left by a crash between the manifest and the removal.
      await options.files.remove(join(options.folder, name));
    }
  }
  return segments.sort((a, b) => a - b);
}

async function readSegment(options: ReplayOptions, segment: number | undefined): Promise<Buffer> {
  if (segment === undefined) {
    return Buffer.alloc(0);
  }
  try {
    const file = await options.files.open(join(options.folder, segmentName(segment)), 'r');
    try {
      const size = await file.size();
      const buffer = Buffer.allocUnsafeSlow(size);
      return buffer.subarray(0, await readFully(file, buffer, size, 0));
    } finally {
      await file.close();
    }
  } catch (error) {
    options.log.error({ segment, error }, 'a journal file cannot be read and is left out');
    return Buffer.alloc(0);
  }
}

function visitSegment(
  source: { segment: number; buffer: Buffer; log: Log },
  visit: VisitFrame,
): ReplayedSegment {
  const { segment, buffer, log } = source;
  const salt = readSalt(buffer);
  let goodBytes = Math.min(SEGMENT_HEADER_BYTES, buffer.length);
  if (salt === undefined) {
    if (buffer.length > 0) {
      log.warn({ segment, bytes: buffer.length }, 'a journal file has no readable header');
    }
    return { segment, fileBytes: buffer.length, goodBytes: 0, salt };
  }
  while (goodBytes < buffer.length) {
    const start = nextFrame(buffer, goodBytes, salt);
    if (start === undefined) {
      log.warn({ segment, bytes: buffer.length - goodBytes }, 'cut off the torn end of a journal');
      break;
    }
    if (start.start > goodBytes) {
      log.warn({ segment, bytes: start.start - goodBytes }, 'skipped damaged bytes in a journal');
    }
    visitSafely(source, visit, start);
    goodBytes = start.end;
  }
  return { segment, fileBytes: buffer.length, goodBytes, salt };
}

function visitSafely(
  source: { segment: number; log: Log },
  visit: VisitFrame,
  frame: FrameView,
): void {
  try {
    visit(frame, positionOf(source.segment, frame.start));
  } catch (error) {
    // Sound bytes that say nothing we understand: of a newer version, perhaps.
    const where = { segment: source.segment, offset: frame.start };
    source.log.warn({ ...where, error: String(error) }, 'left out a record that cannot be read');
  }
}

/** The first sound frame at or after `from`. */
function nextFrame(buffer: Buffer, from: number, salt: number): FrameView | undefined {
  const here = viewFrame(buffer, from, buffer.length, salt);
  if (here) {
    return here;
  }
  const saltBytes = Buffer.alloc(4);
  saltBytes.writeUInt32LE(salt);
  let start = buffer.indexOf(saltBytes, from + 1);
  while (start >= 0) {
    const frame = viewFrame(buffer, start, buffer.length, salt);
    if (frame) {
      return frame;
    }
    start = buffer.indexOf(saltBytes, start + 1);
  }
  return undefined;
}
