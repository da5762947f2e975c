import { describe, expect, it } from 'vitest';
import { amountOf, countOf, countText, numberOf } from '../../../../renderer/text/amount-text.ts';

describe('amounts', () => {
  it('are read however their thousands are set apart, and as they are shown', () => {
    for (const text of ['100000', '100,000', '100 000', '100.000', " 100'000 ", '100_000']) {
      expect(amountOf(text)).toBe(100_000);
    }
    expect(amountOf(countText(2_000_000))).toBe(2_000_000);
  });

  it('are none where a separator does not set thousands apart', () => {
    for (const text of ['', '1.5', '1,5', '12,34', '1,0000', '-1', 'many', '1e3']) {
      expect(amountOf(text)).toBeNaN();
    }
  });

  it('may have decimals after a point where they need not be whole', () => {
    expect(['0.5', '.5', '1,000.5', ' 86 400 ', '1000'].map(numberOf)).toEqual([
      0.5, 0.5, 1000.5, 86_400, 1000,
    ]);
    for (const text of ['', ' ', '.', '1,5', '12,34', '-1', 'many']) {
      expect(numberOf(text)).toBeNaN();
    }
  });

  it('are counted with their noun', () => {
    expect(countOf(1, 'delivery', 'deliveries')).toBe('1 delivery');
    expect(countOf(1_204, 'delivery', 'deliveries')).toBe('1,204 deliveries');
    expect(countOf(0, 'event')).toBe('0 events');
  });
});
