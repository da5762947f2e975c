// The file that a journal grows at: rolls to a next one, and after any write error cuts back to the
// last good byte before the next append, so that an acknowledged record never follows a torn one.
import { join } from 'node:path';
import { type FileLayer, type OpenFile, writeFully } from './file-layer.ts';
import type { FrameWriter } from './frame.ts';
import {
  newSegmentHeader,
  type Position,
  positionOf,
  SEGMENT_HEADER_BYTES,
  segmentName,
} from './segment-files.ts';
import type { ReplayedSegment } from './segment-replay.ts';
import { systemCode } from './storage-full.ts';

export type Durability = 'process' | 'disk';

export interface SegmentTailOptions {
  readonly folder: string;
  readonly files: FileLayer;
  readonly durability: Durability;
  /** A segment that reached this size is closed. */
  readonly segmentBytes: number;
  readonly floorSegment: number;
}

const PROBE_BYTES = 64 * 1024;

export class SegmentTail {
  readonly #options: SegmentTailOptions;
  #durability: Durability;
  #file: OpenFile | undefined;
  #segment: number;
  #salt = 0;
  /** The last good byte of the current segment; 0 where there is none yet. */
  #offset = 0;
  /** Bytes of all closed segments, by number. */
  readonly #closedBytes = new Map<number, number>();
  /** The file may hold bytes beyond `#offset`. */
  #isTorn = false;

  constructor(options: SegmentTailOptions, replayed: readonly ReplayedSegment[]) {
    this.#options = options;
    this.#durability = options.durability;
    for (const part of replayed) {
      this.#closedBytes.set(part.segment, part.fileBytes);
    }
    const last = replayed.at(-1);
    this.#segment = Math.max(last?.segment ?? 0, options.floorSegment - 1);
    if (last?.salt !== undefined && last.goodBytes < options.segmentBytes) {
      this.#closedBytes.delete(last.segment);
      this.#salt = last.salt;
      this.#offset = last.goodBytes;
      this.#isTorn = last.fileBytes > last.goodBytes;
    }
  }

  /** The segment that is written to: it cannot be removed. */
  get segment(): number {
    return this.#segment;
  }

  get offset(): number {
    return this.#offset;
  }

  setDurability(durability: Durability): void {
    this.#durability = durability;
  }

  storedBytes(): number {
    let bytes = this.#offset;
    for (const size of this.#closedBytes.values()) {
      bytes += size;
    }
    return bytes;
  }

  /** The closed segments, oldest first. */
  closedSegments(): number[] {
    return [...this.#closedBytes.keys()].sort((a, b) => a - b);
  }

  bytesOf(segment: number): number {
    return segment === this.#segment ? this.#offset : (this.#closedBytes.get(segment) ?? 0);
  }

  forget(segment: number): void {
    this.#closedBytes.delete(segment);
  }

  /** An open file without torn bytes and with room for a batch. */
  async ready(): Promise<void> {
    if (this.#offset >= this.#options.segmentBytes || this.#offset === 0) {
      await this.#roll();
    }
    this.#file ??= await this.#options.files.open(this.#path(this.#segment), 'r+');
    if (this.#isTorn) {
      await this.#file.truncate(this.#offset);
      this.#isTorn = false;
    }
  }

  /** Whether the file that is written to still lies in its folder: one that was deleted takes every write. */
  async isInPlace(): Promise<boolean> {
    if (this.#file === undefined) {
      return true;
    }
    const { files, folder } = this.#options;
    const segment = this.#segment;
    try {
      const names = await files.list(folder);
      // One that was begun meanwhile is there: it was just made.
      return segment !== this.#segment || names.includes(segmentName(segment));
    } catch (error) {
      // Anything else (too many open files) says nothing of the folder.
      return systemCode(error) !== 'ENOENT';
    }
  }

  /** Closes the file; it has to be there when it is written to again. */
  async leave(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  /** Where a frame that starts at `start` of the next write will lie. */
  positionOf(start: number): Position {
    return positionOf(this.#segment, this.#offset + start);
  }

  /** Appends frames after `ready`; the position of the first byte, or throws and nothing is kept. */
  async write(writer: FrameWriter, starts: Iterable<{ readonly start: number }>): Promise<number> {
    const file = this.#file;
    if (file === undefined) {
      throw new Error('the journal file is not open');
    }
    for (const { start } of starts) {
      writer.setSalt(start, this.#salt);
    }
    const base = this.#offset;
    this.#isTorn = true;
    try {
      await writeFully(file, writer.bytes(), base);
      if (this.#durability === 'disk') {
        await file.dataSync();
      }
    } catch (error) {
      // At once, not at the next append: a restart before it would find what was refused.
      await this.ready().catch(() => undefined);
      throw error;
    }
    this.#isTorn = false;
    this.#offset = base + writer.size;
    return base;
  }

  /** Throws where the disk has no room. */
  async probe(): Promise<void> {
    await this.ready();
    const file = this.#file;
    if (file) {
      this.#isTorn = true;
      await writeFully(file, Buffer.alloc(PROBE_BYTES), this.#offset);
      await file.truncate(this.#offset);
      this.#isTorn = false;
    }
  }

  async close(): Promise<void> {
    await this.leave();
  }

  async #roll(): Promise<void> {
    const { files, folder } = this.#options;
    const next = this.#segment + 1;
    const { salt, headerBytes } = newSegmentHeader();
    // A file of this number can only be the rest of a roll that failed.
    const file = await files.open(this.#path(next), 'w+');
    try {
      await writeFully(file, headerBytes, 0);
      if (this.#durability === 'disk') {
        await file.dataSync();
        await files.syncFolder(folder);
      }
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    const old = this.#file;
    if (this.#offset > 0) {
      this.#closedBytes.set(this.#segment, this.#offset);
    }
    this.#file = file;
    this.#segment = next;
    this.#salt = salt;
    this.#offset = SEGMENT_HEADER_BYTES;
    this.#isTorn = false;
    await old?.close();
  }

  #path(segment: number): string {
    return join(this.#options.folder, segmentName(segment));
  }
}
