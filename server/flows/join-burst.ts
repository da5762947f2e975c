import type { Burst } from '../contract/burst.ts';
import type { EventId } from '../contract/ids.ts';
import type { CaptureStore } from '../ports.ts';

/** Keys looked up at a time: the capture side goes on in between. */
const CHUNK = 500;

/**
 * Joins delivered events to the captures of our own receiver: which of them it has not stored, and
 * which it accepted more than once. Null where no capture carries an event's id.
 */
export async function joinBurst(
  captures: Pick<CaptureStore, 'findByDeliveryKey'>,
  delivered: readonly EventId[],
): Promise<Burst['captured']> {
  let found = 0;
  let twice = 0;
  for (let start = 0; start < delivered.length; start += CHUNK) {
    const records = await captures.findByDeliveryKey(delivered.slice(start, start + CHUNK));
    const accepted = new Map<string, number>();
    for (const { deliveryKey, status } of records) {
      const isAccepted = status !== null && status >= 200 && status < 300;
      const key = deliveryKey ?? '';
      accepted.set(key, (accepted.get(key) ?? 0) + Number(isAccepted));
    }
    found += accepted.size;
    twice += [...accepted.values()].filter((count) => count > 1).length;
  }
  return found === 0 && delivered.length > 0 ? null : { lost: delivered.length - found, twice };
}
