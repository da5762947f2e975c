// Retention of captures, in the same steps as that of deliveries: rows first, with a frame that
// says so; then, where most of the disk's bytes are dead, what lives in the oldest segment is copied
// ahead, the manifest moves, the file goes.
import type { Clock, RetentionLimits } from '../../ports.ts';
import type { CaptureBodies } from './capture-bodies.ts';
import { readWholeDetail } from './capture-detail.ts';
import { CAPTURE_KINDS, captureFrame, readChecks, tupleOf } from './capture-frames.ts';
import type { CaptureRow } from './capture-row.ts';
import type { CaptureRows, CaptureTotals } from './capture-rows.ts';
import { type FrameParts, rawOf } from './frame.ts';
import type { Journal } from './journal.ts';
import { firstAtLeast } from './newest-first.ts';
import { createPause } from './pause.ts';
import { Retention } from './retention.ts';
import { segmentOf } from './segment-files.ts';

interface PruneDeps {
  readonly journal: Journal<CaptureTotals>;
  readonly rows: CaptureRows;
  readonly bodies: CaptureBodies;
  readonly clock: Clock;
  /** Lets everybody else run before what comes next. */
  readonly nextTurn: () => Promise<void>;
}

/** Rows that go in one turn of the event loop, with one frame: about 2 ms. */
const PRUNED_PER_TURN = 500;
/** Rows that are looked at in one turn. */
const LOOKED_AT_PER_TURN = 20_000;

/** What is looked through for victims: how far, and who may go. */
interface Pass {
  readonly wants: (row: CaptureRow, retention: Retention) => boolean;
  /** The number of the last row that was looked at. */
  lookedTo: number;
}

export class CapturePruner {
  readonly #deps: PruneDeps;
  #last: Promise<unknown> = Promise.resolve();

  constructor(deps: PruneDeps) {
    this.#deps = deps;
  }

  /** One at a time. */
  prune(limits: RetentionLimits): Promise<number> {
    const pruned = this.#last.then(() => this.#prune(limits));
    this.#last = pruned.catch(() => undefined);
    return pruned;
  }

  /** The oldest without a star go first. Those with a star go last, and never for their age. */
  async #prune(limits: RetentionLimits): Promise<number> {
    const untilNumber = this.#deps.rows.nextNumber;
    const passes: Pass[] = [
      { lookedTo: 0, wants: (row, held) => !row.isStarred && held.mayGo(row.receivedAtMs) },
      { lookedTo: 0, wants: (row, held) => row.isStarred && held.isBeyond() },
    ];
    let pruned = 0;
    for (const pass of passes) {
      // What comes meanwhile is for the next time, or a flood would never let this end.
      while (pass.lookedTo < untilNumber) {
        const victims = this.#chooseVictims(pass, limits);
        pruned += victims.length > 0 ? await this.#pruneRows(victims) : 0;
        await this.#deps.nextTurn();
      }
    }
    await this.#reclaim();
    return pruned;
  }

  /** The victims of one turn. They are chosen by what is held now: much may have changed since the last. */
  #chooseVictims(pass: Pass, limits: RetentionLimits): CaptureRow[] {
    const { rows, clock } = this.#deps;
    const held = { items: rows.visible.length, bytes: rows.liveBytes };
    const retention = new Retention(limits, clock.now(), held);
    const victims: CaptureRow[] = [];
    const first = firstAtLeast(rows.visible, (row) => row.number, pass.lookedTo + 1);
    const end = Math.min(rows.visible.length, first + LOOKED_AT_PER_TURN);
    for (let index = first; index < end && victims.length < PRUNED_PER_TURN; index += 1) {
      const row = rows.visible[index];
      if (row === undefined || retention.isDone()) {
        break;
      }
      pass.lookedTo = row.number;
      if (pass.wants(row, retention)) {
        victims.push(row);
        retention.take(1, row.bytes);
      }
    }
    if (retention.isDone() || (end === rows.visible.length && victims.length < PRUNED_PER_TURN)) {
      pass.lookedTo = Number.POSITIVE_INFINITY;
    }
    return victims;
  }

  async #pruneRows(victims: readonly CaptureRow[]): Promise<number> {
    const { journal, rows, bodies } = this.#deps;
    const setLeaving = (isLeaving: boolean) => {
      for (const row of victims) {
        row.isLeaving = isLeaving;
      }
    };
    const ids = victims.map((row) => row.id);
    let gone: CaptureRow[] = [];
    setLeaving(true);
    await journal.log.appendUrgent(
      { kind: CAPTURE_KINDS.pruned, summaryText: JSON.stringify(ids) },
      () => {
        gone = rows.applyPruned(ids);
      },
      () => setLeaving(false),
    );
    setLeaving(false);
    for (const row of gone) {
      if (row.bodyFile !== null) {
        await bodies.remove(row.bodyFile);
      }
    }
    return gone.length;
  }

  /** Gives room back, oldest segment first, as far as that is worth it. */
  async #reclaim(): Promise<void> {
    const { journal, rows } = this.#deps;
    await this.#dropEmpty();
    // What is written from here on is not looked at: it holds what was carried ahead.
    const newest = journal.tail.segment;
    for (const oldest of journal.tail.closedSegments().filter((segment) => segment < newest)) {
      const isWorthIt = journal.isCompactionWorthIt(oldest, rows.liveBytes - rows.bodyFileBytes);
      if (!isWorthIt && this.#isAnyIn(oldest)) {
        return;
      }
      const inside = await this.#rowsBelow(oldest + 1);
      // What can still be brought back stays where its deletion is known.
      const isStuck = () => inside.some((row) => row.hiddenBy !== null);
      if (isStuck()) {
        return;
      }
      const carriedFrom = journal.tail.segment;
      for (const row of inside) {
        await this.#carry(row);
      }
      if (isStuck()) {
        return; // Deleted while it was carried.
      }
      await journal.raiseFloor(oldest + 1, rows.totalsBelow(oldest + 1), carriedFrom);
      rows.moveBaseTo(oldest + 1);
    }
  }

  /**
   * Segments below the oldest row go in one step. A flood leaves hundreds of them: to look through
   * all rows for each, with a manifest each, would keep senders waiting for seconds.
   */
  async #dropEmpty(): Promise<void> {
    const { journal, rows } = this.#deps;
    const newest = journal.tail.segment;
    const floor = Math.min(newest, await this.#oldestSegment());
    if (journal.tail.closedSegments().some((segment) => segment < floor)) {
      await journal.raiseFloor(floor, rows.totalsBelow(floor), newest);
      rows.moveBaseTo(floor);
    }
  }

  /** No row moves to an older segment, so what was found holds while this looks on. */
  async #oldestSegment(): Promise<number> {
    let oldest = Number.POSITIVE_INFINITY;
    const pause = createPause();
    for (const row of this.#deps.rows.byId.values()) {
      for (const position of [row.position, row.answerPosition, row.forwardsPosition]) {
        oldest = position > 0 ? Math.min(oldest, segmentOf(position)) : oldest;
      }
      const paused = pause();
      if (paused !== undefined) {
        await paused;
      }
    }
    return oldest;
  }

  async #rowsBelow(floor: number): Promise<CaptureRow[]> {
    const below: CaptureRow[] = [];
    const pause = createPause();
    for (const row of this.#deps.rows.byId.values()) {
      if (touches(row, floor)) {
        below.push(row);
      }
      const paused = pause();
      if (paused !== undefined) {
        await paused;
      }
    }
    return below;
  }

  /** Mostly the first row that is looked at: rows stand in the order in which they came. */
  #isAnyIn(oldest: number): boolean {
    for (const row of this.#deps.rows.byId.values()) {
      if (touches(row, oldest + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Writes a capture anew, as it stands, at the end of the journal. */
  async #carry(row: CaptureRow): Promise<void> {
    const { journal, rows } = this.#deps;
    for (let isCarried = false; !isCarried; ) {
      const { answerPosition, forwardsPosition } = row;
      const parts = await this.#readWhole(row);
      await journal.log.appendHead((add) => {
        const isSame =
          row.answerPosition === answerPosition && row.forwardsPosition === forwardsPosition;
        const isGone = rows.byId.get(row.id) !== row;
        isCarried = isSame || isGone;
        if (!isSame || isGone) {
          return () => undefined;
        }
        const tuple = tupleOf(row);
        const { position, bytes } = add({ ...parts, summaryText: JSON.stringify(tuple) });
        return () => rows.applyCapture(tuple, position, bytes);
      });
    }
  }

  async #readWhole(row: CaptureRow): Promise<FrameParts> {
    const { journal } = this.#deps;
    const detail = await readWholeDetail(journal, row);
    const frame = await journal.reader.read(row.position);
    if (detail === undefined) {
      // Damaged on the disk: the row stays, its detail is lost.
      return { kind: CAPTURE_KINDS.capture, summaryText: '' };
    }
    return captureFrame(row, detail, {
      bytes: frame && row.bodyFile === null ? rawOf(frame) : undefined,
      checks: frame && readChecks(frame),
    });
  }
}

function touches(row: CaptureRow, floor: number): boolean {
  return [row.position, row.answerPosition, row.forwardsPosition].some(
    (position) => position > 0 && segmentOf(position) < floor,
  );
}
