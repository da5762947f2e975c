import type { Policy, Schedule } from '../contract/policy.ts';

/** Longest wait that an answer's `Retry-After` can ask for: a day. More is cut to this. */
export const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** What the time of the next attempt depends on. */
export interface RetryInput {
  readonly policy: Pick<Policy, 'schedule' | 'jitter' | 'at_most_once'>;
  /** The dialect's own delays, for a `preset` schedule. */
  readonly presetDelaysMs: readonly number[];
  /** Attempts that the schedule has caused so far. */
  readonly scheduledAttempts: number;
  readonly nowMs: number;
  /** From 0 up to, not including, 1. */
  readonly random: number;
  /** What the answer asked for, already in milliseconds from now. */
  readonly retryAfterMs?: number | null;
}

/**
 * When the next attempt is due, in milliseconds since 1970, or null where the schedule is spent.
 * A `Retry-After` moves it later, never earlier, and never by more than a day.
 */
export function nextAttemptAt(input: RetryInput): number | null {
  const { policy, scheduledAttempts } = input;
  if (policy.at_most_once && scheduledAttempts > 0) {
    return null;
  }
  const delayMs = delayBefore(policy.schedule, input.presetDelaysMs, scheduledAttempts);
  if (delayMs === null) {
    return null;
  }
  const spreadMs = Math.round(delayMs * (1 + policy.jitter * input.random));
  const askedMs = Math.min(input.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return input.nowMs + Math.max(spreadMs, askedMs);
}

/** How many attempts a schedule allows in all. */
export function plannedAttempts(
  policy: Pick<Policy, 'schedule' | 'at_most_once'>,
  presetDelaysMs: readonly number[],
): number {
  if (policy.at_most_once) {
    return 1;
  }
  const { schedule } = policy;
  switch (schedule.kind) {
    case 'list':
      return schedule.delays_ms.length;
    case 'exponential':
      return schedule.attempts;
    case 'preset':
      return Math.max(1, presetDelaysMs.length);
  }
}

/** The delay before attempt `index` (0 for the first), in milliseconds; null past the last. */
function delayBefore(
  schedule: Schedule,
  presetDelaysMs: readonly number[],
  index: number,
): number | null {
  switch (schedule.kind) {
    case 'list':
      return schedule.delays_ms[index] ?? null;
    case 'preset':
      return presetDelaysMs[index] ?? (index === 0 ? 0 : null);
    case 'exponential':
      return exponentialDelay(schedule, index);
  }
}

/** The first attempt is at once; the second waits `first_ms`, each later one `factor` times more. */
function exponentialDelay(
  schedule: Extract<Schedule, { kind: 'exponential' }>,
  index: number,
): number | null {
  if (index >= schedule.attempts) {
    return null;
  }
  if (index === 0) {
    return 0;
  }
  const delayMs = schedule.first_ms * schedule.factor ** (index - 1);
  return Math.round(Math.min(delayMs, schedule.max_ms));
}

/**
 * Reads a `Retry-After` value (RFC 9110 section 10.2.3: seconds, or an HTTP date) as milliseconds
 * from now; null where it cannot be read or lies in the past.
 */
export function readRetryAfter(value: string | null, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) {
    // However many digits: who asks for a century waits as long as is waited at most.
    return Math.min(Number(text) * 1000, Number.MAX_SAFE_INTEGER);
  }
  // Only the three forms that RFC 9110 allows begin with the name of a day.
  if (!/^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text)) {
    return null;
  }
  const atMs = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(atMs) || atMs <= nowMs ? null : atMs - nowMs;
}
