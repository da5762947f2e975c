import type { CaptureAnswer } from '../contract/capture.ts';
import type { RuleId } from '../contract/ids.ts';
import type { Fault } from '../contract/rule.ts';
import type { RawHeaders } from '../contract/text.ts';

/** What the receiver is going to answer a request, decided before the request is stored. */
export interface PlannedAnswer {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
  readonly delayMs: number;
  /** A raw fault on the connection in place of an ordinary answer. */
  readonly fault: Fault | null;
  readonly by: CaptureAnswer['by'];
  readonly ruleId: RuleId | null;
  readonly ruleName: string | null;
  /** One sentence: who answered and why. */
  readonly text: string;
  /** Where the request is sent on to; `usesAnswer`: the first app's answer is ours. */
  readonly forward: { readonly urls: readonly string[]; readonly usesAnswer: boolean } | null;
}

const NO_BYTES = new Uint8Array(0);

/** The fallback: nothing to say, so 204. */
export const DEFAULT_ANSWER: PlannedAnswer = {
  status: 204,
  headers: [],
  bodyBytes: NO_BYTES,
  delayMs: 0,
  fault: null,
  by: 'default',
  ruleId: null,
  ruleName: null,
  text: 'No rule applies: the fallback answered 204.',
  forward: null,
};

/** Faults after which the sender has no status to show. */
const STATUS_LESS: ReadonlySet<Fault> = new Set(['close', 'reset', 'hang']);

/** The status that the sender sees, or null where a fault leaves it without one. */
export function statusOf(answer: PlannedAnswer): number | null {
  return answer.fault !== null && STATUS_LESS.has(answer.fault) ? null : answer.status;
}

/** The answer as it is stored and shown. */
export function recordAnswer(answer: PlannedAnswer): CaptureAnswer {
  return answer === DEFAULT_ANSWER ? DEFAULT_RECORD : describeAnswer(answer);
}

function describeAnswer(answer: PlannedAnswer): CaptureAnswer {
  return {
    status: statusOf(answer),
    headers: answer.headers,
    body_base64: answer.bodyBytes.length === 0 ? '' : base64(answer.bodyBytes),
    rule_id: answer.ruleId,
    rule_name: answer.ruleName,
    fault: answer.fault,
    delay_ms: answer.delayMs,
    by: answer.by,
    text: answer.text,
  };
}

/** Most requests get the fallback: its record is made once. */
const DEFAULT_RECORD = describeAnswer(DEFAULT_ANSWER);

/** A plain-text answer of the receiver itself: a limit, a full disk, a refused request. */
export function limitAnswer(status: number, text: string): PlannedAnswer {
  const hasBody = status !== 204 && status !== 304;
  return {
    ...DEFAULT_ANSWER,
    status,
    by: 'limit',
    text,
    headers: hasBody ? [['Content-Type', 'text/plain; charset=utf-8']] : [],
    bodyBytes: hasBody ? new TextEncoder().encode(`${text}\n`) : NO_BYTES,
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
