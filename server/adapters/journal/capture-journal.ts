// Captures of one process in the same kind of journal as deliveries: a frame a capture, with its
// body up to 64 KiB; larger bodies in files of their own.
import { join } from 'node:path';
import type { CaptureId } from '../../contract/ids.ts';
import type { CaptureStore, Clock, Log } from '../../ports.ts';
import { CaptureBodies } from './capture-bodies.ts';
import {
  CAPTURE_KINDS,
  type CaptureTuple,
  type ChangeTuple,
  type DeletedTuple,
} from './capture-frames.ts';
import { CaptureRows, type CaptureTotals, noCaptures } from './capture-rows.ts';
import { CaptureJournal } from './capture-store.ts';
import type { JournalControls } from './delivery-store.ts';
import { type FileLayer, nodeFiles } from './file-layer.ts';
import { type FrameView, summaryOf } from './frame.ts';
import { openJournal } from './journal.ts';
import { afterOthers } from './pause.ts';
import type { SearchThreads } from './search-threads.ts';
import type { Position } from './segment-files.ts';
import type { Durability } from './segment-tail.ts';

export interface CaptureJournalOptions {
  /** The data folder; the journal lives in `captures` below it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly durability: Durability;
  readonly faultsForTests?: FileLayer;
  readonly segmentBytes?: number;
  /** Compacts whatever it can at each pruning, worth it or not: for tests. */
  readonly compactsAlways?: boolean;
  /** Stands between two turns of a pruning: for tests. */
  readonly nextTurn?: () => Promise<void>;
  /** Where searches look through many frames; left out, that is done in this thread. */
  readonly threads?: SearchThreads | undefined;
}

/** Opens the captures of a data folder; never fails because of what was written before. */
export async function openCaptureJournal(
  options: CaptureJournalOptions,
): Promise<CaptureStore & JournalControls> {
  const { clock, log, durability } = options;
  const files = options.faultsForTests ?? nodeFiles;
  const folder = join(options.folder, 'captures');
  let rows = new CaptureRows(noCaptures());
  const journal = await openJournal<CaptureTotals>(
    { ...options, folder, files },
    {
      begin: (totals) => {
        rows = new CaptureRows(totals ?? noCaptures());
      },
      visit: (frame, position) => replay(rows, frame, position),
    },
  );
  rows.sort();
  const bodies = new CaptureBodies({ folder: join(folder, 'bodies'), files, log, durability });
  const names = new Set([...rows.byId.values()].map((row) => row.bodyFile));
  await bodies.open((name) => names.has(name));
  const nextTurn = options.nextTurn ?? afterOthers;
  const { threads } = options;
  return new CaptureJournal({ journal, rows, bodies, clock, log, nextTurn, threads });
}

function replay(rows: CaptureRows, frame: FrameView, position: Position): void {
  const bytes = frame.end - frame.start;
  switch (frame.kind) {
    case CAPTURE_KINDS.capture:
      rows.applyCapture(summaryOf(frame) as CaptureTuple, position, bytes);
      break;
    case CAPTURE_KINDS.change:
      rows.applyChange(summaryOf(frame) as ChangeTuple, position, bytes);
      break;
    case CAPTURE_KINDS.deleted:
      rows.applyDeleted(summaryOf(frame) as DeletedTuple);
      break;
    case CAPTURE_KINDS.restored:
      rows.applyRestored(summaryOf(frame) as string);
      break;
    case CAPTURE_KINDS.purged:
      rows.applyPurged(summaryOf(frame) as string);
      break;
    case CAPTURE_KINDS.pruned:
      rows.applyPruned(summaryOf(frame) as CaptureId[]);
      break;
    default:
      break; // A kind of a later version.
  }
}
