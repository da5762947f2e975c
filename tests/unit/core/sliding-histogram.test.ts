import { describe, expect, it } from 'vitest';
import { SlidingHistogram } from '../../../server/core/sliding-histogram.ts';

describe('SlidingHistogram', () => {
  it('finds percentiles within a fifth of the truth', () => {
    const histogram = new SlidingHistogram();
    for (let value = 1; value <= 1000; value += 1) {
      histogram.add(500, value);
    }
    const found = histogram.percentiles(1500);
    for (const [given, truth] of [
      [found?.p50, 500],
      [found?.p95, 950],
      [found?.p99, 990],
    ] as const) {
      expect(given).toBeGreaterThanOrEqual(truth);
      expect(given).toBeLessThanOrEqual(truth * 1.2);
    }
  });

  it('forgets what is older than ten seconds', () => {
    const histogram = new SlidingHistogram();
    for (let second = 0; second < 30; second += 1) {
      for (let count = 0; count < second; count += 1) {
        histogram.add(second * 1000, 1);
      }
    }
    expect(histogram.ratePerS(30_000)).toBe((20 + 29) / 2);
    expect(histogram.ratePerS(39_999)).toBe(2.9);
    expect(histogram.ratePerS(40_000)).toBe(0);
    expect(histogram.percentiles(40_000)).toBeNull();
  });

  it('takes nothing, next to nothing and hours', () => {
    const histogram = new SlidingHistogram();
    for (const value of [0, 0.01, 9_000_000, Number.NaN]) {
      histogram.add(0, value);
    }
    expect(histogram.percentiles(1000)?.p50).toBe(0.1);
    expect(histogram.ratePerS(1000)).toBe(0.4);
  });
});
