// Events, deliveries and attempts of one process in an append-only journal of our own. Measured
// before it was chosen: NeDB takes 130 to 230 updates a second with an index on a field of few
// values and loses the record after a disk-full error; a plain append takes 60,000 rows.
import { join } from 'node:path';
import type { EventId } from '../../contract/ids.ts';
import type { Clock, DeliveryStore, Log } from '../../ports.ts';
import { type DeliveryTotals, noTotals } from './delivery-counts.ts';
import {
  type AddedTuple,
  type AttemptTuple,
  type CarryTuple,
  DELIVERY_KINDS,
  type EventTuple,
  type SettleTuple,
} from './delivery-frames.ts';
import { DeliveryRows } from './delivery-rows.ts';
import { DeliveryJournal, type JournalControls } from './delivery-store.ts';
import { type FileLayer, nodeFiles } from './file-layer.ts';
import { type FrameView, summaryOf } from './frame.ts';
import { openJournal } from './journal.ts';
import type { Position } from './segment-files.ts';
import type { Durability } from './segment-tail.ts';

export interface DeliveryJournalOptions {
  /** The data folder; the journal lives in `deliveries` below it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly durability: Durability;
  readonly faultsForTests?: FileLayer;
  readonly segmentBytes?: number;
  /** Compacts whatever it can at each pruning, worth it or not: for tests. */
  readonly compactsAlways?: boolean;
}

/** Opens the deliveries of a data folder; never fails because of what was written before. */
export async function openDeliveryJournal(
  options: DeliveryJournalOptions,
): Promise<DeliveryStore & JournalControls> {
  let rows = new DeliveryRows(noTotals());
  const journal = await openJournal<DeliveryTotals>(
    {
      ...options,
      folder: join(options.folder, 'deliveries'),
      files: options.faultsForTests ?? nodeFiles,
    },
    {
      begin: (totals) => {
        rows = new DeliveryRows(totals ?? noTotals());
      },
      visit: (frame, position) => replay(rows, frame, position),
    },
  );
  rows.sort();
  return new DeliveryJournal(journal, rows, options.clock);
}

function replay(rows: DeliveryRows, frame: FrameView, position: Position): void {
  const bytes = frame.end - frame.start;
  switch (frame.kind) {
    case DELIVERY_KINDS.event:
      rows.applyEvent(summaryOf(frame) as EventTuple, position, bytes);
      break;
    case DELIVERY_KINDS.attempt:
      rows.applyAttempt(summaryOf(frame) as AttemptTuple, position, bytes);
      break;
    case DELIVERY_KINDS.settle:
      rows.applySettle(summaryOf(frame) as SettleTuple);
      break;
    case DELIVERY_KINDS.delivery:
      rows.applyAdded(summaryOf(frame) as AddedTuple);
      break;
    case DELIVERY_KINDS.pruned:
      rows.applyPruned(summaryOf(frame) as EventId[]);
      break;
    case DELIVERY_KINDS.carry:
      rows.applyCarry(summaryOf(frame) as CarryTuple, position);
      break;
    default:
      break; // A copy, or a kind of a later version.
  }
}
