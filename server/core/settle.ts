import type { AttemptCause } from '../contract/delivery.ts';
import type { Policy } from '../contract/policy.ts';
import type { RawHeaders } from '../contract/text.ts';
import { durationText } from './durations.ts';
import { type OutcomeFacts, outcomeText, wayOutText } from './outcomes.ts';
import type { DeliveryRecord, DisabledReason, Settlement } from './records.ts';
import { nextAttemptAt, readRetryAfter } from './retry.ts';

/** An attempt that has ended, and what its delivery was before. */
export interface SettleInput {
  readonly delivery: Pick<
    DeliveryRecord,
    'state' | 'nextAttemptAtMs' | 'note' | 'scheduledAttempts' | 'isReplay' | 'isTest'
  >;
  readonly cause: AttemptCause;
  readonly policy: Pick<Policy, 'schedule' | 'jitter' | 'at_most_once'>;
  readonly dialectDelivery: {
    readonly delaysMs: readonly number[];
    readonly stopStatuses: readonly number[];
    /** Those that disable the subscription too. */
    readonly disableStatuses?: readonly number[];
    /** Answer headers that stop further attempts. */
    readonly stopHeaders?: readonly (readonly [name: string, value: string])[];
  };
  readonly facts: OutcomeFacts;
  readonly answerHeaders: RawHeaders;
  readonly nowMs: number;
  /** From 0 up to, not including, 1. */
  readonly random: number;
}

/** What follows for the delivery. */
export interface Settled {
  readonly isSuccess: boolean;
  readonly settlement: Settlement;
  /** What happened, what follows and, where it is known, what to look at first. */
  readonly explanation: string;
  /** Set where the answer asks that the subscription gets nothing more. */
  readonly disables: Extract<DisabledReason, 'gone' | 'asked'> | null;
}

type Verdict =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'stop'; readonly text: string; readonly disables: 'gone' | 'asked' | null }
  | { readonly kind: 'again'; readonly retryAfterMs: number | null };

/**
 * What follows from an attempt. Only attempts that the schedule caused move the schedule: a manual
 * one can deliver, and otherwise leaves the delivery as it was. What a manual act began, a replay
 * with its retries too, disables nothing.
 */
export function settleAttempt(input: SettleInput): Settled {
  const happened = outcomeText(input.facts);
  const verdict = judge(input);
  if (verdict.kind === 'delivered') {
    const asked = asksFor(input.answerHeaders, 'disable') && mayDisable(input);
    return {
      isSuccess: true,
      settlement: { state: 'delivered', nextAttemptAtMs: null, note: null },
      explanation: asked
        ? `${happened}: delivered, and the subscription is disabled because the answer asked for it.`
        : `${happened}: delivered.`,
      disables: asked ? 'asked' : null,
    };
  }
  const settled = settleFailure(input, happened, verdict);
  const wayOut = wayOutText(input.facts);
  return wayOut === '' ? settled : { ...settled, explanation: `${settled.explanation} ${wayOut}` };
}

function settleFailure(
  input: SettleInput,
  happened: string,
  verdict: Exclude<Verdict, { kind: 'delivered' }>,
): Settled {
  if (input.cause === 'manual' || input.cause === 'test' || input.delivery.isTest) {
    return unscheduled(input, happened);
  }
  if (verdict.kind === 'stop') {
    return stopped(input, happened, verdict);
  }
  return again(input, happened, verdict.retryAfterMs);
}

function stopped(
  input: SettleInput,
  happened: string,
  verdict: Extract<Verdict, { kind: 'stop' }>,
): Settled {
  const disables = mayDisable(input) ? verdict.disables : null;
  const isSpared = verdict.disables !== null && disables === null;
  const text = isSpared ? SPARED_TEXT : verdict.text;
  return {
    isSuccess: false,
    settlement: { state: 'failed', nextAttemptAtMs: null, note: text },
    explanation: `${happened}, so ${text}.`,
    disables,
  };
}

function mayDisable({ cause, delivery }: SettleInput): boolean {
  return cause === 'schedule' && !delivery.isReplay;
}

function judge(input: SettleInput): Verdict {
  const { outcome, status } = input.facts;
  // The status is the answer, however much follows it.
  if ((outcome !== 'answered' && outcome !== 'answer_too_large') || status === null) {
    return { kind: 'again', retryAfterMs: null };
  }
  if (status >= 200 && status < 300) {
    return { kind: 'delivered' };
  }
  if (status === 410) {
    return { kind: 'stop', text: GONE_TEXT, disables: 'gone' };
  }
  if (asksFor(input.answerHeaders, 'disable')) {
    return { kind: 'stop', text: ASKED_TEXT, disables: 'asked' };
  }
  if (asksFor(input.answerHeaders, 'abort-message')) {
    return { kind: 'stop', text: ABORTED_TEXT, disables: null };
  }
  const stop = dialectStop(input, status);
  if (stop) {
    return stop;
  }
  const value = status === 429 || status === 503 ? answerHeader(input, 'retry-after') : null;
  return { kind: 'again', retryAfterMs: readRetryAfter(value, input.nowMs) };
}

/** What this provider takes as an answer that ends the delivery. */
function dialectStop(input: SettleInput, status: number): Verdict | undefined {
  const { stopStatuses, disableStatuses = [], stopHeaders = [] } = input.dialectDelivery;
  if (disableStatuses.includes(status)) {
    return { kind: 'stop', text: RETIRED_TEXT, disables: 'gone' };
  }
  const asked = stopHeaders.find(
    ([name, value]) => answerHeader(input, name.toLowerCase()) === value,
  );
  if (asked) {
    const text = `this delivery ends, as the answer asked with ${asked.join(': ')}`;
    return { kind: 'stop', text, disables: null };
  }
  return stopStatuses.includes(status)
    ? { kind: 'stop', text: STOPPED_TEXT, disables: null }
    : undefined;
}

const RETIRED_TEXT =
  'this delivery ends and the subscription is disabled: in this dialect that answer retires the URL';
const GONE_TEXT = 'this delivery ends and the subscription is disabled: 410 says that it is gone';
const ASKED_TEXT = 'this delivery ends and the subscription is disabled, as the answer asked';
const SPARED_TEXT =
  'this delivery ends; the subscription stays as it is, because this is a replay by hand';
const ABORTED_TEXT = 'this delivery ends, as the answer asked with webhook-delivery: abort-message';
const STOPPED_TEXT = 'this delivery ends, because in this dialect that answer is final';

function again(input: SettleInput, happened: string, retryAfterMs: number | null): Settled {
  // The first attempt of a replay stands where the first of the schedule would.
  const made =
    input.delivery.scheduledAttempts +
    1 +
    (input.cause === 'schedule' && input.delivery.isReplay ? 1 : 0);
  const atMs = nextAttemptAt({
    policy: input.policy,
    presetDelaysMs: input.dialectDelivery.delaysMs,
    scheduledAttempts: made,
    nowMs: input.nowMs,
    random: input.random,
    retryAfterMs,
  });
  if (atMs === null) {
    const why = input.policy.at_most_once
      ? 'it is not tried again: this subscription is delivered to at most once'
      : `the delivery failed: that was the last of ${made} attempts`;
    const note = input.policy.at_most_once ? 'at most once' : 'retries spent';
    return {
      isSuccess: false,
      settlement: { state: 'failed', nextAttemptAtMs: null, note },
      explanation: `${happened}, so ${why}.`,
      disables: null,
    };
  }
  const waited = durationText(atMs - input.nowMs);
  const asked = retryAfterMs === null ? '' : ', no sooner than its Retry-After allows';
  return {
    isSuccess: false,
    settlement: { state: 'pending', nextAttemptAtMs: atMs, note: null },
    explanation: `${happened}, so it is tried again in ${waited}${asked}.`,
    disables: null,
  };
}

/** A manual or test attempt that failed: a pending delivery keeps its schedule, an ended one its state. */
function unscheduled(input: SettleInput, happened: string): Settled {
  const { delivery } = input;
  if (delivery.isTest) {
    return {
      isSuccess: false,
      settlement: { state: 'failed', nextAttemptAtMs: null, note: 'test sends are not retried' },
      explanation: `${happened}, and a test is not retried.`,
      disables: null,
    };
  }
  const follows =
    delivery.state === 'pending'
      ? 'the schedule stays as it was'
      : `the delivery stays ${delivery.state}`;
  return {
    isSuccess: false,
    settlement: {
      state: delivery.state,
      nextAttemptAtMs: delivery.nextAttemptAtMs,
      note: delivery.note,
    },
    explanation: `${happened}, and ${follows} because this attempt was started by hand.`,
    disables: null,
  };
}

/** The answer header `webhook-delivery` of Svix: `abort-message` or `disable`. */
function asksFor(headers: RawHeaders, wish: 'abort-message' | 'disable'): boolean {
  for (const [name, value] of headers) {
    if (name.length === 16 && name.toLowerCase() === 'webhook-delivery') {
      return value.trim().toLowerCase() === wish;
    }
  }
  return false;
}

function answerHeader(input: SettleInput, wanted: string): string | null {
  const found = input.answerHeaders.find(([name]) => name.toLowerCase() === wanted);
  return found?.[1] ?? null;
}
