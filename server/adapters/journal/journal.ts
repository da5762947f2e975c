// One journal, opened: its files read, its torn end cut, ready to append and to read back.
import { join } from 'node:path';
import type { Clock, Log } from '../../ports.ts';
import type { FileLayer } from './file-layer.ts';
import { readManifest, writeManifest } from './manifest.ts';
import { Reserve } from './reserve.ts';
import { SegmentReader, segmentName } from './segment-files.ts';
import { SegmentLog } from './segment-log.ts';
import { replaySegments, type VisitFrame } from './segment-replay.ts';
import { type Durability, SegmentTail } from './segment-tail.ts';
import { storageFull } from './storage-full.ts';

/** Small enough that pruning gives room back soon, large enough for few files. */
const SEGMENT_BYTES = 16 * 1024 * 1024;

export interface JournalOptions {
  readonly folder: string;
  readonly files: FileLayer;
  readonly clock: Clock;
  readonly log: Log;
  readonly durability: Durability;
  readonly segmentBytes?: number;
  /** Compacts whatever it can at each pruning, worth it or not: for tests. */
  readonly compactsAlways?: boolean;
}

export interface Journal<Totals> {
  readonly folder: string;
  readonly files: FileLayer;
  readonly logger: Log;
  readonly tail: SegmentTail;
  readonly log: SegmentLog;
  readonly reader: SegmentReader;
  /**
   * Removes all segments below one. `totals` say what was true of their records; what lived there
   * was copied ahead, into segments from `carriedFrom` on.
   */
  raiseFloor(segment: number, totals: Totals, carriedFrom: number): Promise<void>;
  /** Whether the room of the oldest segment is worth copying what lives in it. */
  isCompactionWorthIt(oldest: number, liveBytes: number): boolean;
  close(): Promise<void>;
}

export interface Replay<Totals> {
  /** Called first, with what the manifest says of all that is gone. */
  begin(totals: Totals | undefined): void;
  readonly visit: VisitFrame;
}

export async function openJournal<Totals>(
  options: JournalOptions,
  replay: Replay<Totals>,
): Promise<Journal<Totals>> {
  const { folder, files, clock, log, durability } = options;
  await files.makeFolder(folder);
  const manifest = await readManifest<Totals>(folder, log);
  const floorSegment = manifest?.floorSegment ?? 1;
  replay.begin(manifest?.totals);
  const replayed = await replaySegments({ folder, files, log, floorSegment }, replay.visit);
  const segmentBytes = options.segmentBytes ?? SEGMENT_BYTES;
  const tail = new SegmentTail({ folder, files, durability, segmentBytes, floorSegment }, replayed);
  const reserve = new Reserve(folder, files);
  await reserve.take();
  const reader = new SegmentReader(folder, files);
  const onTakenBack = () => reader.forgetAhead();
  const segmentLog = new SegmentLog({ folder, clock, log, reserve, onTakenBack }, tail);
  return {
    folder,
    files,
    logger: log,
    tail,
    log: segmentLog,
    reader,
    async raiseFloor(segment, totals, carriedFrom) {
      try {
        // What was carried ahead must be on the disk before what it was copied from goes.
        for (let carried = carriedFrom; carried <= tail.segment; carried += 1) {
          await syncFile(files, join(folder, segmentName(carried)));
        }
        await writeManifest(files, folder, { version: 1, floorSegment: segment, totals });
        for (const closed of tail.closedSegments().filter((number) => number < segment)) {
          await reader.drop(closed);
          await files.remove(join(folder, segmentName(closed)));
          tail.forget(closed);
        }
        await reserve.take();
      } catch (error) {
        throw storageFull(folder, error);
      }
    },
    isCompactionWorthIt(oldest, liveBytes) {
      // More than half of what lies on the disk is dead, and more than is about to be copied.
      const deadBytes = tail.storedBytes() - liveBytes;
      return options.compactsAlways === true || deadBytes > liveBytes + tail.bytesOf(oldest);
    },
    async close() {
      await segmentLog.close();
      await reader.close();
    },
  };
}

async function syncFile(files: FileLayer, path: string): Promise<void> {
  const file = await files.open(path, 'r+');
  try {
    await file.dataSync();
  } finally {
    await file.close();
  }
}
