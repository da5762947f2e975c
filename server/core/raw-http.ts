import type { ExchangeRecord } from './exchange-record.ts';
import { findHeader } from './raw-headers.ts';

const CRLF = '\r\n';

/**
 * The request as HTTP/1 bytes. A body that came in chunks goes out in one, with its trailers, since
 * where one chunk ended is not kept; header bytes stay as they were.
 */
export function writeRawHttp(exchange: ExchangeRecord): Uint8Array {
  const lines = [
    `${exchange.method} ${exchange.target} HTTP/${exchange.httpVersion || '1.1'}`,
    ...exchange.headers.map(([name, value]) => `${name}: ${value}`),
  ];
  const head = Buffer.from(`${lines.join(CRLF)}${CRLF}${CRLF}`, 'latin1');
  const coding = findHeader(exchange.headers, 'transfer-encoding');
  const isChunked = coding !== undefined && /(^|,)\s*chunked\s*$/i.test(coding);
  return Buffer.concat([head, isChunked ? chunked(exchange) : exchange.bodyBytes]);
}

function chunked({ bodyBytes, trailers }: ExchangeRecord): Uint8Array {
  const size = Buffer.from(`${bodyBytes.length.toString(16)}${CRLF}`);
  const chunk = bodyBytes.length === 0 ? [] : [size, bodyBytes, Buffer.from(CRLF)];
  const end = trailers.map(([name, value]) => `${name}: ${value}${CRLF}`).join('');
  return Buffer.concat([...chunk, Buffer.from(`0${CRLF}${end}${CRLF}`, 'latin1')]);
}
