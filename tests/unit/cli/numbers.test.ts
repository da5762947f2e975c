import { InvalidArgumentError } from 'commander';
import { expect, it } from 'vitest';
import { duration, durationRange, rate, wholeNumber } from '../../../server/cli/numbers.ts';
import { seededRandom } from '../../../server/cli/seeded-random.ts';

it.each([
  [wholeNumber(1, 10), '10', 10],
  [rate, '0.5', 0.5],
  [duration, '60s', 60_000],
  [durationRange, '5s..1m', { minMs: 5000, maxMs: 60_000 }],
] as const)('%s takes %j', (parse, text, expected) => {
  expect(parse(text)).toEqual(expected);
});

it.each([
  [wholeNumber(1, 10), ['0', '11', '-1', '1.5', '', 'x', '1e1', ' 1']],
  [rate, ['0', '-1', 'x', '', '1e9', '0x1']],
  [duration, ['0', '2d', 'x', '']],
  [durationRange, ['5s', '5s..', '9s..5s', '0..0', '1s..2s..3s', 'a..b']],
] as const)('%s refuses %j', (parse, texts) => {
  for (const text of texts) {
    expect(() => parse(text), text).toThrow(InvalidArgumentError);
  }
});

it('the same seed yields the same numbers, evenly from 0 to 1', () => {
  const draw = (seed: number) => Array.from({ length: 4000 }, seededRandom(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  const tenths = new Map<number, number>();
  for (const value of draw(7)) {
    const tenth = Math.floor(value * 10);
    tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1);
  }
  expect([...tenths.keys()].sort((one, other) => one - other)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
  ]);
  expect(Math.min(...tenths.values())).toBeGreaterThan(300);
});
