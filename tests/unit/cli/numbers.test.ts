import { InvalidArgumentError } from 'commander';
import { expect, it } from 'vitest';
import { duration, durationRange, rate, wholeNumber } from '../../../server/cli/numbers.ts';

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
