import { InvalidArgumentError } from 'commander';
import { DURATION_TAKES, findDurationMs } from '../hosts/duration.ts';

/** Parsers of option values: what they refuse is wrong usage. */

export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** Events a second; may be less than one. */
export function rate(text: string): number {
  const value = /^\d{1,7}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value > 0 && value <= 1_000_000)) {
    throw new InvalidArgumentError('It takes a number of events a second, such as 0.5 or 200.');
  }
  return value;
}

/** Milliseconds of a text such as `60s`. */
export function duration(text: string): number {
  const valueMs = findDurationMs(text);
  if (valueMs === undefined || valueMs < 1 || valueMs > 86_400_000) {
    throw new InvalidArgumentError(`It takes ${DURATION_TAKES}, at most 1d.`);
  }
  return valueMs;
}

export interface DurationRange {
  readonly minMs: number;
  readonly maxMs: number;
}

/** `5s..60s`. */
export function durationRange(text: string): DurationRange {
  const [from = '', to = '', ...rest] = text.split('..');
  const minMs = findDurationMs(from);
  const maxMs = findDurationMs(to);
  if (rest.length > 0 || minMs === undefined || maxMs === undefined || minMs > maxMs || maxMs < 1) {
    throw new InvalidArgumentError('It takes two durations, the shorter first, such as 5s..60s.');
  }
  return { minMs, maxMs };
}
