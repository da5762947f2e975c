import type { RawHeaders } from '../contract/text.ts';
import { type ExchangeRecord, toBase64, utf8Text } from './exchange-record.ts';
import { findHeader } from './raw-headers.ts';

/**
 * HAR 1.2. A body that is no UTF-8 is base64 with `encoding` beside it, as HAR has it for answers;
 * `_target` and `_trailers` (fields of our own are allowed by the format) keep what it has no place for.
 */
export function writeHar(exchanges: readonly ExchangeRecord[], version: string): string {
  const log = {
    version: '1.2',
    creator: { name: 'Hookbench', version },
    entries: exchanges.map(entryOf),
  };
  return `${JSON.stringify({ log }, null, 2)}\n`;
}

function entryOf(exchange: ExchangeRecord): object {
  const { headers, bodyBytes, answer } = exchange;
  const mimeType = findHeader(headers, 'content-type') ?? 'application/octet-stream';
  return {
    startedDateTime: new Date(exchange.atMs).toISOString(),
    time: exchange.durationMs,
    request: {
      method: exchange.method,
      url: uriOf(exchange.url),
      httpVersion: `HTTP/${exchange.httpVersion || '1.1'}`,
      cookies: [],
      headers: named(headers),
      queryString: queryOf(exchange.target),
      headersSize: -1,
      bodySize: bodyBytes.length,
      ...(bodyBytes.length === 0 ? {} : { postData: { mimeType, ...textOf(bodyBytes) } }),
      _target: exchange.target,
      ...(exchange.trailers.length === 0 ? {} : { _trailers: named(exchange.trailers) }),
    },
    response: {
      status: answer?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: named(answer?.headers ?? []),
      redirectURL: '',
      headersSize: -1,
      bodySize: answer?.bodyBytes.length ?? -1,
      content: {
        size: answer?.bodyBytes.length ?? 0,
        mimeType: findHeader(answer?.headers ?? [], 'content-type') ?? '',
        ...(answer ? textOf(answer.bodyBytes) : {}),
      },
    },
    cache: {},
    timings: { send: 0, wait: exchange.durationMs, receive: 0 },
    _id: exchange.id,
  };
}

function named(headers: RawHeaders): { name: string; value: string }[] {
  return headers.map(([name, value]) => ({ name, value }));
}

function queryOf(target: string): { name: string; value: string }[] {
  const mark = target.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  return [...query].map(([name, value]) => ({ name, value }));
}

function textOf(bytes: Uint8Array): { text: string; encoding?: string } {
  const text = utf8Text(bytes);
  return text === undefined ? { text: toBase64(bytes), encoding: 'base64' } : { text };
}

/** A target may be any bytes, `url` is a URI by the format's schema: what none can hold is percent-encoded. */
function uriOf(url: string): string {
  const [, scheme = 'http', authority = '', rest = ''] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)(.*)$/is.exec(url) ?? [];
  const host = /^(\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=-]+)(:\d*)?$/i.test(authority)
    ? authority
    : encode(authority, /[^\w.~-]/gu);
  return `${scheme}://${host}${encode(rest, /%(?![0-9a-f]{2})|[^\w.~:/?@!$&'()*+,;=%-]/giu)}`;
}

/** Characters of a target are bytes; only what was imported can hold others. */
function encode(text: string, odd: RegExp): string {
  return text.replace(odd, (character) => {
    const encoding = character <= '\u00ff' ? 'latin1' : 'utf8';
    const hex = Buffer.from(character, encoding).toString('hex').toUpperCase();
    return hex.replace(/../g, '%$&');
  });
}
