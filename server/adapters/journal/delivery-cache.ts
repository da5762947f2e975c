import type { EventRecord } from '../../core/records.ts';
import type { EventRow } from './delivery-row.ts';

/** A burst of 10,000 events of 512 bytes fits four times; more is read back from the disk. */
const MAX_CACHED_BYTES = 24 * 1024 * 1024;
/** What was not sent by then waits for something (a retry, a pause): others have more use of the room. */
const KEPT_MS = 10_000;

/** Keeps the events that are about to be sent, within a bound, so that sending reads no disk. */
export class DeliveryCache {
  #bytes = 0;
  /** In the order in which they came; some were dropped since. */
  #line: EventRow[] = [];
  #lineStart = 0;
  /** What came up to then has been kept its time. */
  #staleUntilMs = Number.NEGATIVE_INFINITY;

  keep(row: EventRow, record: EventRecord): void {
    this.#dropStale(record.createdAtMs);
    if (row.pending > 0 && this.#bytes + row.dataBytes <= MAX_CACHED_BYTES) {
      record.shared?.hold();
      row.cached = record;
      this.#bytes += row.dataBytes;
      this.#line.push(row);
    }
  }

  /** Something came to an end: what is done goes, and what was being sent when its time was over. */
  dropIfDone(row: EventRow): void {
    if (row.pending === 0 || row.createdAtMs <= this.#staleUntilMs) {
      this.#drop(row);
    }
  }

  #drop(row: EventRow): void {
    // What is claimed is being sent, maybe by hand though nothing is pending.
    if (row.cached && !row.deliveries.some(({ isClaimed }) => isClaimed)) {
      row.cached.shared?.release();
      row.cached = null;
      this.#bytes -= row.dataBytes;
    }
  }

  #dropStale(nowMs: number): void {
    this.#staleUntilMs = Math.max(this.#staleUntilMs, nowMs - KEPT_MS);
    for (; this.#lineStart < this.#line.length; this.#lineStart += 1) {
      const row = this.#line[this.#lineStart];
      if (row?.cached && nowMs - row.createdAtMs < KEPT_MS) {
        break;
      }
      if (row?.cached) {
        this.#drop(row);
      }
    }
    if (this.#lineStart * 2 > this.#line.length && this.#lineStart > 1000) {
      this.#line = this.#line.slice(this.#lineStart);
      this.#lineStart = 0;
    }
  }
}
