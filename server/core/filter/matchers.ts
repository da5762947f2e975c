import { isInFilterRange, matchesFilterPattern } from '../../contract/filter.ts';
import type { FilterValue } from '../../contract/filter-values.ts';

type Pattern = Extract<FilterValue, { kind: 'pattern' }>;

/** Whether a text fits one of the values; null fits none. Values of other kinds fit no text. */
export function textMatcher(
  values: readonly FilterValue[],
  match: 'whole' | 'part',
): (text: string | null) => boolean {
  const patterns = values.filter((value): value is Pattern => value.kind === 'pattern');
  const plain = patterns
    .filter((pattern) => !pattern.hasWildcard)
    .map((pattern) => pattern.text.toLowerCase());
  const wild = patterns.filter((pattern) => pattern.hasWildcard);
  const decide = (text: string): boolean => {
    const given = text.toLowerCase();
    const fitsPlain =
      match === 'whole' ? plain.includes(given) : plain.some((wanted) => given.includes(wanted));
    return fitsPlain || wild.some((pattern) => matchesFilterPattern(pattern, given, match));
  };
  // Types, methods and the like repeat from row to row.
  let lastText = '';
  let lastVerdict = decide(lastText);
  return (text) => {
    if (text === null) {
      return false;
    }
    if (text !== lastText) {
      lastText = text;
      lastVerdict = decide(text);
    }
    return lastVerdict;
  };
}

/** Whether a number lies in one of the ranges; null lies in none. */
export function numberMatcher(values: readonly FilterValue[]): (amount: number | null) => boolean {
  return (amount) =>
    amount !== null &&
    values.some((value) => value.kind === 'range' && isInFilterRange(value, amount));
}

/** `since`: at or after one of the moments; `until`: at or before one of them. Ages count from `nowMs`. */
export function momentMatcher(
  key: 'since' | 'until',
  values: readonly FilterValue[],
  nowMs: number,
): (atMs: number) => boolean {
  const moments = values.map((value) => {
    if (value.kind === 'age') {
      return nowMs - value.ageMs;
    }
    return value.kind === 'instant' ? value.epochMs : Number.NaN;
  });
  return key === 'since'
    ? (atMs) => moments.some((moment) => atMs >= moment)
    : (atMs) => moments.some((moment) => atMs <= moment);
}

/** The words among the values, in lower case. */
export function wordsOf(values: readonly FilterValue[]): ReadonlySet<string> {
  return new Set(values.flatMap((value) => (value.kind === 'word' ? [value.word] : [])));
}
