import type { RawHeaders } from '../contract/text.ts';
import { findHeader } from './raw-headers.ts';
import { REDACTED, redactHeaders } from './redact.ts';

/** A request with what was answered, as exports write it and imports read it. */
export interface ExchangeRecord {
  readonly id: string;
  readonly atMs: number;
  readonly durationMs: number;
  readonly method: string;
  /** The request target exactly as sent. */
  readonly target: string;
  /** The full URL as the sender called it. */
  readonly url: string;
  readonly httpVersion: string;
  readonly headers: RawHeaders;
  readonly trailers: RawHeaders;
  readonly bodyBytes: Uint8Array;
  /** Said by the file: there was more of the body than it holds. */
  readonly isCut?: boolean;
  readonly answer: ExchangeAnswer | null;
}
/** The answer of a recorded exchange. */
export interface ExchangeAnswer {
  readonly status: number;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
}

const SECRET_PARAMETER =
  /([?&;](?:access_?token|auth|api_?key|client_?secret|key|password|secret|sig|signature|token)=)[^&;#]*/gi;

/** Recordings often lack a body or its end: of a large one, a form with files, a request that broke off. */
export function lacksBytes({ isCut, headers, bodyBytes }: ExchangeRecord): boolean {
  const length = Number(findHeader(headers, 'content-length') ?? 0);
  const isChunked = findHeader(headers, 'transfer-encoding') !== undefined;
  return isCut ?? (!isChunked && length > bodyBytes.length);
}

/** The same exchange with credentials, cookies, signatures and secret query parameters blanked. */
export function maskExchange(exchange: ExchangeRecord): ExchangeRecord {
  return {
    ...exchange,
    target: maskTarget(exchange.target),
    url: maskTarget(exchange.url),
    headers: redactHeaders(exchange.headers),
    trailers: redactHeaders(exchange.trailers),
    answer: exchange.answer && {
      ...exchange.answer,
      headers: redactHeaders(exchange.answer.headers),
    },
  };
}

function maskTarget(target: string): string {
  return target.replace(SECRET_PARAMETER, `$1${encodeURIComponent(REDACTED)}`);
}

/** The text of a body, or undefined where its bytes are not UTF-8. A byte-order mark stays in the text. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The bytes as base64. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
