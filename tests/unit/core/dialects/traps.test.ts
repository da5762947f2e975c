import { describe, expect, test } from 'vitest';
import type { DialectKey, ShapedRequest } from '../../../../server/core/dialects/dialect.ts';
import { findDialect } from '../../../../server/core/dialects/registry.ts';
import { judge, NOW_MS, sealSample, seededRandom, withHeader, without } from './sample-requests.ts';

const SECONDS = NOW_MS / 1000;

function made(id: string, keyCount = 1) {
  const dialect = findDialect(id)!;
  const keys = Array.from({ length: keyCount }, (_, index) =>
    dialect.generateKey(seededRandom(40 + index)),
  );
  return { dialect, keys, key: keys[0]!, request: sealSample(dialect, keys) };
}

function resealed(id: string, bodyBytes: Uint8Array, key: DialectKey): ShapedRequest {
  const dialect = findDialect(id)!;
  const { headers } = dialect.shape({
    eventId: 'evt_1',
    deliveryId: 'evt_1',
    eventType: 'a.b',
    dataText: '{}',
    attempt: 1,
    eventAtMs: NOW_MS,
    nowMs: NOW_MS,
    url: 'https://example.com/',
  });
  const request = { method: 'POST' as const, url: 'https://example.com/', headers, bodyBytes };
  return dialect.seal({ request, deliveryId: 'evt_1', nowMs: NOW_MS, keys: [key] });
}

function value(request: ShapedRequest, name: string): string {
  return request.headers.find(([header]) => header.toLowerCase() === name.toLowerCase())![1];
}

/** Section 5 of the facts; what the packages do is held against them in tests/providers. */
describe('the fifteen traps', () => {
  test('1: raw bytes are judged, and "not UTF-8" is a finding of its own', () => {
    const { dialect, key } = made('standard');
    const request = resealed('standard', Buffer.from('{"a":"\xff"}', 'latin1'), key);
    const report = judge(dialect, request, [key]);
    expect(report.verdict).toBe('valid');
    expect(report.notes).toContain(
      'The body is not valid UTF-8. The signature was judged on its raw bytes.',
    );
    const streamed = dialect.startVerify!({
      ...request,
      nowMs: NOW_MS,
      keys: [{ ...key, source: 'key 1' }],
    })!;
    request.bodyBytes.forEach((byte) => {
      streamed.update(Uint8Array.of(byte));
    });
    expect(streamed.finish()).toEqual(report);
  });

  test('1: a sender emits UTF-8 only', () => {
    const { request } = made('standard');
    expect(() => new TextDecoder('utf8', { fatal: true }).decode(request.bodyBytes)).not.toThrow();
  });

  test("2: a byte-order mark counts as body; Stripe's package drops it", () => {
    const { dialect, key } = made('stripe');
    const marked = resealed('stripe', Buffer.from('\ufeff{}'), key);
    expect(judge(dialect, marked, [key])).toMatchObject({
      verdict: 'valid',
      notes: [expect.stringContaining('byte-order mark')],
    });
    const bodyBytes = Buffer.from('{}');
    expect(judge(dialect, marked, [key], { bodyBytes }).verdict).toBe('invalid');
  });

  test('3: whsec_ is base64 for Standard Webhooks, Svix and OpenAI, text for Stripe and Polar', () => {
    const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
    const formOf = (id: string) => findDialect(id)!.facts.key.form;
    expect(['standard', 'svix', 'openai', 'gitlab'].map(formOf)).toEqual(Array(4).fill('base64'));
    expect(['stripe', 'polar', 'slack'].map(formOf)).toEqual(Array(3).fill('utf8'));
    expect(['adyen', 'adyen-platform'].map(formOf)).toEqual(Array(2).fill('hex'));
    const bytes = Buffer.from('{}');
    const standard = resealed('standard', bytes, { secret });
    expect(value(standard, 'webhook-signature')).not.toBe(
      value(resealed('polar', bytes, { secret }), 'webhook-signature'),
    );
    expect(value(standard, 'webhook-signature')).toBe(
      value(resealed('openai', bytes, { secret }), 'webhook-signature'),
    );
  });

  test('3: without the prefix standard decodes base64, OpenAI takes the text', () => {
    const secret = Buffer.alloc(24, 7).toString('base64');
    const bytes = Buffer.from('{}');
    const sent = value(resealed('standard', bytes, { secret }), 'webhook-signature');
    expect(sent).toBe(
      value(resealed('standard', bytes, { secret: `whsec_${secret}` }), 'webhook-signature'),
    );
    expect(sent).not.toBe(value(resealed('openai', bytes, { secret }), 'webhook-signature'));
    const { dialect } = made('standard');
    const report = judge(dialect, resealed('standard', bytes, { secret }), [{ secret }]);
    expect(report.notes.join()).toContain('no whsec_ prefix');
  });

  test('4: hex is compared as lower-case text, but decoded for Discord', () => {
    for (const id of ['github', 'stripe', 'slack']) {
      const { dialect, key, request } = made(id);
      const name = dialect.headers[0]!;
      const upper = value(request, name).replace(/[0-9a-f]{64}$/, (hex) => hex.toUpperCase());
      const headers = withHeader(request.headers, name, upper);
      const report = judge(dialect, request, [key], { headers });
      expect(report.verdict).toBe('invalid');
      expect(report.notes.join()).toContain('refuses upper case');
    }
    const { dialect, key, request } = made('discord');
    const upper = value(request, 'X-Signature-Ed25519').toUpperCase();
    const headers = withHeader(request.headers, 'X-Signature-Ed25519', upper);
    expect(judge(dialect, request, [key], { headers }).verdict).toBe('valid');
  });

  test('4: base64 is compared as text, but decoded for OpenAI, which takes bare entries too', () => {
    for (const id of ['standard', 'shopify']) {
      const { dialect, key, request } = made(id);
      const name = dialect.headers[0]!;
      const headers = withHeader(request.headers, name, value(request, name).replace(/=+$/, ''));
      const report = judge(dialect, request, [key], { headers });
      expect(report.verdict).toBe('invalid');
      expect(report.notes.join()).toContain('padding');
    }
    const { dialect, key, request } = made('openai');
    const bare = value(request, 'webhook-signature').replace(/^v1,/, '').replace(/=+$/, '');
    const headers = withHeader(request.headers, 'webhook-signature', bare);
    expect(judge(dialect, request, [key], { headers }).verdict).toBe('valid');
  });

  test('5: a blank in the header is refused by Stripe and Paddle, sent by WorkOS', () => {
    for (const [id, separator] of [
      ['stripe', ','],
      ['paddle', ';'],
    ] as const) {
      const { dialect, key, request } = made(id);
      const name = dialect.headers[0]!;
      const spaced = value(request, name).replace(separator, `${separator} `);
      const report = judge(dialect, request, [key], {
        headers: withHeader(request.headers, name, spaced),
      });
      expect(report.verdict).toBe('invalid');
      expect(report.reason).toContain('a blank hides one');
      expect(report.notes.join()).toContain('blank');
    }
    const { request } = made('workos');
    expect(value(request, 'WorkOS-Signature')).toMatch(/^t=\d+, v1=[0-9a-f]{64}$/);
  });

  test('6: two keys sign where there are slots, the newest alone where there is one', () => {
    const count = (id: string) => {
      const { dialect, keys, request } = made(id, 2);
      const verdicts = keys.map((key) => judge(dialect, request, [key]).verdict);
      return verdicts.join();
    };
    expect(['standard', 'svix', 'openai', 'stripe', 'box'].map(count)).toEqual(
      Array(5).fill('valid,valid'),
    );
    expect(['paddle', 'workos', 'slack', 'github', 'shopify'].map(count)).toEqual(
      Array(5).fill('valid,invalid'),
    );
  });

  test("6: several h1 are all tried, with a note that Paddle's package reads the last", () => {
    const { dialect, key, request } = made('paddle');
    const two = `${value(request, 'Paddle-Signature')};h1=${'0'.repeat(64)}`;
    const headers = withHeader(request.headers, 'Paddle-Signature', two);
    const report = judge(dialect, request, [key], { headers });
    expect(report.verdict).toBe('valid');
    expect(report.notes.join()).toContain('only the last h1');
  });

  test('7: a timestamp that is not plain digits is refused, with a note', () => {
    const { dialect, key, request } = made('standard');
    for (const odd of [`${SECONDS}abc`, `+${SECONDS}`, `${SECONDS}.0`, ` ${SECONDS}`]) {
      const headers = withHeader(request.headers, 'webhook-timestamp', odd);
      const report = judge(dialect, request, [key], { headers });
      expect(report.verdict).toBe('invalid');
      expect(report.checks[1]).toMatchObject({ name: 'header_parses', result: 'fail' });
      expect(report.notes.join()).toContain('may accept this request');
    }
    const zero = withHeader(request.headers, 'webhook-timestamp', `0${SECONDS}`);
    expect(judge(dialect, request, [key], { headers: zero }).verdict).toBe('invalid');
    expect(value(request, 'webhook-timestamp')).toBe(String(SECONDS));
  });

  test('8: each dialect has its own unit of time', () => {
    const unitOf = (id: string) => findDialect(id)!.facts.signature.timestamp?.unit;
    const seconds = ['standard', 'stripe', 'slack', 'zoom', 'paddle', 'discord', 'sendgrid'];
    expect(seconds.map(unitOf)).toEqual(Array(7).fill('s'));
    const millis = ['linear', 'hubspot-v3', 'workos', 'sanity'];
    expect(millis.map(unitOf)).toEqual(Array(4).fill('ms'));
    expect(unitOf('box')).toBe('iso');
    expect(value(made('workos').request, 'WorkOS-Signature')).toContain(`t=${NOW_MS},`);
    expect(value(made('stripe').request, 'Stripe-Signature')).toContain(`t=${SECONDS},`);
    expect(value(made('box').request, 'Box-Delivery-Timestamp')).toBe('2026-01-15T09:30:00.000Z');
  });

  test('9: a time in the future passes where the package lets it, with a note', () => {
    for (const id of ['stripe', 'slack', 'paddle', 'hubspot-v3', 'workos', 'mux']) {
      const { dialect, key, request } = made(id);
      const report = judge(dialect, request, [key], { nowMs: NOW_MS - 3_600_000 });
      expect(report.verdict).toBe('valid');
      expect(report.notes.join()).toContain('from the future');
    }
  });

  test('9: where no clock is looked at, any age passes', () => {
    const ids = ['github', 'shopify', 'twilio-form', 'discord', 'square', 'zoom', 'sendgrid'];
    for (const id of [...ids, 'sanity', 'line', 'razorpay']) {
      const { dialect, key, request } = made(id);
      const report = judge(dialect, request, [key], { nowMs: NOW_MS + 1e11 });
      expect(report.verdict).toBe('valid');
      expect(report.checks[3]).toMatchObject({ name: 'time_in_tolerance', result: 'skipped' });
    }
  });

  test('10: Zoom and WorkOS get compact JSON, and a genuine body in another form is noted', () => {
    for (const id of ['zoom', 'workos']) {
      const { dialect, key, request } = made(id);
      const text = Buffer.from(request.bodyBytes).toString();
      expect(JSON.stringify(JSON.parse(text))).toBe(text);
      const spaced = resealed(id, Buffer.from('{"amount": 1.0}'), key);
      const report = judge(dialect, spaced, [key]);
      expect(report.verdict).toBe('valid');
      expect(report.notes.join()).toContain('JSON.stringify');
    }
  });

  test('11: an empty or non-JSON body can be signed well and still end in an error', () => {
    for (const id of ['svix', 'openai', 'github', 'shopify']) {
      const { dialect, key } = made(id);
      const report = judge(dialect, resealed(id, new Uint8Array(), key), [key]);
      expect(report.verdict).toBe('valid');
      expect(report.notes.join()).toContain('empty body');
    }
    for (const id of ['svix', 'openai']) {
      const { dialect, key } = made(id);
      const report = judge(dialect, resealed(id, Buffer.from('a=b'), key), [key]);
      expect(report.notes.join()).toContain('JSON after the check');
    }
  });

  test("12: Shopify's package wants four more headers, and a report without them says so", () => {
    const { dialect, key, request } = made('shopify');
    expect(judge(dialect, request, [key]).notes).toEqual([]);
    for (const name of ['X-Shopify-Topic', 'X-Shopify-Shop-Domain', 'X-Shopify-Webhook-Id']) {
      const headers = without(request.headers, name);
      const report = judge(dialect, request, [key], { headers });
      expect(report.verdict).toBe('valid');
      expect(report.notes.join()).toContain('also demands the topic');
    }
  });

  test('13: Svix signs svix-* headers; GitLab, OpenAI and Polar webhook-* ones', () => {
    expect(findDialect('svix')!.headers).toEqual(['svix-signature', 'svix-id', 'svix-timestamp']);
    for (const id of ['gitlab', 'openai', 'polar', 'standard']) {
      expect(findDialect(id)!.headers[0]).toBe('webhook-signature');
    }
    const { dialect, key, request } = made('svix');
    const standard: [string, string] = ['webhook-signature', 'v1,x'];
    const headers = [...request.headers, standard];
    expect(judge(dialect, request, [key], { headers }).notes.join()).toContain('svix-* only');
  });

  test('14: X-Hub-Signature is judged by the configured method, not by what it claims', () => {
    const text = 'the same secret';
    const bytes = Buffer.from('{}');
    const sha256 = resealed('bitbucket', bytes, { secret: text });
    const sha1 = resealed('intercom', bytes, { secret: text });
    const verdict = (id: string, request: ShapedRequest) =>
      judge(findDialect(id)!, request, [{ secret: text }]).verdict;
    expect(verdict('bitbucket', sha256)).toBe('valid');
    expect(verdict('bitbucket', sha1)).toBe('invalid');
    expect(verdict('intercom', sha1)).toBe('valid');
    expect(verdict('intercom', sha256)).toBe('invalid');
    expect(verdict('websub', sha256)).toBe('valid');
    expect(verdict('websub', sha1)).toBe('invalid');
    expect(verdict('github', sha1)).toBe('missing');
  });

  test('15: what is not covered can be changed unseen, and the facts say so', () => {
    const github = made('github');
    const renamed = withHeader(github.request.headers, 'X-GitHub-Event', 'issues');
    expect(judge(github.dialect, github.request, [github.key], { headers: renamed }).verdict).toBe(
      'valid',
    );
    expect(github.dialect.facts.docsNote).toContain('X-GitHub-Event and X-GitHub-Delivery are not');
    const mailgun = made('mailgun');
    const text = Buffer.from(mailgun.request.bodyBytes).toString().replace('ada@', 'eve@');
    const report = judge(mailgun.dialect, mailgun.request, [mailgun.key], {
      bodyBytes: Buffer.from(text),
    });
    expect(report.verdict).toBe('valid');
    expect(report.notes.join()).toContain('event data is not covered');
  });
});
