import { describe, expect, it } from 'vitest';
import { durationText } from '../../../server/core/durations.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('durationText', () => {
  it.each([
    [300, '0.3 seconds'],
    [1000, '1 second'],
    [12_500, '12.5 seconds'],
    [59_970, '1 minute'],
    [5 * MINUTE_MS, '5 minutes'],
    [5 * MINUTE_MS + 18_300, '5 minutes 18 seconds'],
    [10 * MINUTE_MS - 400, '10 minutes'],
    [31.4 * MINUTE_MS, '31 minutes'],
    [HOUR_MS - 20_000, '1 hour'],
    [HOUR_MS + 60_000, '1 hour 1 minute'],
    [1.5 * HOUR_MS, '1 hour 30 minutes'],
    [24 * HOUR_MS - 60_000, '1 day'],
    [4.9 * 24 * HOUR_MS, '4 days 22 hours'],
    [365 * 24 * HOUR_MS, '365 days'],
  ])('says %i ms as one does: %s', (durationMs, text) => {
    expect(durationText(durationMs)).toBe(text);
  });
});
