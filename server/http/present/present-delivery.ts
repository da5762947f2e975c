import type { Attempt, Delivery, DeliveryDetail } from '../../contract/delivery.ts';
import type { EventDetail, WebhookEvent } from '../../contract/event.ts';
import type { DeliveryId } from '../../contract/ids.ts';
import type { AttemptRecord, DeliveryRecord, EventRecord } from '../../core/records.ts';
import { base64, instant, instantOrNull } from './instants.ts';

/** What a row shows that its record does not hold. */
export interface RowFacts {
  /** The head of the line, where the subscription is ordered and this is not it. */
  readonly waitsFor: DeliveryId | null;
  /** How many attempts there are if none succeeds. */
  readonly attemptsPlanned: number;
}

export function presentDelivery(record: DeliveryRecord, facts: RowFacts): Delivery {
  return {
    id: record.id,
    number: record.number,
    state: record.state,
    event_id: record.eventId,
    event_type: record.eventType,
    subscription_id: record.subscriptionId,
    url: record.url,
    attempts: record.attempts,
    attempts_planned: facts.attemptsPlanned,
    next_attempt_at: instantOrNull(record.nextAttemptAtMs),
    created_at: instant(record.createdAtMs),
    updated_at: instant(record.updatedAtMs),
    last_status: record.lastStatus,
    last_outcome: record.lastOutcome,
    last_duration_ms: record.lastDurationMs,
    is_replay: record.isReplay,
    is_test: record.isTest,
    waits_for: facts.waitsFor,
    note: record.note,
  };
}

export interface DeliveryParts extends RowFacts {
  readonly attempts: readonly AttemptRecord[];
  readonly dataText: string;
  readonly captureIds: readonly string[];
}

export function presentDeliveryDetail(
  record: DeliveryRecord,
  parts: DeliveryParts,
): DeliveryDetail {
  return {
    ...presentDelivery(record, parts),
    attempts: parts.attempts.map(presentAttempt),
    data_text: parts.dataText,
    capture_ids: [...parts.captureIds],
  };
}

function presentAttempt(record: AttemptRecord): Attempt {
  const { request, response, timing } = record;
  return {
    id: record.id,
    number: record.number,
    cause: record.cause,
    started_at: instant(record.startedAtMs),
    outcome: record.outcome,
    is_success: record.isSuccess,
    explanation: record.explanation,
    status: record.status,
    timing: { connect_ms: timing.connectMs, wait_ms: timing.waitMs, total_ms: timing.totalMs },
    request: {
      method: request.method,
      url: request.url,
      headers: [...request.headers],
      body_base64: base64(request.bodyBytes),
      size: request.bodyBytes.byteLength,
    },
    response: response && {
      headers: [...response.headers],
      body_base64: base64(response.bodyBytes),
      size: response.sizeBytes,
      is_cut: response.isCut,
    },
  };
}

export function presentEvent(record: EventRecord & { readonly deliveries: number }): WebhookEvent {
  return {
    id: record.id,
    event_type: record.type,
    created_at: instant(record.createdAtMs),
    size: Buffer.byteLength(record.dataText),
    deliveries: record.deliveries,
    origin: record.origin,
  };
}

export function presentEventDetail(
  record: EventRecord & { readonly deliveries: number },
): EventDetail {
  return {
    ...presentEvent(record),
    data: JSON.parse(record.dataText),
    data_text: record.dataText,
  };
}
