import type { DeliveryRecord } from '../core/records.ts';
import type { LiveFeed } from '../ports.ts';

export interface WatchedFeed {
  readonly feed: LiveFeed;
  /** From now on, `watch` is told of every delivery that was made or changed. */
  readonly watchDeliveries: (watch: (record: DeliveryRecord) => void) => void;
}

/** The live feed with one more listener inside the server, whether a window is open or not. */
export function watchedFeed(live: LiveFeed): WatchedFeed {
  let watch: ((record: DeliveryRecord) => void) | undefined;
  return {
    feed: {
      delivery: (record) => {
        live.delivery(record);
        watch?.(record);
      },
      capture: (record) => live.capture(record),
      capturesDeleted: (ids) => live.capturesDeleted(ids),
      changed: (what) => live.changed(what),
    },
    watchDeliveries: (given) => {
      watch = given;
    },
  };
}
