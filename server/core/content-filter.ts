import { compile, type JSONPathQuery, type JSONValue } from 'json-p3';
import { AppError } from './errors.ts';

const MAX_COMPILED = 1000;
const compiled = new Map<string, JSONPathQuery>();

/** Throws AppError `invalid_policy` where the text is not a JSONPath of RFC 9535. */
export function checkContentFilter(filterText: string): void {
  try {
    compile(filterText);
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

/** Whether a filter selects at least one node of `data`. A filter that cannot be read selects none. */
export function selectsData(filterText: string, data: JSONValue): boolean {
  try {
    return queryOf(filterText).match(data) !== undefined;
  } catch {
    return false;
  }
}

function queryOf(filterText: string): JSONPathQuery {
  const known = compiled.get(filterText);
  if (known !== undefined) {
    return known;
  }
  if (compiled.size >= MAX_COMPILED) {
    compiled.clear();
  }
  const query = compile(filterText);
  compiled.set(filterText, query);
  return query;
}
