import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ShapeInput } from '../../../../server/core/dialects/dialect.ts';
import { compileEnvelope } from '../../../../server/core/dialects/envelope.ts';
import { listDialects } from '../../../../server/core/dialects/registry.ts';
import { NOW_MS, seededRandom, URL_TEXT } from './sample-requests.ts';

// Data comes as text, or as bytes in memory that threads share: what is sent is the same.

const RUNS = { numRuns: 60, seed: 11 };

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('{{data}}', '{{now_s}}', '\u0000', '\ufeff', '\ud800', '\u2028', 'ü€😀', '\r\n'),
);
const value = fc.oneof(
  fc.jsonValue(),
  text,
  fc.dictionary(text, fc.oneof(text, fc.double(), fc.constant(null)), { maxKeys: 4 }),
);
/** JSON texts that no `JSON.stringify` writes. */
const written = fc.constantFrom(
  '{ "a" :1.0 ,"a":1e400,\t"big":12345678901234567890 }',
  '"\\u0000\\ud800\\u20AC"',
  '" {{data}} {{event_id}} "',
  '[ ]',
  '-0.0',
  '{"😀":"ü","":{"nested":[1,2,{"deep":null}]}}',
);
const dataText = fc.oneof(
  { arbitrary: value.map((each) => JSON.stringify(each)), weight: 3 },
  written,
);

/** The two ways in which one and the same event comes. */
function bothWays(given: Omit<ShapeInput, 'dataBytes'>): readonly [ShapeInput, ShapeInput] {
  const bytes = Buffer.from(given.dataText, 'utf8');
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 9), 5, bytes.length);
  shared.set(bytes);
  return [given, { ...given, dataBytes: shared }];
}

function inputOf(eventType: string, data: string, attempt: number): Omit<ShapeInput, 'dataBytes'> {
  return {
    eventId: 'evt_2Hk9Demo0001',
    deliveryId: 'evt_2Hk9Demo0001',
    eventType,
    dataText: data,
    attempt,
    eventAtMs: NOW_MS - 1000,
    nowMs: NOW_MS,
    url: URL_TEXT,
    ...(attempt > 1 && { retryReason: 'http_timeout' }),
  };
}

describe.each(listDialects().map((dialect) => ({ id: dialect.id, dialect })))(
  '$id',
  ({ dialect }) => {
    const types = ['ping', 'payment_received', ...dialect.facts.events.map(({ type }) => type)];
    const samples = dialect.facts.events.map(({ data }) => JSON.stringify(data));

    test('makes the same request of bytes as of text', () => {
      const data = fc.oneof(dataText, fc.constantFrom('{}', ...samples));
      const attempt = fc.integer({ min: 1, max: 3 });
      fc.assert(
        fc.property(fc.constantFrom(...types), data, attempt, (type, given, number) => {
          const [asText, asBytes] = bothWays(inputOf(type, given, number));
          expect(dialect.shape(asBytes)).toEqual(dialect.shape(asText));
        }),
        RUNS,
      );
    });

    test.runIf(dialect.kind !== 'unsigned' && samples.length > 0)('and signs the same', () => {
      const key = dialect.generateKey(seededRandom(7));
      const isRepeatable = JSON.stringify(dialect.facts.signature).includes('ecdsa') === false;
      for (const [index, { type }] of dialect.facts.events.entries()) {
        const [asText, asBytes] = bothWays(inputOf(type, samples[index] ?? '{}', 1)).map((input) =>
          dialect.seal({
            request: dialect.shape(input),
            deliveryId: input.deliveryId,
            nowMs: NOW_MS,
            keys: [key],
          }),
        );
        expect(asBytes?.bodyBytes).toEqual(asText?.bodyBytes);
        if (isRepeatable) {
          expect(asBytes).toEqual(asText);
        }
      }
    });
  },
);

test('any template of a dialect of one’s own makes the same body of bytes as of text', () => {
  const names = ['data', 'data', 'event_type', 'event_id', 'data_fields', 'now_s', 'url'];
  const piece = fc.oneof(
    fc.constantFrom(...names).map((name) => `{{${name}}}`),
    fc.constantFrom('{"a":', ',', '}', 'ü', '"€😀"', '', ' '),
  );
  const template = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(template, fc.boolean(), dataText, (source, isAscii, data) => {
      const shape = compileEnvelope({
        headers: [['X-Type', '{{event_type}}']],
        body: { kind: 'json', template: source, isAscii },
      });
      const [asText, asBytes] = bothWays(inputOf('payment_received', data, 1));
      expect(shape(asBytes)).toEqual(shape(asText));
    }),
    { numRuns: 500, seed: 11 },
  );
});

test('a body is a copy: it stays as it was where the shared memory is used again', () => {
  for (const dialect of listDialects()) {
    const data = '{"keep":"abcdefghijklmnopqrstuvwxyz"}';
    const [asText, asBytes] = bothWays(inputOf('payment_received', data, 1));
    const { bodyBytes } = dialect.shape(asBytes);
    asBytes.dataBytes?.fill(0x21);
    expect(bodyBytes, dialect.id).toEqual(dialect.shape(asText).bodyBytes);
  }
});
