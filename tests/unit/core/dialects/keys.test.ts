import { describe, expect, test } from 'vitest';
import { makePemPair } from '../../../../server/core/dialects/mint-keys.ts';
import { findDialect, listDialects } from '../../../../server/core/dialects/registry.ts';
import { AppError } from '../../../../server/core/errors.ts';
import { flipped, judge, receiverKey, sealSample, seededRandom } from './sample-requests.ts';

function refusalOf(id: string, secret: string): AppError {
  try {
    findDialect(id)!.importKey(secret);
  } catch (error) {
    if (error instanceof AppError) {
      return error;
    }
  }
  throw new Error(`${id} took ${secret}`);
}

test.each([
  ['standard', 'whsec_not base64!', /whsec_ and base64 of 24 to 64 bytes/],
  ['standard', `whsec_${Buffer.alloc(23).toString('base64')}`, /decodes to 23 bytes/],
  ['standard', `whsec_${Buffer.alloc(65).toString('base64')}`, /decodes to 65 bytes/],
  ['standard-v1a', 'whsk_AAAA', /Ed25519/],
  ['adyen', 'zz', /hexadecimal/],
  ['lemon-squeezy', 'short', /6 to 40 characters/],
  ['lemon-squeezy', 'x'.repeat(41), /41 characters/],
  ['stripe', 'whsec_abc\n', /line break/],
  ['sendgrid', 'abc', /P-256/],
  ['discord', 'abc', /Ed25519/],
  ['rfc9421', '***', /PEM/],
  ['github', '', /it is empty/],
])('%s refuses %j and says what it takes', (id, secret, text) => {
  const refusal = refusalOf(id, secret);
  expect(refusal).toMatchObject({ code: 'invalid_secret', errors: [{ path: 'secret' }] });
  expect(refusal.message).toMatch(text);
  if (secret.length > 5) {
    expect(refusal.message).not.toContain(secret);
  }
});

test('a key is made from the given randomness alone', () => {
  for (const dialect of listDialects()) {
    expect(dialect.generateKey(seededRandom(5))).toEqual(dialect.generateKey(seededRandom(5)));
    expect(dialect.generateKey(seededRandom(5))).not.toEqual(dialect.generateKey(seededRandom(6)));
  }
});

test('keys have the form of their provider', () => {
  const made = (id: string) => findDialect(id)!.generateKey(seededRandom());
  expect(made('standard').secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(made('standard-v1a')).toEqual({
    secret: expect.stringMatching(/^whsk_/),
    publicKey: expect.stringMatching(/^whpk_/),
  });
  expect(made('stripe').secret).toMatch(/^whsec_[A-Za-z0-9]{32}$/);
  expect(made('slack').secret).toMatch(/^[0-9a-f]{32}$/);
  expect(made('adyen').secret).toMatch(/^[0-9A-F]{64}$/);
  expect(made('discord').publicKey).toMatch(/^[0-9a-f]{64}$/);
});

test('a public key verifies and does not sign', () => {
  for (const id of ['standard-v1a', 'discord', 'sendgrid']) {
    const dialect = findDialect(id)!;
    const { publicKey = '' } = dialect.generateKey(seededRandom());
    const imported = dialect.importKey(publicKey);
    expect(imported.publicKey).toBe(publicKey);
    expect(() => sealSample(dialect, [imported])).toThrow(/signing needs a private one/);
  }
});

describe.each(['ed25519', 'ecdsa-p256', 'rsa'] as const)('RFC 9421 with a key of %s', (type) => {
  const dialect = findDialect('rfc9421')!;
  const key = makePemPair(type, seededRandom());
  const other = makePemPair(type, seededRandom(77));

  test('signs and judges', () => {
    const request = sealSample(dialect, [dialect.importKey(key.secret)]);
    expect(judge(dialect, request, [receiverKey(key)]).verdict).toBe('valid');
    expect(judge(dialect, request, [receiverKey(other)]).verdict).toBe('invalid');
    const bodyBytes = flipped(request.bodyBytes);
    const report = judge(dialect, request, [receiverKey(key)], { bodyBytes });
    expect(report.verdict).toBe('invalid');
    expect(report.reason).toContain('Content-Digest');
  });
});

test('a PEM public key never serves as a shared secret', () => {
  const dialect = findDialect('rfc9421')!;
  const key = makePemPair('ed25519', seededRandom());
  expect(() => sealSample(dialect, [{ secret: key.publicKey! }])).toThrow(/private/);
});

test('one big body streams through without being kept', () => {
  const dialect = findDialect('standard')!;
  const key = dialect.generateKey(seededRandom());
  const chunk = Buffer.alloc(1024 * 1024, 'a');
  const request = {
    method: 'POST' as const,
    url: 'https://example.com/',
    headers: [],
    bodyBytes: Buffer.concat(Array(8).fill(chunk)),
  };
  const sealed = dialect.seal({ request, deliveryId: 'evt_1', nowMs: 1e12, keys: [key] });
  const keys = [{ ...key, source: 'inbox' }];
  const check = dialect.startVerify!({ ...sealed, nowMs: 1e12, keys })!;
  for (let index = 0; index < 8; index += 1) {
    check.update(chunk);
  }
  expect(check.finish().verdict).toBe('valid');
});
