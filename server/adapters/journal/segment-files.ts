// The files of one journal: `00000001.log`, `00000002.log`, … each with a header of 16 bytes:
// "HBJ1", the salt of its frames, two spare words. Frames are read back by position, a number that
// holds segment and offset.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type FileLayer, type OpenFile, readFully, writeFully } from './file-layer.ts';
import { FRAME_HEADER_BYTES, type FrameView, viewFrame } from './frame.ts';
import { ReadAhead } from './read-ahead.ts';
import { systemCode } from './storage-full.ts';

export const SEGMENT_HEADER_BYTES = 16;
const MAGIC = Buffer.from('HBJ1', 'latin1');
const OFFSET_SPAN = 2 ** 32;
/** Most frames are smaller: one read instead of two. */
const FIRST_READ_BYTES = 4096;
/** Handles kept for reading; far below the usual limit of 1,024 a process. */
const MAX_OPEN_FILES = 48;

/** Segment and offset in one number, exact up to two million segments. */
export type Position = number;

export function positionOf(segment: number, offset: number): Position {
  return segment * OFFSET_SPAN + offset;
}
export function segmentOf(position: Position): number {
  return Math.floor(position / OFFSET_SPAN);
}
export function offsetOf(position: Position): number {
  // `%` is slow beyond 32 bits.
  return position - segmentOf(position) * OFFSET_SPAN;
}

export function segmentName(segment: number): string {
  return `${String(segment).padStart(8, '0')}.log`;
}

export function newSegmentHeader(): { salt: number; headerBytes: Buffer } {
  const headerBytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
  MAGIC.copy(headerBytes);
  randomBytes(4).copy(headerBytes, 4);
  return { salt: headerBytes.readUInt32LE(4), headerBytes };
}

/** The salt of a segment, or undefined where the header is damaged. */
export function readSalt(headerBytes: Buffer): number | undefined {
  const isOurs = headerBytes.length >= SEGMENT_HEADER_BYTES && headerBytes.indexOf(MAGIC) === 0;
  return isOurs ? headerBytes.readUInt32LE(4) : undefined;
}

interface OpenSegment {
  readonly opening: Promise<{ file: OpenFile; salt: number }>;
  /** Readers at work: counted before the file is open, so that nobody closes it under them. */
  users: number;
}

/** Reads frames back; keeps a bounded number of files open. */
export class SegmentReader {
  readonly #folder: string;
  readonly #files: FileLayer;
  readonly #segments = new Map<number, OpenSegment>();
  readonly #ahead = new ReadAhead();
  /** Segments that others read by themselves, with how many do. */
  readonly #held = new Map<number, number>();

  constructor(folder: string, files: FileLayer) {
    this.#folder = folder;
    this.#files = files;
  }

  /** The frame at a position, checked; undefined where it is damaged or gone. */
  async read(position: Position): Promise<FrameView | undefined> {
    return this.use(segmentOf(position), async (file, salt) => {
      const offset = offsetOf(position);
      let buffer = Buffer.allocUnsafe(FIRST_READ_BYTES);
      let count = await readFully(file, buffer, FIRST_READ_BYTES, offset);
      if (count < FRAME_HEADER_BYTES) {
        return undefined;
      }
      const length = FRAME_HEADER_BYTES + buffer.readUInt32LE(4);
      if (length > count && length <= (await file.size()) - offset) {
        buffer = Buffer.allocUnsafe(length);
        count = await readFully(file, buffer, length, offset);
      }
      return viewFrame(buffer, 0, count, salt);
    });
  }

  /** The same where the frame's length is known and its neighbours are likely to be wanted next. */
  async readNear(position: Position, length: number): Promise<FrameView | undefined> {
    const place = { segment: segmentOf(position), offset: offsetOf(position), length };
    const near = await this.use(place.segment, (file, salt) => this.#ahead.read(place, file, salt));
    return near ?? this.read(position);
  }

  /** A write was refused: what was read ahead may hold it. */
  forgetAhead(): void {
    this.#ahead.forget();
  }

  /** Lends the file of a segment; undefined where it is gone. */
  async use<Result>(
    segment: number,
    call: (file: OpenFile, salt: number) => Promise<Result>,
  ): Promise<Result | undefined> {
    const entry = this.#segments.get(segment) ?? this.#open(segment);
    // Last used, last closed.
    this.#segments.delete(segment);
    this.#segments.set(segment, entry);
    entry.users += 1;
    try {
      const opened = await entry.opening.catch((error: unknown) => {
        this.#segments.delete(segment);
        if (systemCode(error) === 'ENOENT') {
          return undefined;
        }
        throw error; // Too many open files, for instance: what is there must not seem gone.
      });
      if (opened === undefined) {
        return undefined;
      }
      return await call(opened.file, opened.salt);
    } finally {
      entry.users -= 1;
    }
  }

  /** Keeps a segment's file where it is while somebody else reads it; it may be gone already. */
  async hold<Result>(segment: number, call: () => Promise<Result>): Promise<Result> {
    this.#held.set(segment, (this.#held.get(segment) ?? 0) + 1);
    try {
      return await call();
    } finally {
      const left = (this.#held.get(segment) ?? 1) - 1;
      if (left > 0) {
        this.#held.set(segment, left);
      } else {
        this.#held.delete(segment);
      }
    }
  }

  /** Forgets a segment before its file is removed: Windows removes no open file. */
  async drop(segment: number): Promise<void> {
    const entry = this.#segments.get(segment);
    this.#segments.delete(segment);
    while ((entry && entry.users > 0) || this.#held.has(segment)) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await entry?.opening.then(
      ({ file }) => file.close(),
      () => undefined,
    );
  }

  async close(): Promise<void> {
    const segments = new Set([...this.#segments.keys(), ...this.#held.keys()]);
    await Promise.all([...segments].map((segment) => this.drop(segment)));
  }

  #open(segment: number): OpenSegment {
    for (const [oldest, entry] of this.#segments) {
      if (this.#segments.size < MAX_OPEN_FILES) {
        break;
      }
      if (entry.users === 0) {
        this.drop(oldest).catch(() => undefined);
      }
    }
    return {
      opening: openSegment(this.#files, join(this.#folder, segmentName(segment))),
      users: 0,
    };
  }
}

async function openSegment(
  files: FileLayer,
  path: string,
): Promise<{ file: OpenFile; salt: number }> {
  const file = await files.open(path, 'r');
  const headerBytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
  await readFully(file, headerBytes, SEGMENT_HEADER_BYTES, 0);
  return { file, salt: readSalt(headerBytes) ?? 0 };
}

/** A new file that appears under its name only when it is whole. */
export async function replaceFile(
  files: FileLayer,
  target: { folder: string; name: string },
  bytes: Uint8Array,
): Promise<void> {
  const path = join(target.folder, target.name);
  const file = await files.open(`${path}.new`, 'w+');
  try {
    await writeFully(file, bytes, 0);
    await file.dataSync();
  } finally {
    await file.close();
  }
  await files.rename(`${path}.new`, path);
  await files.syncFolder(target.folder);
}
