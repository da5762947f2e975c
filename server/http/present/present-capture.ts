import type { Capture, CaptureDetail, Inbox } from '../../contract/capture.ts';
import type { AttemptId, DeliveryId } from '../../contract/ids.ts';
import type { Rule } from '../../contract/rule.ts';
import type {
  CaptureDetailRecord,
  CaptureRecord,
  InboxRecord,
  RuleRecord,
} from '../../core/records.ts';
import type { RuleTally } from '../../core/rule-counters.ts';
import { instant } from './instants.ts';

export function presentCapture(record: CaptureRecord): Capture {
  return {
    id: record.id,
    number: record.number,
    method: record.method,
    path: record.target,
    received_at: instant(record.receivedAtMs),
    size: record.sizeBytes,
    is_cut: record.isCut,
    signature: { verdict: record.verdict, dialect: record.dialect },
    status: record.status,
    event_type: record.eventType,
    delivery_key: record.deliveryKey,
    from: record.from,
    rule_id: record.ruleId,
    is_starred: record.isStarred,
    is_unseen: record.isUnseen,
    is_replay: record.isReplay,
    is_duplicate: record.isDuplicate,
    is_forwarded: record.isForwarded,
    duration_ms: record.durationMs,
  };
}

/** The delivery of our own exposee that a capture came from. */
export interface CaptureOrigin {
  readonly deliveryId: DeliveryId;
  readonly attemptId: AttemptId | null;
}

export function presentCaptureDetail(
  record: CaptureRecord,
  detail: CaptureDetailRecord,
  origin: CaptureOrigin | undefined,
): CaptureDetail {
  return {
    ...presentCapture(record),
    raw_headers: [...detail.rawHeaders],
    raw_trailers: [...detail.rawTrailers],
    http_version: detail.httpVersion,
    url: detail.url,
    remote: { address: detail.remoteAddress, port: detail.remotePort },
    finished_at: instant(record.receivedAtMs + record.durationMs),
    signature_report: detail.report,
    answer: detail.answer,
    forwards: [...detail.forwards],
    delivery_id: origin?.deliveryId ?? null,
    attempt_id: origin?.attemptId ?? null,
  };
}

export function presentRule(record: RuleRecord, tally: RuleTally): Rule {
  return {
    id: record.id,
    name: record.name,
    is_on: record.isOn,
    when: record.when,
    action: record.action,
    position: record.position,
    hits: tally.hits,
    counter: tally.acted,
  };
}

export function presentInbox(record: InboxRecord): Inbox {
  return {
    id: record.id,
    path: record.path,
    name: record.name,
    dialect: record.dialect,
    secret_hints: record.keys.map((key) => key.hint),
    answers_challenges: record.answersChallenges,
    is_demo: record.isDemo,
  };
}
