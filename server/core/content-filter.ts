import type { JSONValue } from 'json-p3';
import { AppError } from './errors.ts';
import { compileJsonPath, lookUp } from './json-query.ts';

/** Throws AppError `invalid_policy` where the text is not a JSONPath of RFC 9535. */
export function checkContentFilter(filterText: string): void {
  try {
    compileJsonPath(filterText);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read';
    throw new AppError('invalid_policy', `policy.content_filter is not a JSONPath: ${reason}`, [
      {
        path: 'policy.content_filter',
        message: `a JSONPath such as $[?$.amount > 100]: ${reason}`,
      },
    ]);
  }
}

/** An event's data as a filter reads it. Throws SyntaxError where the text is no JSON. */
export function parseData(dataText: string): JSONValue {
  return JSON.parse(dataText);
}

/**
 * Whether a filter selects at least one node of `data`. One that cannot be read, or takes longer
 * than QUERY_LIMIT_MS, selects none.
 */
export function selectsData(filterText: string, data: JSONValue): boolean {
  try {
    return lookUp(filterText, (path) => path.match(data) !== undefined)?.made ?? false;
  } catch {
    return false;
  }
}
