import type { AttemptSummary } from '../core/attempt-order.ts';
import type { DeliveryRecord } from '../core/records.ts';
import { redactUrl } from '../core/redact.ts';
import type { DeliveryDeps } from './delivery-deps.ts';

/** One wide line an attempt, and its place in the figures. Called once it is stored. */
export function noteAttemptMade(
  deps: Pick<DeliveryDeps, 'log' | 'meter'>,
  delivery: DeliveryRecord,
  attempt: AttemptSummary,
): void {
  const { outcome, isSuccess, timing } = attempt;
  deps.meter.attempted(outcome, isSuccess, timing.totalMs);
  deps.log.info(
    {
      delivery_id: delivery.id,
      event_id: delivery.eventId,
      event_type: delivery.eventType,
      subscription_id: delivery.subscriptionId,
      url: redactUrl(delivery.url),
      attempt: attempt.number,
      cause: attempt.cause,
      outcome,
      status: attempt.status,
      is_success: isSuccess,
      duration_ms: timing.totalMs,
    },
    'attempt',
  );
}
