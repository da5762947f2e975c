import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../../server/adapters/undici/failure.ts';

function failing(code: string, extra: object = {}): Error {
  return Object.assign(new Error(`it failed with ${code}`), { code, ...extra });
}

describe('failureOf', () => {
  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed'],
    ['CERT_HAS_EXPIRED', 'its certificate has expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another host'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate comes from an unknown authority'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'it does not speak TLS there'],
  ])('says why TLS failed: %s', (code, detail) => {
    expect(failureOf(failing(code), true)).toEqual({ outcome: 'tls_failed', detail });
  });

  it.each([
    ['ECONNREFUSED', 'refused'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'closed'],
    ['UND_ERR_SOCKET', 'closed'],
    ['ENOTFOUND', 'dns_failed'],
    ['EAI_AGAIN', 'dns_failed'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['EMFILE', 'unreachable'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['UND_ERR_HEADERS_OVERFLOW', 'headers_too_large'],
    ['HOOKBENCH_BLOCKED', 'blocked'],
    ['UND_ERR_DESTROYED', 'interrupted'],
    ['ESOMETHINGNEW', 'closed'],
  ])('%s is %s', (code, outcome) => {
    expect(failureOf(failing(code), false).outcome).toBe(outcome);
  });

  it('names every address that a refused name was tried at', () => {
    const error = new AggregateError([
      failing('ECONNREFUSED', { address: '::1', port: 8080 }),
      failing('ECONNREFUSED', { address: '127.0.0.1', port: 8080 }),
    ]);
    expect(failureOf(error, false)).toEqual({
      outcome: 'refused',
      detail: '[::1]:8080 and 127.0.0.1:8080',
    });
  });
});
