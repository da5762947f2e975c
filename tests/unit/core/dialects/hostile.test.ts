import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerChallenge } from '../../../../server/core/dialects/challenge.ts';
import { detectDialect, verifyDetected } from '../../../../server/core/dialects/detect.ts';
import { listDialects } from '../../../../server/core/dialects/registry.ts';
import { readDictionary } from '../../../../server/core/dialects/signature-base.ts';
import { judge, NOW_MS, receiverKey, sealSample, seededRandom } from './sample-requests.ts';

const ODD_VALUES = [
  '',
  ' ',
  ',',
  't=',
  't=1,v1=',
  'v1,',
  'sha256=',
  '()',
  'sig1=("@x")',
  ':',
  '=:=',
  '"',
  '%',
  '9'.repeat(400),
];
const value = fc.oneof(fc.constantFrom(...ODD_VALUES), fc.string({ maxLength: 80 }));
const body = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.json().map((text) => Buffer.from(text)),
  fc
    .constantFrom(
      '{"signature":1}',
      '{"signature":{"signature":"x"}}',
      '{"notificationItems":[null]}',
      '[]',
    )
    .map((text) => Buffer.from(text)),
);
const url = fc.oneof(
  fc.constantFrom('', '/', 'x', 'http://', '/?hub.mode=&challenge', 'http://h/%zz?%'),
  fc.webUrl(),
);

describe.each(listDialects().map((dialect) => ({ id: dialect.id, dialect })))(
  '$id',
  ({ dialect }) => {
    const key = dialect.generateKey(seededRandom());
    const names = [...dialect.headers, 'Signature-Input', 'Content-Digest', 'Content-Type'];

    test('judges whatever comes without throwing, and never valid', () => {
      const headers = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 5 });
      const secret = fc.constantFrom(receiverKey(key).secret, '', 'x', '-----BEGIN');
      fc.assert(
        fc.property(headers, body, url, secret, (sent, bodyBytes, address, known) => {
          const input = {
            method: 'POST',
            url: address,
            headers: sent,
            bodyBytes,
            nowMs: NOW_MS,
            keys: [{ secret: known, source: 'inbox' }],
          };
          expect(dialect.verify(input).verdict).not.toBe('valid');
          const check = dialect.startVerify?.(input);
          check?.update(bodyBytes);
          expect(check?.finish().verdict).not.toBe('valid');
          expect(() => answerChallenge(input)).not.toThrow();
          expect(() => verifyDetected(input)).not.toThrow();
        }),
        { numRuns: 60, seed: 4711 },
      );
    });

    test('leaves no key in a report', () => {
      const report = judge(dialect, sealSample(dialect, [key]), [key]);
      const withoutReceived = JSON.stringify({ ...report, received: null });
      expect(withoutReceived).not.toContain(key.secret);
    });
  },
);

test('an entry that is no signature at all does not hide a good one', () => {
  const dialect = listDialects().find(({ id }) => id === 'standard-v1a')!;
  const key = dialect.generateKey(seededRandom());
  const request = sealSample(dialect, [key]);
  const headers = request.headers.map(([name, text]): [string, string] => [
    name,
    name === 'webhook-signature' ? `v1a,AAAA v1,x ${text}` : text,
  ]);
  expect(judge(dialect, request, [receiverKey(key)], { headers }).verdict).toBe('valid');
});

test('a dictionary is read in one pass, however long and broken', () => {
  expect([...readDictionary('a=("x, y" "z");p="(,", b=:AA==: ,c')]).toEqual([
    ['a', '("x, y" "z");p="(,"'],
    ['b', ':AA==:'],
  ]);
  const long = 'a'.repeat(1_000_000);
  expect(readDictionary(long).size).toBe(0);
  expect(readDictionary(`a="${long}`).size).toBe(1);
  expect(
    detectDialect([
      ['Signature-Input', long],
      ['Signature', long],
    ]).length,
  ).toBe(1);
});
