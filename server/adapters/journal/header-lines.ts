import type { RawHeaders } from '../../contract/text.ts';

/** `Name: value` lines as they stand in a frame; undefined where they could not be read back exactly. */
export function linesOf(headers: RawHeaders): string | undefined {
  let text = '';
  for (const [name, value] of headers) {
    text += `${name}: ${value}\n`;
    if (name.includes(':') || name.includes('\n') || value.includes('\n')) {
      return undefined;
    }
  }
  return isLatin(text) ? text : undefined;
}

export function headersOf(latinText: string): RawHeaders {
  const headers: RawHeaders = [];
  for (let start = 0; start < latinText.length; ) {
    const end = latinText.indexOf('\n', start);
    const colon = latinText.indexOf(': ', start);
    headers.push([latinText.slice(start, colon), latinText.slice(colon + 2, end)]);
    start = end + 1;
  }
  return headers;
}

const BEYOND_LATIN = /[\u0100-\uffff]/;

function isLatin(text: string): boolean {
  return !BEYOND_LATIN.test(text);
}
