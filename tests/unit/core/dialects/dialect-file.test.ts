import { afterEach, describe, expect, test } from 'vitest';
import { detectDialect } from '../../../../server/core/dialects/detect.ts';
import { parseDialectFile } from '../../../../server/core/dialects/dialect-file.ts';
import { presentDialect } from '../../../../server/core/dialects/present.ts';
import {
  findDialect,
  listDialects,
  setUserDialects,
} from '../../../../server/core/dialects/registry.ts';
import { AppError } from '../../../../server/core/errors.ts';
import { flipped, judge, NOW_MS, sealSample, seededRandom } from './sample-requests.ts';

const ACME = {
  id: 'acme',
  name: 'Acme Payments',
  signature: {
    algorithm: 'hmac-sha512',
    encoding: 'base64',
    header: 'X-Acme-Signature',
    form: 'pairs',
    pairs: { separator: ';', timestamp: 'time', signature: 'sig' },
    signed: '{{id}}|{{timestamp}}|{{body}}',
    id_header: 'X-Acme-Id',
    timestamp: { unit: 'ms', past_ms: 60_000, future_ms: null },
  },
  key: { form: 'hex' },
  headers: { 'X-Acme-Event': '{{event_type}}', 'User-Agent': 'Acme/2.1' },
  retry_headers: { 'X-Acme-Retry': '{{retry}}' },
  body: '{"kind":{{event_type}},"at":{{event_s}},"payload":{{data}}}',
  event_type_at: { header: 'X-Acme-Event' },
  delivery_id_at: { header: 'X-Acme-Id' },
  delivery: { timeout_ms: 3000, delays_ms: [0, 1000], stop_statuses: [410] },
  events: [{ type: 'charge.done', description: 'A charge is done', data: { id: 'ch_1' } }],
};

afterEach(() => setUserDialects([]));

describe('a dialect from a file alone', () => {
  const acme = parseDialectFile(JSON.parse(JSON.stringify(ACME)));
  const key = acme.generateKey(seededRandom());

  test('sends and verifies', () => {
    const request = sealSample(acme, [key]);
    expect(Buffer.from(request.bodyBytes).toString()).toBe(
      `{"kind":"charge.done","at":${NOW_MS / 1000},"payload":{"id":"ch_1"}}`,
    );
    expect(Object.fromEntries(request.headers)).toMatchObject({
      'X-Acme-Event': 'charge.done',
      'User-Agent': 'Acme/2.1',
      'X-Acme-Id': 'evt_2Hk9Demo0001',
    });
    expect(judge(acme, request, [key]).verdict).toBe('valid');
    const bodyBytes = flipped(request.bodyBytes);
    expect(judge(acme, request, [key], { bodyBytes }).verdict).toBe('invalid');
    expect(judge(acme, request, [key], { nowMs: NOW_MS + 61_000 }).verdict).toBe('stale');
    expect(judge(acme, request, [key], { nowMs: NOW_MS - 999_000 }).verdict).toBe('valid');
  });

  test('sends its retry headers from the second attempt on', () => {
    const first = sealSample(acme, [key]).headers.map(([name]) => name);
    const third = sealSample(acme, [key], { attempt: 3 }).headers;
    expect(first).not.toContain('X-Acme-Retry');
    expect(third).toContainEqual(['X-Acme-Retry', '2']);
  });

  test('is listed, found, presented and detected like those built in', () => {
    setUserDialects([acme]);
    expect(findDialect('acme')).toBe(acme);
    expect(listDialects().at(-1)).toBe(acme);
    expect(presentDialect(acme)).toMatchObject({
      id: 'acme',
      kind: 'symmetric',
      headers: ['X-Acme-Signature', 'X-Acme-Id'],
      signed: 'base64( HMAC-SHA512( key, id + "|" + timestamp + "|" + body ) )',
    });
    const [first] = detectDialect(sealSample(acme, [key]).headers);
    expect(first?.id).toBe('acme');
  });

  test('may not take an id that is built in', () => {
    const taken = parseDialectFile({ ...ACME, id: 'stripe' });
    expect(() => setUserDialects([taken])).toThrow('stripe is built in');
  });
});

test('a file needs no more than id, name and signature', () => {
  const tiny = parseDialectFile({
    id: 'tiny',
    name: 'Tiny',
    signature: { algorithm: 'hmac-sha256', header: 'X-Tiny', prefix: 'sha256=' },
  });
  const key = tiny.importKey('my secret');
  expect(judge(tiny, sealSample(tiny, [key]), [key]).verdict).toBe('valid');
});

test.each([
  ['signature.header', { signature: { ...ACME.signature, header: 'X Acme' } }],
  ['signature.algorithm', { signature: { ...ACME.signature, algorithm: 'md5' } }],
  ['signature.signed', { signature: { ...ACME.signature, signed: '{{nonce}}' } }],
  ['signature.signed', { signature: { ...ACME.signature, id_header: undefined } }],
  ['signature.signed', { signature: { ...ACME.signature, timestamp: undefined } }],
  ['body', { body: '{"x":{{nothing}}}' }],
  ['headers.X-Acme-Event', { headers: { 'X-Acme-Event': '{{nothing}}' } }],
  ['delivery.timeout_ms', { delivery: { timeout_ms: 1 } }],
  ['id', { id: 'Not An Id' }],
  ['events.0.type', { events: [{ type: 'a b', data: {} }] }],
])('a wrong %s is refused by name', (path, change) => {
  let refusal: unknown;
  try {
    parseDialectFile({ ...ACME, ...change });
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toBeInstanceOf(AppError);
  expect(refusal).toMatchObject({ code: 'invalid_import' });
  expect((refusal as AppError).errors?.map((error) => error.path)).toContain(path);
  expect((refusal as AppError).message).toContain(`${path}: `);
});

test('a field that is not known is refused by name', () => {
  expect(() => parseDialectFile({ ...ACME, tolerance: 5 })).toThrow(/tolerance/);
  expect(() => parseDialectFile(null)).toThrow(/the file: /);
});
