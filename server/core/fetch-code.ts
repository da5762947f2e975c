import { type ExchangeRecord, toBase64, utf8Text } from './exchange-record.ts';
import { withoutHopHeaders } from './hop-headers.ts';

/** fetch works these out by itself and refuses to be told. */
const LEFT_OUT = new Set(['content-length', 'host']);

/** One module for all of them, one after the other; each in a block, since their names are the same. */
export function writeFetches(exchanges: readonly ExchangeRecord[]): string {
  const codes = exchanges.map(writeFetch);
  return codes.length === 1 ? codes.join('') : codes.map((code) => `{\n${code}}\n`).join('\n');
}

/** JavaScript that sends the same method, headers and body bytes with fetch. */
export function writeFetch(exchange: ExchangeRecord): string {
  const headers = withoutHopHeaders(exchange.headers).filter(
    ([name]) => !LEFT_OUT.has(name.toLowerCase()),
  );
  const lines = headers.map(
    ([name, value]) => `    [${JSON.stringify(name)}, ${JSON.stringify(value)}],`,
  );
  return [
    `const response = await fetch(${JSON.stringify(exchange.url)}, {`,
    `  method: ${JSON.stringify(exchange.method)},`,
    '  headers: [',
    ...lines,
    '  ],',
    ...bodyLines(exchange),
    '});',
    'console.log(response.status, await response.text());',
    '',
  ].join('\n');
}

/** fetch refuses a body for GET and HEAD, so it is left out there. */
function bodyLines({ method, bodyBytes }: ExchangeRecord): string[] {
  if (bodyBytes.length === 0 || method === 'GET' || method === 'HEAD') {
    return [];
  }
  const text = utf8Text(bodyBytes);
  return text === undefined
    ? [`  body: Uint8Array.from(atob("${toBase64(bodyBytes)}"), (char) => char.charCodeAt(0)),`]
    : [`  body: ${JSON.stringify(text)},`];
}
