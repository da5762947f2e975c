import type { RawHeaders } from '../../contract/text.ts';

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
