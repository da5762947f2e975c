const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
const UNITS: readonly (readonly [sizeS: number, name: string])[] = [
  [DAY_S, 'day'],
  [HOUR_S, 'hour'],
  [MINUTE_S, 'minute'],
  [1, 'second'],
];

/**
 * A duration in words, as one says it: `0.3 seconds`, `5 minutes`, `1 hour 30 minutes`, `31 minutes`. From a minute on
 * to whole units, and to the next smaller one below ten.
 */
export function durationText(durationMs: number): string {
  const seconds = Math.round(durationMs / 100) / 10;
  if (seconds < MINUTE_S) {
    return countOf(seconds, 'second');
  }
  const at = UNITS.findIndex(([sizeS]) => seconds >= sizeS);
  const [sizeS, name] = UNITS[at] ?? [1, 'second'];
  const [smallerS, smallerName] = UNITS[at + 1] ?? [1, 'second'];
  if (seconds >= 10 * sizeS) {
    const amount = Math.round(seconds / sizeS);
    const [largerS, largerName] = UNITS[at - 1] ?? [Number.POSITIVE_INFINITY, ''];
    return amount * sizeS >= largerS ? countOf(1, largerName) : countOf(amount, name);
  }
  const rest = Math.round(seconds / smallerS);
  const perUnit = sizeS / smallerS;
  const [amount, left] = [Math.floor(rest / perUnit), rest % perUnit];
  return left === 0
    ? countOf(amount, name)
    : `${countOf(amount, name)} ${countOf(left, smallerName)}`;
}

function countOf(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}
