import type { AttemptRecord, DeliveryRecord, Settlement } from '../core/records.ts';
import type { DeliveryDeps } from './delivery-deps.ts';

const STORE_RETRY_MS = 1000;

/**
 * Stores an attempt that was made, however long the store refuses (a full disk). Until then its
 * lane slot stays taken: sending on would only make more that cannot be recorded, and giving up
 * would send the event twice.
 */
export async function recordUntilStored(
  deps: Pick<DeliveryDeps, 'deliveries' | 'clock' | 'log'>,
  attempt: AttemptRecord,
  settlement: Settlement,
): Promise<DeliveryRecord> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await deps.deliveries.recordAttempt(attempt, settlement);
    } catch (error) {
      if (tries === 1) {
        const fields = { delivery_id: attempt.deliveryId, err: error };
        deps.log.error(fields, 'an attempt could not be stored; it is kept and tried again');
      }
      await new Promise<void>((resolve) => {
        deps.clock.after(STORE_RETRY_MS, resolve);
      });
    }
  }
}
