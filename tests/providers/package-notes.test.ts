import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DialectKey, ShapedRequest } from '../../server/core/dialects/dialect.ts';
import { findDialect } from '../../server/core/dialects/registry.ts';
import { requirePart } from '../support/requirements.ts';
import {
  receiverKey,
  sealSample,
  seededRandom,
  withHeader,
  without,
} from '../unit/core/dialects/sample-requests.ts';
import { VERIFIERS } from './verifiers.ts';

const providers = requirePart('providers');
/** Packages read the clock themselves, and Paddle's allows five seconds: it stands still meanwhile. */
let nowMs = Date.now();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  nowMs = Date.now();
});
afterEach(() => void vi.useRealTimers());

function seal(id: string, bodyBytes: Uint8Array, stampMs = nowMs) {
  const dialect = findDialect(id)!;
  const key = dialect.generateKey(seededRandom(31));
  const [event] = dialect.facts.events;
  const shaped = dialect.shape({
    eventId: 'evt_1',
    deliveryId: 'evt_1',
    eventType: event!.type,
    dataText: '{}',
    attempt: 1,
    eventAtMs: nowMs,
    nowMs: stampMs,
    url: 'https://example.com/webhook',
  });
  const request = dialect.seal({
    request: { ...shaped, bodyBytes },
    deliveryId: 'evt_1',
    nowMs: stampMs,
    keys: [key],
  });
  return { dialect, key, request };
}

async function packageTakes(id: string, request: ShapedRequest, key: DialectKey) {
  const verifier = VERIFIERS.find(({ dialect }) => dialect === id)!;
  return verifier.verify(request, receiverKey(key)).catch(() => false);
}

function ours(id: string, request: ShapedRequest, key: DialectKey) {
  return findDialect(id)!.verify({
    ...request,
    nowMs,
    keys: [{ ...receiverKey(key), source: 'x' }],
  });
}

const ODD_BYTES = Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]);

/** The notes of a report are held against the packages themselves. */
describe.skipIf(providers.isMissing)(
  'where a package differs from the letter, a note says so',
  () => {
    vi.spyOn(console, 'debug').mockImplementation(() => undefined);

    test.each([
      'standard',
      'svix',
      'openai',
      'github',
      'stripe',
      'slack',
      'shopify',
      'square',
      'paddle',
      'hubspot-v3',
      'sendgrid',
      'mux',
      'sanity',
      'razorpay',
    ])('%s: the package refuses bytes that are no UTF-8', async (id) => {
      const { key, request } = seal(id, ODD_BYTES);
      expect(await packageTakes(id, request, key)).toBe(false);
      const report = ours(id, request, key);
      expect(report.verdict).toBe('valid');
      expect(report.notes.join()).toMatch(/refuses bytes that are not UTF-8/);
    });

    test.each(['discord', 'line'])('%s: the package takes bytes that are no UTF-8', async (id) => {
      const { key, request } = seal(id, ODD_BYTES);
      expect(await packageTakes(id, request, key)).toBe(true);
      expect(ours(id, request, key).notes.join()).toMatch(/accepts this body/);
    });

    test('stripe: the package refuses a byte-order mark', async () => {
      const { key, request } = seal('stripe', Buffer.from('\ufeff{"id":"evt_1"}'));
      expect(await packageTakes('stripe', request, key)).toBe(false);
      expect(ours('stripe', request, key)).toMatchObject({ verdict: 'valid' });
      expect(ours('stripe', request, key).notes.join()).toMatch(/byte-order mark/);
    });

    test.each(['github', 'stripe', 'slack'])(
      '%s: upper-case hex is refused by both',
      async (id) => {
        const { dialect, key, request } = seal(id, Buffer.from('{"id":1}'));
        const name = dialect.headers[0]!;
        const value = request.headers.find(([header]) => header === name)![1];
        const upper = value.replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase());
        const changed = { ...request, headers: withHeader(request.headers, name, upper) };
        expect(await packageTakes(id, changed, key)).toBe(false);
        const report = ours(id, changed, key);
        expect(report.verdict).toBe('invalid');
        expect(report.notes.join()).toMatch(/upper case/);
      },
    );

    test.each(['stripe', 'slack', 'paddle', 'hubspot-v3', 'workos', 'mux'])(
      '%s: the package takes a time in the future',
      async (id) => {
        const dialect = findDialect(id)!;
        const key = dialect.generateKey(seededRandom(31));
        const request = sealSample(dialect, [key], { nowMs: nowMs + 900_000 });
        expect(await packageTakes(id, request, key)).toBe(true);
        const report = ours(id, request, key);
        expect(report.verdict).toBe('valid');
        expect(report.notes.join()).toMatch(/from the future/);
      },
    );

    test.each(['zoom', 'workos'])(
      '%s: the package refuses JSON that is not compact',
      async (id) => {
        const dialect = findDialect(id)!;
        const key = dialect.generateKey(seededRandom(31));
        const compact = sealSample(dialect, [key], { nowMs });
        const body = JSON.parse(Buffer.from(compact.bodyBytes).toString());
        const { request } = seal(id, Buffer.from(JSON.stringify(body, null, 1)));
        expect(await packageTakes(id, compact, key)).toBe(true);
        expect(await packageTakes(id, request, key)).toBe(false);
        const report = ours(id, request, key);
        expect(report.verdict).toBe('valid');
        expect(report.notes.join()).toMatch(/JSON.stringify/);
      },
    );

    test('paddle: the package reads the last h1 only', async () => {
      const { key, request } = seal('paddle', Buffer.from('{"id":1}'));
      const value = request.headers.find(([name]) => name === 'Paddle-Signature')![1];
      const both = (first: string, second: string) => ({
        ...request,
        headers: withHeader(request.headers, 'Paddle-Signature', `${first};h1=${second}`),
      });
      const wrong = 'a'.repeat(64);
      const [stamp, good] = [value.split(';')[0]!, value.split('h1=')[1]!];
      expect(await packageTakes('paddle', both(value, wrong), key)).toBe(false);
      expect(await packageTakes('paddle', both(`${stamp};h1=${wrong}`, good), key)).toBe(true);
      const report = ours('paddle', both(value, wrong), key);
      expect(report.verdict).toBe('valid');
      expect(report.notes.join()).toMatch(/last h1/);
    });

    test('standard: the package takes a timestamp with letters after it, we do not', async () => {
      const { key, request } = seal('standard', Buffer.from('{"id":1}'));
      const stamp = `${Math.floor(nowMs / 1000)}abc`;
      const changed = {
        ...request,
        headers: withHeader(request.headers, 'webhook-timestamp', stamp),
      };
      expect(await packageTakes('standard', changed, key)).toBe(true);
      const report = ours('standard', changed, key);
      expect(report.verdict).toBe('invalid');
      expect(report.notes.join()).toMatch(/may accept this request/);
      expect(await packageTakes('openai', changed, key)).toBe(false);
    });

    test('shopify: the package wants its other headers too', async () => {
      const { key, request } = seal('shopify', Buffer.from('{"id":1}'));
      const changed = { ...request, headers: without(request.headers, 'X-Shopify-Topic') };
      expect(await packageTakes('shopify', changed, key)).toBe(false);
      const report = ours('shopify', changed, key);
      expect(report.verdict).toBe('valid');
      expect(report.notes.join()).toMatch(/topic/);
    });

    test.each(['svix', 'openai', 'github', 'shopify'])(
      '%s: the package refuses an empty body',
      async (id) => {
        const { key, request } = seal(id, new Uint8Array());
        const taken = await packageTakes(id, request, key);
        const report = ours(id, request, key);
        expect(report.verdict).toBe('valid');
        expect(taken).toBe(false);
        expect(report.notes.join()).toMatch(/empty body/);
      },
    );

    test.each(['standard', 'svix', 'openai'])('%s: the package wants JSON', async (id) => {
      const { key, request } = seal(id, Buffer.from('a=1'));
      expect(await packageTakes(id, request, key)).toBe(false);
      expect(ours(id, request, key).notes.join()).toMatch(/parses? the body as JSON/);
    });

    test('openai: a bare secret is text; standard decodes it', async () => {
      const { request } = seal('openai', Buffer.from('{}'));
      const bare = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0';
      const stamp = Math.floor(nowMs / 1000);
      const message = `evt_1.${stamp}.{}`;
      const withKey = (key: Buffer) => ({
        ...request,
        headers: withHeader(
          request.headers,
          'webhook-signature',
          `v1,${createHmac('sha256', key).update(message).digest('base64')}`,
        ),
      });
      const asText = withKey(Buffer.from(bare));
      const asBase64 = withKey(Buffer.from(bare, 'base64'));
      expect(await packageTakes('openai', asText, { secret: bare })).toBe(true);
      expect(ours('openai', asText, { secret: bare }).verdict).toBe('valid');
      expect(await packageTakes('standard', asBase64, { secret: bare })).toBe(true);
      expect(ours('standard', asBase64, { secret: bare }).verdict).toBe('valid');
      expect(ours('openai', asBase64, { secret: bare }).verdict).toBe('invalid');
    });

    test('box: a body signed with escapes is taken by both', async () => {
      const raw = Buffer.from('{"name":"Zo\u00eb \ud83d\ude00"}');
      const escaped = Buffer.from('{"name":"Zo\\u00eb \\ud83d\\ude00"}');
      const { key, request } = seal('box', escaped, nowMs - 1000);
      const sent = { ...request, bodyBytes: raw };
      expect(await packageTakes('box', sent, key)).toBe(true);
      const report = ours('box', sent, key);
      expect(report.verdict).toBe('valid');
      expect(report.notes.join()).toContain('escapes');
    });

    test.each(['line', 'box'])('%s: the package decodes the signature', async (id) => {
      const { dialect, key, request } = seal(id, Buffer.from('{}'), nowMs - 1000);
      const name = dialect.headers[0]!;
      const bare = request.headers.find(([header]) => header === name)![1].replace(/=+$/, '');
      const changed = { ...request, headers: withHeader(request.headers, name, bare) };
      expect(await packageTakes(id, changed, key)).toBe(true);
      expect(ours(id, changed, key).verdict).toBe('valid');
    });
  },
);
