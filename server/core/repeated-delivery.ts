import { pathOfTarget } from './raw-headers.ts';
import type { CaptureRecord } from './records.ts';

/**
 * What makes two captures the same delivery: the path and the sender's id of it. Null without an id.
 * One event that goes to two paths is two deliveries.
 */
export function deliveryNameOf({
  target,
  deliveryKey,
}: Pick<CaptureRecord, 'target' | 'deliveryKey'>): string | null {
  return deliveryKey === null ? null : `${pathOfTarget(target)} ${deliveryKey}`;
}
