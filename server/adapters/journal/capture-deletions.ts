// Deleting with undo: hidden at once, gone for good after a while.
import { randomBytes } from 'node:crypto';
import type { CaptureId } from '../../contract/ids.ts';
import type { Clock } from '../../ports.ts';
import type { CaptureBodies } from './capture-bodies.ts';
import { CAPTURE_KINDS, type DeletedTuple } from './capture-frames.ts';
import type { CaptureRow } from './capture-row.ts';
import type { CaptureRows, CaptureTotals } from './capture-rows.ts';
import type { Journal } from './journal.ts';

interface DeletionDeps {
  readonly journal: Journal<CaptureTotals>;
  readonly rows: CaptureRows;
  readonly bodies: CaptureBodies;
  readonly clock: Clock;
}

/** How long a deletion can be undone; a restart begins it anew. */
const UNDO_MS = 5 * 60_000;

export class CaptureDeletions {
  readonly #deps: DeletionDeps;
  readonly #timers = new Map<string, () => void>();

  constructor(deps: DeletionDeps) {
    this.#deps = deps;
    for (const undo of deps.rows.hidden.keys()) {
      this.#purgeLater(undo);
    }
  }

  async delete(ids: readonly CaptureId[]): Promise<{ deleted: number; undo: string }> {
    const { rows } = this.#deps;
    const undo = randomBytes(12).toString('hex');
    const known = [...new Set(ids)].filter((id) => rows.byId.get(id)?.hiddenBy === null);
    const tuple: DeletedTuple = [undo, known];
    let deleted = 0;
    if (known.length > 0) {
      await this.#append(CAPTURE_KINDS.deleted, tuple, () => {
        deleted = rows.applyDeleted(tuple).length;
      });
      this.#purgeLater(undo);
    }
    return { deleted, undo };
  }

  async restore(undo: string): Promise<number> {
    const { rows } = this.#deps;
    if (!rows.hidden.has(undo)) {
      return 0;
    }
    let restored = 0;
    await this.#append(CAPTURE_KINDS.restored, undo, () => {
      restored = rows.applyRestored(undo);
    });
    this.#timers.get(undo)?.();
    this.#timers.delete(undo);
    return restored;
  }

  close(): void {
    for (const cancel of this.#timers.values()) {
      cancel();
    }
    this.#timers.clear();
  }

  /** By a timer rather than by the clock: a clock that jumps takes nothing away early. */
  #purgeLater(undo: string): void {
    const cancel = this.#deps.clock.after(UNDO_MS, () => {
      this.#timers.delete(undo);
      this.#purge(undo).catch(() => this.#purgeLater(undo));
    });
    this.#timers.set(undo, cancel);
  }

  async #purge(undo: string): Promise<void> {
    const { rows, bodies } = this.#deps;
    let gone: CaptureRow[] = [];
    await this.#append(CAPTURE_KINDS.purged, undo, () => {
      gone = rows.applyPurged(undo);
    });
    for (const row of gone) {
      if (row.bodyFile !== null) {
        await bodies.remove(row.bodyFile);
      }
    }
  }

  #append(kind: number, summary: unknown, onStored: () => void): Promise<void> {
    const summaryText = JSON.stringify(summary);
    return this.#deps.journal.log.appendUrgent({ kind, summaryText }, onStored);
  }
}
