// The captures in memory: one row each, never a body. As with deliveries every change comes through
// an `apply…` method with what stands in the journal, so that a restart sees what was seen before.
import type { Ledger } from '../../contract/delivery.ts';
import type { CaptureId, RuleId } from '../../contract/ids.ts';
import { deliveryNameOf } from '../../core/repeated-delivery.ts';
import {
  type CaptureTuple,
  type ChangeTuple,
  type DeletedTuple,
  FLAGS,
  verdictOf,
} from './capture-frames.ts';
import { type CaptureRow, fileBytesOf } from './capture-row.ts';
import { dropRows } from './drop-rows.ts';
import { RepeatedTexts } from './repeated-texts.ts';
import { type Position, segmentOf } from './segment-files.ts';

export interface CaptureTotals {
  nextNumber: number;
  pruned: number;
  deleted: number;
}

export function noCaptures(): CaptureTotals {
  return { nextNumber: 1, pruned: 0, deleted: 0 };
}

export class CaptureRows {
  readonly byId = new Map<CaptureId, CaptureRow>();
  /** Those that are not hidden, in the order of their numbers. */
  visible: CaptureRow[] = [];
  /** Undo tokens with what they would bring back. */
  readonly hidden = new Map<string, CaptureRow[]>();
  nextNumber: number;
  /** Bytes of frames and files that rows point to. */
  liveBytes = 0;
  /** Those of them in files of their own. */
  bodyFileBytes = 0;
  readonly #base: CaptureTotals;
  #pruned: number;
  #deleted: number;
  readonly #byKey = new Map<string, CaptureRow[] | CaptureRow>();
  readonly #texts = new RepeatedTexts();
  readonly #goneBySegment = new Map<number, CaptureTotals>();

  constructor(base: CaptureTotals) {
    this.#base = { ...base };
    this.nextNumber = base.nextNumber;
    this.#pruned = base.pruned;
    this.#deleted = base.deleted;
  }

  /** A new row, or the row anew where it was carried ahead. */
  applyCapture(tuple: CaptureTuple, position: Position, frameBytes: number): CaptureRow {
    const row = this.newRow(tuple);
    row.position = position;
    row.bytes = frameBytes + fileBytesOf(row);
    const known = this.byId.get(row.id);
    if (known) {
      this.liveBytes += row.bytes - known.bytes;
      Object.assign(known, row, { hiddenBy: known.hiddenBy, isLeaving: known.isLeaving });
      return known;
    }
    return this.insert(row);
  }

  insert(row: CaptureRow): CaptureRow {
    this.byId.set(row.id, row);
    this.visible.push(row);
    this.#index(row);
    this.liveBytes += row.bytes;
    this.bodyFileBytes += fileBytesOf(row);
    this.nextNumber = Math.max(this.nextNumber, row.number + 1);
    return row;
  }

  applyChange(tuple: ChangeTuple, position: Position, frameBytes: number): void {
    const [id, change, hasForwards, answer] = tuple;
    const row = this.byId.get(id);
    if (row === undefined) {
      return;
    }
    Object.assign(row, change);
    if (answer) {
      row.answerPosition = position;
      row.ruleName = answer.ruleName && this.#texts.one(answer.ruleName);
    }
    if (hasForwards) {
      row.forwardsPosition = position;
    }
    if (answer || hasForwards) {
      row.bytes += frameBytes;
      this.liveBytes += frameBytes;
    }
  }

  /** Hides rows; answers those that were there to hide. */
  applyDeleted([undo, ids]: DeletedTuple): CaptureRow[] {
    const rows: CaptureRow[] = [];
    for (const id of ids) {
      const row = this.byId.get(id);
      if (row && row.hiddenBy === null) {
        row.hiddenBy = undo;
        rows.push(row);
        this.#unindex(row);
      }
    }
    if (rows.length > 0) {
      this.hidden.set(undo, rows);
      this.visible = this.visible.filter((row) => row.hiddenBy === null);
    }
    return rows;
  }

  applyRestored(undo: string): number {
    const rows = this.hidden.get(undo) ?? [];
    this.hidden.delete(undo);
    for (const row of rows) {
      row.hiddenBy = null;
      this.visible.push(row);
      this.#index(row);
    }
    if (rows.length > 0) {
      this.sort();
    }
    return rows.length;
  }

  /** A deletion can no longer be undone. */
  applyPurged(undo: string): CaptureRow[] {
    const rows = this.hidden.get(undo) ?? [];
    this.hidden.delete(undo);
    for (const row of rows) {
      this.#remove(row, 'deleted');
    }
    return rows;
  }

  applyPruned(ids: readonly CaptureId[]): CaptureRow[] {
    const rows: CaptureRow[] = [];
    for (const id of ids) {
      const row = this.byId.get(id);
      if (row && row.hiddenBy === null) {
        rows.push(row);
        this.#unindex(row);
        this.#remove(row, 'pruned');
      }
    }
    this.visible = dropRows(this.visible, rows);
    return rows;
  }

  sort(): void {
    this.visible.sort((a, b) => a.number - b.number);
  }

  /** Newest first. */
  byDeliveryKey(key: string): readonly CaptureRow[] {
    const found = this.#byKey.get(key);
    if (found === undefined) {
      return [];
    }
    return Array.isArray(found) ? [...found].sort((a, b) => b.number - a.number) : [found];
  }

  /** Whether a delivery of that name was captured; `key` is the sender's id in it. */
  hasDelivery(name: string, key: string | null): boolean {
    const found = key === null ? undefined : this.#byKey.get(key);
    if (found === undefined) {
      return false;
    }
    const rows = Array.isArray(found) ? found : [found];
    return rows.some((row) => deliveryNameOf(row) === name);
  }

  ledger(): Ledger['captures'] {
    let hidden = 0;
    for (const rows of this.hidden.values()) {
      hidden += rows.length;
    }
    const stored = this.visible.length;
    const deleted = this.#deleted + hidden;
    return { received: stored + this.#pruned + deleted, stored, pruned: this.#pruned, deleted };
  }

  /** What the manifest has to hold once the segments below are gone. */
  totalsBelow(segment: number): CaptureTotals {
    const totals = { ...this.#base, nextNumber: this.nextNumber };
    for (const [home, gone] of this.#goneBySegment) {
      if (home < segment) {
        totals.pruned += gone.pruned;
        totals.deleted += gone.deleted;
      }
    }
    return totals;
  }

  moveBaseTo(segment: number): void {
    Object.assign(this.#base, this.totalsBelow(segment));
    for (const home of this.#goneBySegment.keys()) {
      if (home < segment) {
        this.#goneBySegment.delete(home);
      }
    }
  }

  newRow(tuple: CaptureTuple): CaptureRow {
    const [id, number, method, target, receivedAtMs, durationMs, sizeBytes, flags] = tuple;
    const [, , , , , , , , verdict, dialect, status, eventType, deliveryKey, from] = tuple;
    return {
      id,
      number,
      method: this.#texts.one(method),
      target,
      receivedAtMs,
      durationMs,
      sizeBytes,
      isCut: (flags & FLAGS.isCut) !== 0,
      verdict: verdictOf(verdict),
      dialect: dialect && this.#texts.one(dialect),
      status,
      eventType: eventType && this.#texts.one(eventType),
      deliveryKey,
      from: this.#texts.one(from),
      ruleId: tuple[14] && (this.#texts.one(tuple[14]) as RuleId),
      isStarred: (flags & FLAGS.isStarred) !== 0,
      isUnseen: (flags & FLAGS.isUnseen) !== 0,
      isReplay: (flags & FLAGS.isReplay) !== 0,
      isDuplicate: (flags & FLAGS.isDuplicate) !== 0,
      isForwarded: (flags & FLAGS.isForwarded) !== 0,
      isEncoded: (flags & FLAGS.isEncoded) !== 0,
      ruleName: tuple[16] && this.#texts.one(tuple[16]),
      bodyFile: tuple[15],
      position: 0,
      answerPosition: 0,
      forwardsPosition: 0,
      bytes: 0,
      hiddenBy: null,
      isLeaving: false,
    };
  }

  #remove(row: CaptureRow, how: 'pruned' | 'deleted'): void {
    const home = segmentOf(row.position);
    const gone = this.#goneBySegment.get(home) ?? noCaptures();
    this.#goneBySegment.set(home, gone);
    gone[how] += 1;
    if (how === 'pruned') {
      this.#pruned += 1;
    } else {
      this.#deleted += 1;
    }
    this.byId.delete(row.id);
    this.liveBytes -= row.bytes;
    this.bodyFileBytes -= fileBytesOf(row);
  }

  #index(row: CaptureRow): void {
    if (row.deliveryKey === null) {
      return;
    }
    const known = this.#byKey.get(row.deliveryKey);
    if (known === undefined) {
      this.#byKey.set(row.deliveryKey, row);
    } else if (Array.isArray(known)) {
      known.push(row);
    } else {
      this.#byKey.set(row.deliveryKey, [known, row]);
    }
  }

  #unindex(row: CaptureRow): void {
    if (row.deliveryKey === null) {
      return;
    }
    const known = this.#byKey.get(row.deliveryKey);
    const rest = Array.isArray(known) ? known.filter((each) => each !== row) : [];
    if (rest.length > 0) {
      this.#byKey.set(row.deliveryKey, rest);
    } else {
      this.#byKey.delete(row.deliveryKey);
    }
  }
}
