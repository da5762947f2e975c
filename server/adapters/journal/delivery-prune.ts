// Retention of deliveries. Rows go first, with a frame that says so; room on the disk comes back
// when the oldest segments hold little that lives: that little is copied ahead, then the manifest
// moves, then the files go. A crash between any two of these steps loses and doubles nothing.
import type { EventId } from '../../contract/ids.ts';
import type { Clock, RetentionLimits } from '../../ports.ts';
import type { DeliveryTotals } from './delivery-counts.ts';
import {
  type CarriedDelivery,
  type CarryTuple,
  DELIVERY_KINDS,
  deliveryTuple,
  outcomeCode,
  stateCode,
} from './delivery-frames.ts';
import type { DeliveryRow, EventRow } from './delivery-row.ts';
import type { DeliveryRows } from './delivery-rows.ts';
import { detailTextOf, type FrameParts, latinTextOf, rawOf } from './frame.ts';
import type { Journal } from './journal.ts';
import { Retention } from './retention.ts';
import { type Position, segmentOf } from './segment-files.ts';

interface PruneDeps {
  readonly journal: Journal<DeliveryTotals>;
  readonly rows: DeliveryRows;
  readonly clock: Clock;
}

/** Ids per frame: keeps a frame small. */
const IDS_PER_FRAME = 5000;

export async function pruneDeliveries(deps: PruneDeps, limits: RetentionLimits): Promise<number> {
  const victims = chooseVictims(deps, limits);
  let pruned = 0;
  for (let start = 0; start < victims.length; start += IDS_PER_FRAME) {
    const ids = victims.slice(start, start + IDS_PER_FRAME).map((event) => event.id);
    pruned += await pruneRows(deps, ids);
  }
  await reclaim(deps);
  return pruned;
}

/** Oldest first, as long as what remains is beyond a limit; nothing that is pending or in work. */
function chooseVictims({ rows, clock }: PruneDeps, limits: RetentionLimits): EventRow[] {
  const victims: EventRow[] = [];
  const items = rows.deliveries.length + rows.loneEvents;
  const retention = new Retention(limits, clock.now(), { items, bytes: rows.liveBytes });
  for (const event of rows.events) {
    if (retention.isDone()) {
      break;
    }
    if (retention.mayGo(event.createdAtMs) && !isBusy(event)) {
      victims.push(event);
      retention.take(Math.max(1, event.deliveries.length), bytesOf(event));
    }
  }
  return victims;
}

function isBusy(event: EventRow): boolean {
  return event.pending > 0 || event.isLeaving || event.deliveries.some((row) => row.isClaimed);
}

async function pruneRows({ journal, rows }: PruneDeps, ids: readonly EventId[]): Promise<number> {
  const setLeaving = (isLeaving: boolean) => {
    for (const id of ids) {
      const event = rows.eventsById.get(id);
      if (event) {
        event.isLeaving = isLeaving;
      }
    }
  };
  setLeaving(true);
  let pruned = 0;
  await journal.log.appendUrgent(
    { kind: DELIVERY_KINDS.pruned, summaryText: JSON.stringify(ids) },
    () => {
      pruned = rows.applyPruned(ids);
    },
    () => setLeaving(false),
  );
  return pruned;
}

/** Gives room back, oldest segment first, as far as that is worth it. */
async function reclaim(deps: PruneDeps): Promise<void> {
  const { journal, rows } = deps;
  // What is written from here on is not looked at: it holds what was carried ahead.
  const newest = journal.tail.segment;
  for (const oldest of journal.tail.closedSegments().filter((segment) => segment < newest)) {
    const isWorthIt = journal.isCompactionWorthIt(oldest, rows.liveBytes);
    if (!isWorthIt && !isDead(rows, oldest)) {
      return;
    }
    const carriedFrom = journal.tail.segment;
    await carryAhead(deps, oldest + 1);
    await journal.raiseFloor(oldest + 1, totalsBelow(rows, oldest + 1), carriedFrom);
    rows.counts.moveBaseTo(oldest + 1);
  }
}

function totalsBelow(rows: DeliveryRows, segment: number): DeliveryTotals {
  const { nextNumber, nextSequence } = rows;
  return { ...rows.counts.totalsBelow(segment), nextNumber, nextSequence };
}

function isDead(rows: DeliveryRows, segment: number): boolean {
  return !rows.events.some((event) => touches(event, segment + 1));
}

/** Whether a frame that the event needs lies below the segment. */
function touches(event: EventRow, floor: number): boolean {
  return (
    event.homeSegment < floor ||
    segmentOf(event.position) < floor ||
    event.deliveries.some((row) =>
      row.attemptPositions.some((position) => segmentOf(position) < floor),
    )
  );
}

async function carryAhead(deps: PruneDeps, floor: number): Promise<void> {
  for (const event of deps.rows.events.filter((row) => touches(row, floor))) {
    await carryEvent(deps, event, floor);
  }
}

async function carryEvent(deps: PruneDeps, event: EventRow, floor: number): Promise<void> {
  const { journal, rows } = deps;
  const copies = new Map<Position, FrameParts>();
  const positions = [event.position, ...event.deliveries.flatMap((row) => row.attemptPositions)];
  for (const position of positions.filter((each) => segmentOf(each) < floor)) {
    const frame = await journal.reader.read(position);
    if (frame) {
      copies.set(position, {
        kind: DELIVERY_KINDS.copy,
        summaryText: '',
        detailText: detailTextOf(frame),
        latinText: latinTextOf(frame),
        raw: [rawOf(frame)],
      });
    }
  }
  await journal.log.appendHead((add) => {
    if (rows.eventsById.get(event.id) !== event) {
      return () => undefined;
    }
    const moved = new Map<Position, Position>();
    for (const [position, parts] of copies) {
      moved.set(position, add(parts).position);
    }
    const tuple = carryTuple(event, (position) => moved.get(position) ?? position);
    const { position: home } = add({
      kind: DELIVERY_KINDS.carry,
      summaryText: JSON.stringify(tuple),
    });
    return () => rows.applyCarry(tuple, home);
  });
}

function carryTuple(event: EventRow, moved: (position: Position) => Position): CarryTuple {
  return [
    event.sequence,
    event.id,
    event.type,
    event.createdAtMs,
    event.origin,
    event.dataBytes,
    moved(event.position),
    event.frameBytes,
    event.deliveries.map((row) => carriedDelivery(row, moved)),
  ];
}

function carriedDelivery(
  row: DeliveryRow,
  moved: (position: Position) => Position,
): CarriedDelivery {
  return [
    row.number,
    row.createdAtMs,
    row.updatedAtMs,
    stateCode(row.state),
    row.attempts,
    row.scheduledAttempts,
    row.lastStatus,
    outcomeCode(row.lastOutcome),
    row.lastDurationMs,
    row.attemptBytes,
    row.attemptPositions.map(moved),
    deliveryTuple(row),
  ];
}

function bytesOf(event: EventRow): number {
  return event.deliveries.reduce((sum, row) => sum + row.attemptBytes, event.frameBytes);
}
