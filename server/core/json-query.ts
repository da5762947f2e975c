import { compile, type JSONPathQuery } from 'json-p3';
import { runBounded } from './bounded-run.ts';

/** The path is the user's, what it is looked up in a stranger's: together they can take for ever. */
export const QUERY_LIMIT_MS = 100;
const REGULAR_EXPRESSION = /\b(?:match|search)\s*\(/;
const MAX_COMPILED = 1000;
const compiled = new Map<string, JSONPathQuery>();

/** Throws json-p3's JSONPathError where the text is not RFC 9535. */
export function compileJsonPath(pathText: string): JSONPathQuery {
  const known = compiled.get(pathText);
  if (known) {
    return known;
  }
  if (compiled.size >= MAX_COMPILED) {
    compiled.clear();
  }
  const query = compile(pathText);
  compiled.set(pathText, query);
  return query;
}

/** Whether the time of a look-up can grow beyond all bounds: `(a+)+` backtracks. */
export function hasRegularExpression(pathText: string): boolean {
  return REGULAR_EXPRESSION.test(pathText);
}

/**
 * What `look` finds with the path, or undefined where that takes longer than QUERY_LIMIT_MS.
 * Throws what the path or the look-up throws.
 */
export function lookUp<Found>(
  pathText: string,
  look: (path: JSONPathQuery) => Found,
): { readonly made: Found } | undefined {
  const path = compileJsonPath(pathText);
  // A descent takes more than a moment, too. Of all else the bound itself, 0.1 ms, would be the cost.
  return hasRegularExpression(pathText) || pathText.includes('..')
    ? runBounded(() => look(path), QUERY_LIMIT_MS)
    : { made: look(path) };
}
