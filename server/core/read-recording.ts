import { isCassette, readCassette } from './cassette.ts';
import { checkImported } from './check-imported.ts';
import { AppError } from './errors.ts';
import type { ExchangeRecord } from './exchange-record.ts';
import { parseRawRequest, urlOf } from './raw-request.ts';
import { readHar } from './read-har.ts';

const REQUEST_LINE = /^[A-Z]{3,20} \S+( HTTP\/\d(\.\d)?)?\r?\n/;

/**
 * Requests out of a file: a HAR, a cassette, or one raw HTTP request, told apart by how it begins.
 * Throws AppError `invalid_import` that names the place at fault.
 */
export function readRecording(file: string | Uint8Array): ExchangeRecord[] {
  const exchanges = readAny(file);
  for (const [index, exchange] of exchanges.entries()) {
    checkImported(exchange, index + 1);
  }
  return exchanges;
}

function readAny(file: string | Uint8Array): ExchangeRecord[] {
  const bytes = typeof file === 'string' ? Buffer.from(file, 'utf8') : Buffer.from(file);
  if (bytes.length === 0) {
    throw new AppError('invalid_import', 'The file is empty.');
  }
  if (REQUEST_LINE.test(bytes.subarray(0, 70_000).toString('latin1'))) {
    return [readRaw(bytes)];
  }
  const text = typeof file === 'string' ? file : bytes.toString('utf8').replace(/^\ufeff/, '');
  return isCassette(text) ? readCassette(text) : readHar(text);
}

function readRaw(bytes: Uint8Array): ExchangeRecord {
  try {
    const request = parseRawRequest(bytes);
    const { method, target, headers, bodyBytes } = request;
    return {
      id: '',
      atMs: 0,
      durationMs: 0,
      method,
      target: target.replace(/^https?:\/\/[^/?#]*/i, '') || '/',
      url: urlOf(request),
      httpVersion: '1.1',
      headers,
      trailers: [],
      bodyBytes,
      answer: null,
    };
  } catch (error) {
    throw error instanceof AppError
      ? new AppError('invalid_import', `This is no raw HTTP request: ${error.message}.`)
      : error;
  }
}
