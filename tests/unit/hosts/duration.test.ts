import { expect, it } from 'vitest';
import { findDurationMs, formatDuration } from '../../../server/hosts/duration.ts';

it.each([
  ['0', 0],
  ['250', 250],
  ['250ms', 250],
  ['1.5s', 1500],
  ['60s', 60_000],
  ['5m', 300_000],
  ['5min', 300_000],
  ['2h', 7_200_000],
  [' 1 D ', 86_400_000],
])('%j is %d ms', (text, expected) => {
  expect(findDurationMs(text)).toBe(expected);
});

it.each(['', 's', '-1s', '5 parsecs', '1e3', '5s5', '0x10'])('%j is none', (text) => {
  expect(findDurationMs(text)).toBeUndefined();
});

it.each([
  [0, '0ms'],
  [350.4, '350ms'],
  [15_000, '15s'],
  [7_500_000, '2h 5m'],
  [90_061_000, '1d 1h'],
])('%d ms is shown as %s', (durationMs, expected) => {
  expect(formatDuration(durationMs)).toBe(expected);
});
