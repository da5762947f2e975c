import type { JSONValue } from 'json-p3';
import { isInFilterRange } from '../../contract/filter.ts';
import type { FilterValue } from '../../contract/filter-values.ts';
import { compileJsonPath, hasRegularExpression, lookUp } from '../json-query.ts';
import { jsonGlance } from './json-glance.ts';
import { textMatcher } from './matchers.ts';

/** The test of a body: the parsed text, and a look at its bytes before that. */
export interface JsonValueTest {
  readonly fits: (bodyText: string) => boolean;
  /** False is certain, true is not; undefined where only parsing can say. */
  readonly mayFit: ((bodyBytes: Uint8Array) => boolean) | undefined;
}

/**
 * Whether the JSON body holds, at an RFC 9535 path, one of the values. A comparison is numeric,
 * everything else compares the value's text as a whole. A body that is no JSON holds nothing.
 */
export function jsonValueTest(path: string, values: readonly FilterValue[]): JsonValueTest {
  const select = selectorOf(path);
  const fits = scalarTest(values);
  return {
    fits: (bodyText) => {
      const body = parseLossless(bodyText);
      return body !== undefined && select(body).some(fits);
    },
    mayFit: jsonGlance(path, {
      number: (text) => fits(LONG_INTEGER.test(text) ? text : Number(text)),
      mayBeWord: values.some((value) => value.kind !== 'range'),
    }),
  };
}

function scalarTest(values: readonly FilterValue[]): (value: unknown) => boolean {
  const matchesText = textMatcher(values, 'whole');
  const ranges = values.filter((value) => value.kind === 'range');
  return (value) => {
    if (typeof value === 'string') {
      return matchesText(value) || ranges.some((range) => isInRange(range, value));
    }
    if (typeof value === 'number') {
      return matchesText(String(value)) || ranges.some((range) => isInFilterRange(range, value));
    }
    return typeof value === 'boolean' || value === null ? matchesText(String(value)) : false;
  };
}

const NAMES_ONLY = /^\$(?:\.[A-Za-z_]\w*)+$/;

function selectorOf(path: string): (body: unknown) => readonly unknown[] {
  if (NAMES_ONLY.test(path)) {
    const names = path.split('.').slice(1);
    return (body) => valueAt(body, names);
  }
  try {
    const query = compileJsonPath(path);
    if (!hasRegularExpression(path)) {
      return (body) => query.query(body as JSONValue).values();
    }
  } catch {
    return () => [];
  }
  // A link may bring the path, a stranger the body.
  return (body) => lookUp(path, (query) => query.query(body as JSONValue).values())?.made ?? [];
}

/** What the query does for names alone, in a fraction of its time. */
function valueAt(body: unknown, names: readonly string[]): readonly unknown[] {
  let value = body;
  for (const name of names) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isObject || !Object.hasOwn(value as object, name)) {
      return [];
    }
    value = (value as Record<string, unknown>)[name];
  }
  return [value];
}

const LONG_INTEGER = /^-?\d{16,}$/;

/** A number too long for a double arrives here as text. */
function isInRange(range: FilterValue, text: string): boolean {
  return range.kind === 'range' && LONG_INTEGER.test(text) && isInFilterRange(range, Number(text));
}

const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

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
