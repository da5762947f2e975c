import { describe, expect, it } from 'vitest';
import { oldTimestampText } from '../../../server/contract/signature.ts';

const MINUTE_MS = 60_000;
const RECEIVED_MS = 1_790_000_000_000;

function said(text: string, result: 'pass' | 'fail' | 'skipped', laterMs: number): string | null {
  const report = { checks: [{ name: 'time_in_tolerance' as const, result, text }] };
  return oldTimestampText(report, RECEIVED_MS, RECEIVED_MS + laterMs);
}

describe('an old timestamp that is sent again', () => {
  it.each([
    ['0 s old, limit 5 min', 'pass', 14 * MINUTE_MS, '14 min'],
    ['40 min old, limit 5 min', 'fail', 0, '40 min'],
    ['2 h old, limit 5 min', 'fail', 60 * MINUTE_MS, '3 h'],
    ['3 d old, limit 5 min', 'fail', 0, '3 d'],
    ['10 min in the future, limit 5 min', 'fail', 16 * MINUTE_MS, '6 min'],
  ] as const)('%s (%s), %i ms later: %s', (text, result, laterMs, age) => {
    expect(said(text, result, laterMs)).toBe(
      `Timestamp is ${age} old; most verifiers reject after 5 min.`,
    );
  });

  it.each([
    ['0 s old, limit 5 min', 'pass', 4 * MINUTE_MS],
    ['40 min old; the provider sets no limit', 'skipped', 0],
    ['GitHub signs no timestamp', 'skipped', 900 * MINUTE_MS],
    ['10 min in the future, limit 5 min', 'fail', 0],
  ] as const)('%s (%s), %i ms later: nothing', (text, result, laterMs) => {
    expect(said(text, result, laterMs)).toBeNull();
  });

  it('says nothing of a request that was never checked', () => {
    expect(oldTimestampText(null, 0, 900 * MINUTE_MS)).toBeNull();
  });
});
