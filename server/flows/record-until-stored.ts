import type { AttemptMade } from '../core/attempt-order.ts';
import { StoreGone } from '../core/errors.ts';
import type { DeliveryRecord, Settlement } from '../core/records.ts';
import type { DeliveryDeps } from './delivery-deps.ts';

const STORE_RETRY_MS = 1000;

type Deps = Pick<DeliveryDeps, 'deliveries' | 'clock' | 'log'>;
type Made = Exclude<AttemptMade, { kind: 'impossible' | 'recalled' }>;

/**
 * Stores an attempt that was made, however long the store refuses (a full disk). Until then it
 * counts as unrecorded, which bounds how much is sent meanwhile: giving up would send it twice.
 * Rejects only where its delivery or the store is gone.
 */
export function recordUntilStored(
  deps: Deps,
  made: Made,
  settlement: Settlement,
): Promise<DeliveryRecord> {
  return store(deps, made, settlement).catch((error: unknown) => {
    if (!(error instanceof StoreGone)) {
      const text = 'an attempt could not be stored; it is kept and tried again';
      deps.log.error({ err: error }, text);
    }
    return recordAgain(deps, made, settlement, error);
  });
}

async function recordAgain(
  deps: Deps,
  made: Made,
  settlement: Settlement,
  refusal: unknown,
): Promise<DeliveryRecord> {
  for (let error = refusal; ; ) {
    if (error instanceof StoreGone) {
      throw error;
    }
    await new Promise<void>((resolve) => {
      deps.clock.after(STORE_RETRY_MS, resolve);
    });
    try {
      return await store(deps, made, settlement);
    } catch (another) {
      error = another;
    }
  }
}

function store(deps: Deps, made: Made, settlement: Settlement): Promise<DeliveryRecord> {
  const { deliveries } = deps;
  if (made.kind === 'made') {
    return deliveries.recordAttempt(made.attempt, settlement);
  }
  if (deliveries.recordPacked === undefined) {
    return Promise.reject(new Error('an attempt was packed for a store that takes none'));
  }
  return deliveries.recordPacked(made.summary, made.packed, settlement);
}
