import { quoteFilterValue } from '../../../server/contract/filter.ts';
import { FILTER_KEYS, findFilterKey } from '../../../server/contract/filter-keys.ts';

/** A value that occurs in the rows, and how often. */
export interface SeenValue {
  value: string;
  count: number;
}

export interface Suggestion {
  /** What stands in the field once it is taken. */
  token: string;
  /** A key alone waits for its value. */
  isKey: boolean;
  text: string;
  count: number | null;
}

const MAX_SUGGESTIONS = 12;

/** Keys while a key is being typed, then values: those seen in the data first. */
export function suggestionsFor(
  draft: string,
  valuesOf: (key: string) => readonly SeenValue[],
  isOffered: (key: string) => boolean = () => true,
): Suggestion[] {
  const minus = draft.startsWith('-') ? '-' : '';
  const body = draft.slice(minus.length);
  const colon = body.indexOf(':');
  if (colon < 0) {
    return keySuggestions(body, minus, isOffered);
  }
  return valueSuggestions(body.slice(0, colon), body.slice(colon + 1), { minus, valuesOf });
}

function keySuggestions(
  typed: string,
  minus: string,
  isOffered: (key: string) => boolean,
): Suggestion[] {
  const wanted = typed.toLowerCase();
  return FILTER_KEYS.filter((info) => info.key.startsWith(wanted) && isOffered(info.key)).map(
    (info) => ({
      token: `${minus}${info.key}${info.key === 'header' ? '.' : ':'}`,
      isKey: true,
      text: `${info.text}, such as ${info.example}`,
      count: null,
    }),
  );
}

interface ValueContext {
  minus: string;
  valuesOf: (key: string) => readonly SeenValue[];
}

function valueSuggestions(key: string, typed: string, context: ValueContext): Suggestion[] {
  const info = findFilterKey(key.split('.')[0] ?? '');
  if (info === undefined) {
    return [];
  }
  const seen = context.valuesOf(key).map(({ value, count }) => ({ value, count }));
  const known = (info.words ?? []).map((word) => ({ value: word, count: null }));
  const others = known.filter((one) => !seen.some((other) => other.value === one.value));
  const wanted = (typed.split(',').at(-1) ?? '').replaceAll('"', '').toLowerCase();
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  return [...seen, ...others]
    .filter(({ value }) => value.toLowerCase().includes(wanted))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ value, count }) => ({
      token: `${context.minus}${key}:${before}${quoteFilterValue(value)}`,
      isKey: false,
      text: info.text,
      count,
    }));
}

/** How often each value of a column occurs, most frequent first. */
export function countValues<R>(
  rows: Iterable<R>,
  readValue: (row: R) => string | null,
): SeenValue[] {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = readValue(row);
    if (value !== null && value !== '') {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, 50);
}
