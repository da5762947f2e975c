import type { Outcome } from '../../contract/delivery.ts';

export interface Failure {
  readonly outcome: Outcome;
  readonly detail: string | null;
}

const OUTCOME_OF_CODE: Readonly<Record<string, Outcome>> = {
  HOOKBENCH_BLOCKED: 'blocked',
  UND_ERR_INVALID_ARG: 'blocked',
  UND_ERR_NOT_SUPPORTED: 'blocked',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'closed',
  ECONNABORTED: 'closed',
  UND_ERR_SOCKET: 'closed',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'invalid_answer',
  ENOTFOUND: 'dns_failed',
  EAI_AGAIN: 'dns_failed',
  EAI_FAIL: 'dns_failed',
  EAI_NODATA: 'dns_failed',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EMFILE: 'unreachable',
  ENFILE: 'unreachable',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_DESTROYED: 'interrupted',
  UND_ERR_CLOSED: 'interrupted',
  UND_ERR_HEADERS_OVERFLOW: 'headers_too_large',
};

const TLS_TEXT: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate chain ends in a self-signed certificate',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  CERT_REVOKED: 'its certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes without the one that vouches for it',
  UNABLE_TO_GET_ISSUER_CERT: 'its certificate comes from an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an unknown authority',
  EPROTO: 'it does not speak TLS there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS there',
};

/** The named outcome of an error from undici or from a socket. */
export function failureOf(error: Error, isTls: boolean): Failure {
  const code = codeOf(error);
  const tlsText = TLS_TEXT[code];
  if (
    isTls &&
    (tlsText !== undefined || code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS'))
  ) {
    return { outcome: 'tls_failed', detail: tlsText ?? shortText(error) };
  }
  if (isTls && code === 'ECONNRESET' && error.message.includes('before secure TLS')) {
    return { outcome: 'tls_failed', detail: 'it closed the connection during the handshake' };
  }
  if (error.name === 'HTTPParserError') {
    return { outcome: 'invalid_answer', detail: parserText(error) };
  }
  if (code === 'UND_ERR_SOCKET' && error.message.startsWith('bad')) {
    return { outcome: 'unasked_interim', detail: null };
  }
  return { outcome: OUTCOME_OF_CODE[code] ?? 'closed', detail: detailOf(code, error) };
}

/** `code` of an error, or of the errors that a connection to several addresses gathered. */
function codeOf(error: Error): string {
  if (error instanceof AggregateError) {
    const codes = error.errors.map((inner: Error) => codeOf(inner));
    return codes.find((code) => code === 'ECONNREFUSED') ?? codes[0] ?? '';
  }
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function detailOf(code: string, error: Error): string | null {
  switch (code) {
    case 'HOOKBENCH_BLOCKED':
      return error.message;
    case 'UND_ERR_SOCKET':
    case 'EPIPE':
    case 'ECONNRESET':
      return null;
    case 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH':
      return 'its body and its Content-Length do not agree';
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return 'no connection could be made';
    case 'ENOTFOUND':
      return `${hostOf(error)} has no address`;
    case 'EMFILE':
    case 'ENFILE':
      return 'this computer has no free file handle';
    default:
      return addressesOf(error) ?? shortText(error);
  }
}

/** The addresses that were tried: `127.0.0.1:8080 and [::1]:8080`. */
function addressesOf(error: Error): string | null {
  const errors: Error[] = error instanceof AggregateError ? error.errors : [error];
  const texts = errors.map(addressOf).filter((text) => text !== null);
  return texts.length === 0 ? null : texts.join(' and ');
}

function addressOf(error: Error): string | null {
  if (!('address' in error) || typeof error.address !== 'string' || !('port' in error)) {
    return null;
  }
  const host = error.address.includes(':') ? `[${error.address}]` : error.address;
  return `${host}:${error.port}`;
}

function hostOf(error: Error): string {
  return 'hostname' in error && typeof error.hostname === 'string' ? error.hostname : 'the host';
}

function parserText(error: Error): string {
  return /\((.*)\)/.exec(error.message)?.[1]?.toLowerCase() ?? shortText(error);
}

function shortText(error: Error): string {
  return (error.message || error.name).slice(0, 120);
}
