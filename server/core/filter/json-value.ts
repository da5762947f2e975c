import { JSONPathEnvironment } from 'json-p3';
import { isInFilterRange } from '../../contract/filter.ts';
import type { FilterValue } from '../../contract/filter-values.ts';
import { textMatcher } from './matchers.ts';

const environment = new JSONPathEnvironment();

/**
 * Whether the JSON body holds, at an RFC 9535 path, one of the values. A comparison is numeric,
 * everything else compares the value's text as a whole. A body that is no JSON holds nothing.
 */
export function jsonValueTest(
  path: string,
  values: readonly FilterValue[],
): (bodyText: string) => boolean {
  const select = selectorOf(path);
  const matchesText = textMatcher(values, 'whole');
  const ranges = values.filter((value) => value.kind === 'range');
  const fits = (value: unknown): boolean => {
    if (typeof value === 'string') {
      return matchesText(value) || ranges.some((range) => isInRange(range, value));
    }
    if (typeof value === 'number') {
      return matchesText(String(value)) || ranges.some((range) => isInFilterRange(range, value));
    }
    return typeof value === 'boolean' || value === null ? matchesText(String(value)) : false;
  };
  return (bodyText) => {
    const body = parseLossless(bodyText);
    return body !== undefined && select(body).some(fits);
  };
}

function selectorOf(path: string): (body: unknown) => readonly unknown[] {
  try {
    const query = environment.compile(path);
    return (body) => query.query(body as Parameters<typeof query.query>[0]).values();
  } catch {
    return () => [];
  }
}

/** A number too long for a double arrives here as text. */
function isInRange(range: FilterValue, text: string): boolean {
  return range.kind === 'range' && /^-?\d{16,}$/.test(text) && isInFilterRange(range, Number(text));
}

const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** Integers beyond 2^53 become strings of the same digits, so that they compare exactly. */
function parseLossless(text: string): unknown {
  try {
    const safe = /\d{16}/.test(text)
      ? text.replace(STRING_OR_LONG_NUMBER, (token) =>
          token.startsWith('"') ? token : `"${token}"`,
        )
      : text;
    return JSON.parse(safe);
  } catch {
    return undefined;
  }
}
