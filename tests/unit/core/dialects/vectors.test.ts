import { describe, expect, test } from 'vitest';
import { startMac } from '../../../../server/core/dialects/mac.ts';
import { findDialect } from '../../../../server/core/dialects/registry.ts';
import { findHeader } from '../../../../server/core/raw-headers.ts';
import published from '../../../vectors/signatures.json';
import { flipped } from './sample-requests.ts';

/** The examples of RFC 9421 cover chosen headers, which a sender of ours does not choose. */
const signable = published.vectors.filter(({ dialect }) => dialect !== 'rfc9421');

describe.each(published.vectors)('$name, published in $source', (vector) => {
  const dialect = findDialect(vector.dialect)!;
  const headers = headersOf(vector);
  const bodyBytes = Buffer.from(vector.body);
  const key = { secret: vector.secret, publicKey: vector.public_key };

  test('is judged valid', () => {
    const report = dialect.verify({
      method: vector.method,
      url: vector.url,
      headers,
      bodyBytes,
      nowMs: vector.now_ms,
      keys: [{ ...key, source: 'the publisher' }],
    });
    expect(report).toMatchObject({ verdict: 'valid', key_source: 'the publisher' });
    if (vector.signed) {
      expect(report.signed_prefix).toBe(vector.signed);
    }
  });

  test('is judged invalid with one byte flipped', () => {
    const report = dialect.verify({
      method: vector.method,
      // Where the body is not covered or empty, the flipped byte is one of the URL's.
      url: bodyBytes.length === 0 ? vector.url.replace('uri', 'url') : vector.url,
      headers,
      bodyBytes:
        bodyBytes.length === 0
          ? bodyBytes
          : flipped(bodyBytes, vector.signed ? 'AUTHORISATION' : ''),
      nowMs: vector.now_ms,
      keys: [{ ...key, source: 'the publisher' }],
    });
    expect(report.verdict).toBe(isBodyUncovered(vector.dialect) ? 'valid' : 'invalid');
  });
});

test.each(signable)('$name is what we sign', (vector) => {
  const dialect = findDialect(vector.dialect)!;
  const headers = headersOf(vector);
  const bodyBytes = Buffer.from(vector.body);
  const key = { secret: vector.secret, publicKey: vector.public_key };
  const request = { method: 'POST' as const, url: vector.url, headers: [], bodyBytes };
  const sealed = dialect.seal({
    request: { ...request, method: vector.method === 'GET' ? 'GET' : 'POST' },
    deliveryId: vector.delivery_id ?? 'evt_1',
    nowMs: vector.now_ms,
    keys: [key],
  });
  const [name] = dialect.headers;
  if (name) {
    expect(findHeader(sealed.headers, name)).toBe(findHeader(headers, name));
  } else {
    expect(Buffer.from(sealed.bodyBytes).toString()).toBe(vector.body);
  }
});

/** The published RFC 9421 examples cover headers only. */
function isBodyUncovered(dialect: string): boolean {
  return dialect === 'rfc9421';
}

test.each(published.bare_hmac)('$name is what we compute', ({ secret, message, hex }) => {
  expect(startMac('hmac-sha256', Buffer.from(secret)).update(message).digest('hex')).toBe(hex);
});

function headersOf(vector: { headers: string[][] }): [string, string][] {
  return vector.headers.map(([name, value]) => [name!, value!]);
}
