import { describe, expect, test } from 'vitest';
import { detectDialect, verifyDetected } from '../../../../server/core/dialects/detect.ts';
import { findDialect, listDialects } from '../../../../server/core/dialects/registry.ts';
import { NOW_MS, receiverKey, sealSample, seededRandom } from './sample-requests.ts';

describe.each(listDialects().map((dialect) => ({ id: dialect.id, dialect })))(
  '$id',
  ({ dialect }) => {
    const key = dialect.generateKey(seededRandom());
    const request = sealSample(dialect, [key]);

    test('is detected first from its own request, with evidence', () => {
      const [first] = detectDialect(request.headers, request.bodyBytes);
      expect(first?.id).toBe(dialect.id);
      expect(first?.evidence.length).toBeGreaterThan(0);
    });

    test('is found by trying every known key', () => {
      const stranger = findDialect('standard')!.generateKey(seededRandom(3));
      const judged = verifyDetected({
        ...request,
        nowMs: NOW_MS,
        keys: [
          { ...stranger, source: 'another inbox' },
          { ...receiverKey(key), source: 'this inbox' },
        ],
      });
      expect(judged?.report).toMatchObject({ verdict: 'valid', key_source: 'this inbox' });
    });
  },
);

test('nothing is detected in a request without any sign', () => {
  const headers: [string, string][] = [
    ['Content-Type', 'application/json'],
    ['User-Agent', 'curl/8.5.0'],
    ['Authorization', 'Bearer abc'],
  ];
  expect(detectDialect(headers, Buffer.from('{"type":"x","event":"y"}'))).toEqual([]);
  const judged = verifyDetected({
    method: 'POST',
    url: 'http://localhost/',
    headers,
    bodyBytes: Buffer.from('{}'),
    nowMs: NOW_MS,
    keys: [],
  });
  expect(judged).toBeUndefined();
});

test('a header of that name in another form is no sign', () => {
  expect(detectDialect([['Stripe-Signature', 'yes']])).toEqual([]);
  expect(detectDialect([['X-Signature', 'not hexadecimal']])).toEqual([]);
});

test('without a fitting key the most likely dialect speaks', () => {
  const github = findDialect('github')!;
  const request = sealSample(github, [github.generateKey(seededRandom())]);
  const judged = verifyDetected({
    ...request,
    nowMs: NOW_MS,
    keys: [{ secret: 'wrong', source: 'this inbox' }],
  });
  expect(judged).toMatchObject({
    detected: { id: 'github' },
    report: { verdict: 'invalid', dialect: 'github' },
  });
});

test('a request without signature is known by its event header', () => {
  const [first] = detectDialect([
    ['X-GitHub-Event', 'push'],
    ['X-GitHub-Delivery', 'x'],
  ]);
  expect(first).toEqual({
    id: 'github',
    evidence: ['X-GitHub-Event is there, the signature is not'],
  });
});
