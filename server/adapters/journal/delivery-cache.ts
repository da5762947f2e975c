import type { EventRecord } from '../../core/records.ts';
import type { EventRow } from './delivery-row.ts';

/** A burst of 10,000 events of 512 bytes fits four times; more is read back from the disk. */
const MAX_CACHED_BYTES = 24 * 1024 * 1024;

/** Keeps the events that are about to be sent, within a bound, so that sending reads no disk. */
export class DeliveryCache {
  #bytes = 0;

  keep(row: EventRow, record: EventRecord): void {
    if (row.pending > 0 && this.#bytes + row.dataBytes <= MAX_CACHED_BYTES) {
      row.cached = record;
      this.#bytes += row.dataBytes;
    }
  }

  dropIfDone(row: EventRow): void {
    if (row.cached && row.pending === 0) {
      row.cached = null;
      this.#bytes -= row.dataBytes;
    }
  }
}
