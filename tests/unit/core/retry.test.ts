import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY_DELAYS_MS, PolicySchema } from '../../../server/contract/policy.ts';
import {
  MAX_RETRY_AFTER_MS,
  nextAttemptAt,
  plannedAttempts,
  readRetryAfter,
} from '../../../server/core/retry.ts';

const START = Date.UTC(2026, 2, 29);
const HOUR = 3_600_000;

/** Every instant of a delivery that never succeeds, from the first attempt on. */
function instants(policyChange: object, random = 0, presetDelaysMs: readonly number[] = []) {
  const policy = PolicySchema.parse(policyChange);
  const found: number[] = [];
  let nowMs = START;
  for (let made = 0; ; made += 1) {
    const input = { policy, presetDelaysMs, scheduledAttempts: made, nowMs, random };
    const at = nextAttemptAt(input);
    if (at === null) {
      return found.map((instant) => instant - START);
    }
    found.push(at);
    nowMs = at;
  }
}

describe('nextAttemptAt', () => {
  it('follows the default schedule to the millisecond over its 27 hours', () => {
    expect(instants({})).toEqual([
      0,
      5_000,
      305_000,
      2_105_000,
      2_105_000 + 2 * HOUR,
      2_105_000 + 7 * HOUR,
      2_105_000 + 17 * HOUR,
      2_105_000 + 27 * HOUR,
    ]);
  });

  it('adds jitter as a share of each delay, never takes any away', () => {
    const widest = instants({ jitter: 0.1 }, 0.999_999_999);
    const narrow = instants({ jitter: 0.1 }, 0);
    let sum = 0;
    DEFAULT_RETRY_DELAYS_MS.forEach((delay, index) => {
      sum += Math.round(delay * 1.1);
      expect(widest[index]).toBe(sum);
      expect(widest[index]).toBeGreaterThanOrEqual(narrow[index] ?? 0);
    });
  });

  it('measures each delay from the moment of the failure, not from the first attempt', () => {
    const policy = PolicySchema.parse({ jitter: 0 });
    const lateMs = START + 7 * HOUR;
    const input = { policy, presetDelaysMs: [], scheduledAttempts: 2, nowMs: lateMs, random: 0.5 };
    expect(nextAttemptAt(input)).toBe(lateMs + 300_000);
  });

  it('grows exponentially up to its ceiling', () => {
    const schedule = {
      kind: 'exponential',
      first_ms: 1000,
      factor: 3,
      max_ms: 20_000,
      attempts: 6,
    };
    expect(instants({ schedule, jitter: 0 })).toEqual([0, 1000, 4000, 13_000, 33_000, 53_000]);
  });

  it("takes a dialect's own delays for a preset, and one attempt where it has none", () => {
    const policy = { schedule: { kind: 'preset', dialect: 'slack' }, jitter: 0 };
    expect(instants(policy, 0, [0, 60_000, 300_000])).toEqual([0, 60_000, 360_000]);
    expect(instants(policy, 0, [])).toEqual([0]);
  });

  it('tries once where delivery is at most once', () => {
    expect(instants({ at_most_once: true })).toEqual([0]);
  });

  it('never comes before Retry-After, nor earlier than the schedule because of it', () => {
    const policy = PolicySchema.parse({ jitter: 0 });
    const at = (retryAfterMs: number) =>
      nextAttemptAt({
        policy,
        presetDelaysMs: [],
        scheduledAttempts: 1,
        nowMs: START,
        random: 0,
        retryAfterMs,
      });
    expect(at(60_000)).toBe(START + 60_000);
    expect(at(1)).toBe(START + 5_000);
    expect(at(90 * HOUR)).toBe(START + MAX_RETRY_AFTER_MS);
  });

  it('does not let Retry-After bring back a spent schedule', () => {
    const policy = PolicySchema.parse({});
    const input = { policy, presetDelaysMs: [], scheduledAttempts: 8, nowMs: START, random: 0 };
    expect(nextAttemptAt({ ...input, retryAfterMs: 1000 })).toBeNull();
  });
});

describe('plannedAttempts', () => {
  it('counts what a schedule allows', () => {
    const count = (policy: object, preset: readonly number[] = []) =>
      plannedAttempts(PolicySchema.parse(policy), preset);
    expect(count({})).toBe(8);
    expect(count({ at_most_once: true })).toBe(1);
    expect(count({ schedule: { kind: 'preset', dialect: 'github' } })).toBe(1);
    expect(count({ schedule: { kind: 'preset', dialect: 'svix' } }, [0, 5, 6])).toBe(3);
    const schedule = { kind: 'exponential', first_ms: 1, factor: 2, max_ms: 9, attempts: 4 };
    expect(count({ schedule })).toBe(4);
  });
});

describe('readRetryAfter', () => {
  const now = Date.UTC(2026, 10, 21, 12, 0, 0);
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['99999999999', 99_999_999_999_000],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
    ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['Saturday, 21-Nov-26 12:00:30 GMT', 30_000],
    ['Sat Nov 21 12:00:30 2026', 30_000],
    ['Sat, 21 Nov 2026 11:59:59 GMT', null],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['2026-11-21T13:00:00Z', null],
    ['', null],
    [null, null],
  ])('%s: %s', (value, expected) => {
    expect(readRetryAfter(value, now)).toBe(expected);
  });
});
