import { type RawHeaders, RawHeadersSchema } from '../../server/contract/text.ts';

export function writeHeaderLines(headers: RawHeaders): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n');
}

/** Headers from lines of "Name: value"; says which line is not one. */
export function parseHeaderLines(text: string): { headers: RawHeaders } | { error: string } {
  const headers: RawHeaders = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') {
      continue;
    }
    const colon = line.indexOf(':');
    const pair: [string, string] = [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    if (colon < 1 || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(pair[0])) {
      return { error: `Line ${index + 1} is not "Name: value".` };
    }
    headers.push(pair);
  }
  const parsed = RawHeadersSchema.safeParse(headers);
  return parsed.success ? { headers } : { error: 'A header has characters that HTTP forbids.' };
}
