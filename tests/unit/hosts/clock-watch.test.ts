import { beforeEach, expect, it } from 'vitest';
import { createClockWatch } from '../../../server/hosts/clock-watch.ts';

const START_MS = Date.UTC(2026, 10, 22, 10);
let time: { wallMs: number; monotonicMs: number; uptimeMs: number };
let said: [code: string, text: string][];
let look: () => void;

beforeEach(() => {
  time = { wallMs: START_MS, monotonicMs: 500, uptimeMs: 90_000 };
  said = [];
  look = createClockWatch({
    clock: { now: () => time.wallMs, monotonic: () => time.monotonicMs },
    uptimeMs: () => time.uptimeMs,
    warnings: { add: (code, text) => void said.push([code, text]) },
  });
});

function pass(wallMs: number, monotonicMs: number, uptimeMs: number): void {
  time.wallMs += wallMs;
  time.monotonicMs += monotonicMs;
  time.uptimeMs += uptimeMs;
  look();
}

it('says nothing while time passes as it should, a late look and drift included', () => {
  pass(1000, 1000, 1000);
  pass(9900, 9900, 9900);
  pass(1400, 1000, 990);
  expect(said).toEqual([]);
});

it.each([
  [
    'Linux and macOS, whose monotonic clock sleeps too',
    1000,
    'slept',
    /^The computer slept for 3601 s/,
  ],
  ['Windows, whose does not', 3_601_000, 'stood_still', /^This program stood still for 3601 s/],
])('says that the computer slept on %s', (_, monotonicMs, code, text) => {
  pass(3_601_000, monotonicMs, 3_601_000);
  expect(said).toEqual([[code, expect.stringMatching(text)]]);
  expect(said[0]?.[1]).toContain('since 2026-11-22T10:00:00.000Z');
  pass(1000, 1000, 1000);
  expect(said).toHaveLength(1);
});

it.each([
  [3_600_000, 'set 3600 s ahead'],
  [-3_600_000, 'set 3600 s back'],
  [7000, 'set 7 s ahead'],
])('says that the clock jumped by %i ms, and not that anything slept', (jumpMs, text) => {
  pass(1000 + jumpMs, 1000, 1000);
  expect(said).toEqual([['clock_jumped', expect.stringContaining(text)]]);
});

it('says both where the clock was set while the program stood still', () => {
  pass(20_000 - 3_600_000, 20_000, 20_000);
  expect(said.map(([code]) => code)).toEqual(['stood_still', 'clock_jumped']);
});
