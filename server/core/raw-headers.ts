import type { RawHeaders } from '../contract/text.ts';

/** The first value of a header, whatever the case of its name. */
export function findHeader(headers: RawHeaders, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [candidate, value] of headers) {
    if (candidate.length === wanted.length && candidate.toLowerCase() === wanted) {
      return value;
    }
  }
  return undefined;
}

/** How often a header occurs. */
export function countHeader(headers: RawHeaders, name: string): number {
  const wanted = name.toLowerCase();
  let count = 0;
  for (const [candidate] of headers) {
    if (candidate.length === wanted.length && candidate.toLowerCase() === wanted) {
      count += 1;
    }
  }
  return count;
}

/** Every value of a header in wire order. `lowerName` is in lower case. */
export function headerValues(headers: RawHeaders, lowerName: string): string[] {
  return headers.filter(([name]) => name.toLowerCase() === lowerName).map(([, value]) => value);
}

/** Node's flat list (name, value, name, value) as pairs. */
export function pairHeaders(flat: readonly string[]): RawHeaders {
  const pairs: RawHeaders = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    pairs.push([flat[index] as string, flat[index + 1] as string]);
  }
  return pairs;
}

/** The part of a request target before the query, for absolute-form targets too. */
export function pathOfTarget(target: string): string {
  const start = target.startsWith('/') ? 0 : pathStartOfAbsolute(target);
  const query = target.indexOf('?', start);
  return target.slice(start, query < 0 ? undefined : query) || '/';
}

function pathStartOfAbsolute(target: string): number {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target);
  return scheme ? scheme[0].length : 0;
}
