import type { Capture, CaptureDetail, Inbox } from '../../contract/capture.ts';
import type { Rule } from '../../contract/rule.ts';
import type {
  CaptureDetailRecord,
  CaptureRecord,
  InboxRecord,
  RuleRecord,
} from '../../core/records.ts';
import type { RuleCounters } from '../../core/rule-counters.ts';

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

export function presentCaptureDetail(
  record: CaptureRecord,
  detail: CaptureDetailRecord,
  cause: { readonly deliveryId: string; readonly attemptId: string } | undefined,
): CaptureDetail {
  return {
    ...presentCapture(record),
    raw_headers: detail.rawHeaders,
    raw_trailers: detail.rawTrailers,
    http_version: detail.httpVersion,
    url: detail.url,
    remote: { address: detail.remoteAddress, port: detail.remotePort },
    finished_at: instant(record.receivedAtMs + record.durationMs),
    signature_report: detail.report,
    answer: detail.answer,
    forwards: [...detail.forwards],
    delivery_id: cause?.deliveryId ?? null,
    attempt_id: cause?.attemptId ?? null,
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

export function presentRule(record: RuleRecord, counters: RuleCounters): Rule {
  const tally = counters.of(record.id);
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

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
