import { quoteFilterValue } from '../../../server/contract/filter.ts';
import {
  FILTER_KEYS,
  type FilterKey,
  findFilterKey,
} from '../../../server/contract/filter-keys.ts';

/** A value that occurs in the rows, and how often where that is counted. */
export interface SeenValue {
  value: string;
  count: number | null;
}

/** Where the values come from: they are asked for, and are there a moment later. */
export interface FilterValues {
  of(key: string): readonly SeenValue[];
  /** What the counts are counts of, where that is not everything. */
  note: string | null;
  /** Null: no value is being typed. Whatever was asked before is no longer wanted. */
  ask(key: FilterKey | null, text: string): void;
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
  const wanted = lastValue(typed).toLowerCase();
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

/** The key and the part of its value that a draft has so far; null while a key is being typed. */
export function askedBy(draft: string): { key: FilterKey; text: string } | null {
  const [, key = '', typed = ''] = /^-?([^:]+):(.*)$/s.exec(draft) ?? [];
  const info = findFilterKey(key);
  return info === undefined ? null : { key: info.key, text: lastValue(typed) };
}

/** What follows the last comma, without quotes. */
function lastValue(typed: string): string {
  return (typed.split(',').at(-1) ?? '').replaceAll('"', '');
}
