import { describe, expect, test } from 'vitest';
import { listDialects } from '../../../../server/core/dialects/registry.ts';
import {
  flipped,
  judge,
  NOW_MS,
  receiverKey,
  sealSample,
  seededRandom,
  without,
} from './sample-requests.ts';

const signing = listDialects().filter(({ kind }) => kind !== 'unsigned');

describe.each(signing.map((dialect) => ({ id: dialect.id, dialect })))('$id', ({ dialect }) => {
  const key = dialect.generateKey(seededRandom(7));
  const other = dialect.generateKey(seededRandom(99));
  const { signature } = dialect.facts;
  const coversBody = signature.signed.some(
    (part) =>
      part.kind === 'body' || (part.kind === 'canonical' && !part.formula.includes('not the body')),
  );

  test('judges its own request valid', () => {
    const request = sealSample(dialect, [key]);
    const report = judge(dialect, request, [receiverKey(key)]);
    expect(report).toMatchObject({ verdict: 'valid', dialect: dialect.id, key_source: 'key 1' });
    expect(report.checks.map(({ name }) => name)).toEqual([
      'header_present',
      'header_parses',
      'secret_usable',
      'time_in_tolerance',
      'bytes_match',
    ]);
  });

  test('finds the right key among several', () => {
    const request = sealSample(dialect, [key]);
    const report = judge(dialect, request, [receiverKey(other), receiverKey(key)]);
    expect(report).toMatchObject({ verdict: 'valid', key_source: 'key 2' });
  });

  test('refuses a wrong key and never shows one', () => {
    const request = sealSample(dialect, [key]);
    const report = judge(dialect, request, [receiverKey(other)]);
    expect(report.verdict).toBe('invalid');
    expect(JSON.stringify(report)).not.toContain(other.secret);
  });

  test(coversBody ? 'refuses a flipped byte of the body' : 'does not cover the body', () => {
    const request = sealSample(dialect, [key]);
    const bodyBytes = flipped(request.bodyBytes, dialect.id === 'adyen' ? 'visa' : '');
    const { verdict } = judge(dialect, request, [receiverKey(key)], { bodyBytes });
    expect(verdict).toBe(coversBody ? 'invalid' : 'valid');
  });

  test.each(dialect.headers.slice(0, 1))('calls a request without %s missing', (name) => {
    const request = sealSample(dialect, [key]);
    const headers = without(request.headers, name);
    const report = judge(dialect, request, [receiverKey(key)], { headers });
    expect(report.verdict).toBe('missing');
    expect(report.checks[0]).toMatchObject({ name: 'header_present', result: 'fail' });
  });

  test('is unchecked without a key', () => {
    expect(judge(dialect, sealSample(dialect, [key]), []).verdict).toBe('unchecked');
  });

  test('judges the age as the provider does', () => {
    const request = sealSample(dialect, [key]);
    const window = signature.timestamp?.window;
    const nowMs = NOW_MS + (window?.pastMs ?? 86_400_000) + 2_000;
    const { verdict } = judge(dialect, request, [receiverKey(key)], { nowMs });
    expect(verdict).toBe(window ? 'stale' : 'valid');
    const early = NOW_MS - (window?.futureMs ?? 86_400_000) - 2_000;
    const future = judge(dialect, request, [receiverKey(key)], { nowMs: early }).verdict;
    expect(future).toBe(window && window.futureMs !== null ? 'stale' : 'valid');
  });

  test('streams to the same report', () => {
    const request = sealSample(dialect, [key]);
    const keys = [{ ...receiverKey(key), source: 'key 1' }];
    const check = dialect.startVerify?.({ ...request, nowMs: NOW_MS, keys });
    if (!check) {
      expect(['body', 'message_signature'].includes(signature.place.kind) || needsWhole()).toBe(
        true,
      );
      return;
    }
    for (const byte of request.bodyBytes) {
      check.update(Uint8Array.of(byte));
    }
    expect(check.finish()).toEqual(judge(dialect, request, [receiverKey(key)]));
  });

  test('takes back the key that it made, and refuses an empty one', () => {
    expect(dialect.importKey(key.secret)).toEqual(key);
    expect(() => dialect.importKey('')).toThrow(/secret: /);
  });

  function needsWhole(): boolean {
    return (
      dialect.kind === 'asymmetric' ||
      signature.timestamp?.place.kind === 'body' ||
      signature.signed.some((part) => part.kind === 'canonical')
    );
  }
});
