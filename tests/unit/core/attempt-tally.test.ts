import { expect, it } from 'vitest';
import { AttemptTally, tallyField } from '../../../server/core/attempt-tally.ts';

const ATTEMPTS = [
  ['answered', true, 12],
  ['answered', true, 700.25],
  ['answered', false, 0],
  ['timeout', false, 90_000],
] as const;

it('is the same where a store counts its fields', () => {
  const counted = new AttemptTally();
  const fields: Record<string, string> = {
    us: '90712250',
    'unknown:1:0': '9',
    'answered:1:99': '9',
  };
  for (const [outcome, isSuccess, totalMs] of ATTEMPTS) {
    counted.add(outcome, isSuccess, totalMs);
    const field = tallyField(outcome, isSuccess, totalMs);
    fields[field] = String(Number(fields[field] ?? 0) + 1);
  }
  const read = AttemptTally.read(fields);
  expect(read.successes).toEqual(counted.successes);
  expect(read.failures).toEqual(counted.failures);
  expect(read.durationCounts).toEqual(counted.durationCounts);
  expect(read.durationSumS).toBeCloseTo(counted.durationSumS, 6);
  expect(counted.durationCounts).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1]);
});
