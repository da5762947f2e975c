import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryId } from '../../server/contract/ids.ts';
import { ProblemSchema } from '../../server/contract/problem.ts';
import type { AttemptRecord, DeliveryRecord } from '../../server/core/records.ts';
import { createExposeeBed, type ExposeeBed } from '../support/exposee-bed.ts';

let bed: ExposeeBed;
beforeEach(async () => {
  bed = await createExposeeBed();
});
afterEach(() => bed.close());

const SINK = 'http://127.0.0.1:9/in';

async function call(method: string, path: string, body?: unknown, headers: HeadersInit = {}) {
  const response = await fetch(bed.url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson =
    text !== '' &&
    /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
}

async function problem(method: string, path: string, body?: unknown, headers?: HeadersInit) {
  const answer = await call(method, path, body, headers);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const document = ProblemSchema.parse(answer.json);
  expect(document.status).toBe(answer.status);
  return document;
}

describe('POST /webhooks/register', () => {
  it('answers 201 with the message, an id and a secret, and pings the URL', async () => {
    const body = { url: SINK, event_types: ['payment_received', 'invoice.*'] };
    const { status, json } = await call('POST', '/webhooks/register', body);
    expect(status).toBe(201);
    expect(json).toMatchObject({
      message: 'Webhook registered for: payment_received, invoice.*',
      url: SINK,
      event_types: ['payment_received', 'invoice.*'],
      secret: expect.stringMatching(/^whsec_/),
      id: expect.stringMatching(/^sub_/),
    });
    expect(bed.published).toMatchObject([
      { type: 'ping', dataText: '"Ping from Exposee"', subscriptionIds: [json.id] },
    ]);
  });

  it('adds event types to the same URL and keeps its id and secret', async () => {
    const first = await call('POST', '/webhooks/register', { url: SINK, event_types: ['ping'] });
    const again = {
      url: SINK.replace('/in', ':9/../in').replace(':9:9', ':9'),
      event_types: ['payment_received'],
    };
    const second = await call('POST', '/webhooks/register', again);
    expect(second.json).toMatchObject({
      id: first.json.id,
      secret: first.json.secret,
      event_types: ['ping', 'payment_received'],
    });
    expect(bed.stores.subscriptions.all()).toHaveLength(1);
  });

  it('does not tell a stranger the secret of a URL that is registered already', async () => {
    const body = { url: SINK, event_types: ['ping'] };
    await call('POST', '/webhooks/register', body);
    const forwarded = { 'x-forwarded-for': '203.0.113.9' };
    const { status, json } = await call('POST', '/webhooks/register', body, forwarded);
    expect(status).toBe(201);
    expect(json).not.toHaveProperty('secret');
  });

  it('makes one subscription of two registrations at once', async () => {
    const of = (type: string) =>
      call('POST', '/webhooks/register', { url: SINK, event_types: [type] });
    const [a, b] = await Promise.all([of('ping'), of('payment_received')]);
    expect(a.json.id).toBe(b.json.id);
    expect(bed.stores.subscriptions.all()[0]?.eventTypes).toHaveLength(2);
  });

  it('refuses unknown event types with the nearest name, and registers nothing', async () => {
    const body = { url: SINK, event_types: ['payment_received', 'payment_recieved', 'nope.*'] };
    const { code, errors, status } = await problem('POST', '/webhooks/register', body);
    expect({ code, status }).toEqual({ code: 'unknown_event_type', status: 422 });
    expect(errors?.map(({ path }) => path)).toEqual(['event_types[1]', 'event_types[2]']);
    expect(errors?.[0]?.message).toContain('did you mean payment_received?');
    expect(bed.stores.subscriptions.all()).toEqual([]);
  });

  it('registers nothing where the ping cannot be stored', async () => {
    bed.state.failure = new Error('no disk');
    const { status, code, log_id } = await problem('POST', '/webhooks/register', {
      url: SINK,
      event_types: ['*'],
    });
    expect({ status, code }).toEqual({ status: 500, code: 'internal_error' });
    expect(bed.log.lines.find((line) => line.fields.log_id === log_id)?.fields.err).toBeInstanceOf(
      Error,
    );
    expect(bed.stores.subscriptions.all()).toEqual([]);
  });

  it('takes a secret and a dialect of the caller, and refuses a dialect that is not there', async () => {
    const body = { url: SINK, event_types: ['*'], dialect: 'github', secret: 'my own secret' };
    expect((await call('POST', '/webhooks/register', body)).json).toMatchObject({
      dialect: 'github',
      secret: 'my own secret',
    });
    const wrong = await problem('POST', '/webhooks/register', { ...body, dialect: 'githib' });
    expect(wrong.code).toBe('unknown_dialect');
    const other = await problem('POST', '/webhooks/register', { ...body, dialect: 'stripe' });
    expect([other.status, other.errors?.[0]?.path]).toEqual([409, 'dialect']);
  });
});

describe('unregistering', () => {
  beforeEach(async () => {
    const event_types = ['payment_received', 'invoice_completed', '*'];
    await call('POST', '/webhooks/register', { url: SINK, event_types });
  });

  it('counts pairs of URL and event type', async () => {
    const one = await call('DELETE', '/webhooks/unregister', {
      url: SINK,
      event: 'payment_received',
    });
    expect([one.status, one.json]).toEqual([200, { message: '1 webhook(s) unregistered' }]);
    const rest = await call('DELETE', '/webhooks/unregister', { url: SINK });
    expect(rest.json).toEqual({ message: '2 webhook(s) unregistered' });
    expect((await call('GET', '/webhooks')).json).toEqual({ webhooks: [] });
  });

  it('is 404 where nothing matched', async () => {
    const other = await problem('DELETE', '/webhooks/unregister', { url: SINK, event: 'ping' });
    expect([other.status, other.code]).toEqual([404, 'webhook_not_found']);
    expect((await problem('POST', '/unregister', { url: 'http://127.0.0.1:9/other' })).status).toBe(
      404,
    );
    expect(bed.stores.subscriptions.all()[0]?.eventTypes).toHaveLength(3);
  });

  it('has one-event forms, by POST and by DELETE', async () => {
    const url = 'http://127.0.0.1:9/one';
    const { status, json } = await call('POST', '/register', { url, event: 'payment_failed' });
    expect([status, json.message]).toEqual([201, 'Webhook registered for: payment_failed']);
    expect(
      (await call('DELETE', '/unregister', { url, event: 'payment_failed' })).json.message,
    ).toBe('1 webhook(s) unregistered');
    expect((await call('POST', '/unregister', { url: SINK })).json.message).toBe(
      '3 webhook(s) unregistered',
    );
  });

  it('takes patterns in the one-event forms too', async () => {
    const url = 'http://127.0.0.1:9/pattern';
    const { status, json } = await call('POST', '/register', { url, event: 'payment_*' });
    expect([status, json.event_types]).toEqual([201, ['payment_*']]);
    const back = await call('POST', '/unregister', { url, event: 'payment_*' });
    expect(back.json.message).toBe('1 webhook(s) unregistered');
  });
});

describe('GET /webhooks', () => {
  it('lists subscriptions without secrets', async () => {
    const { json } = await call('POST', '/webhooks/register', { url: SINK, event_types: ['*'] });
    const list = await call('GET', '/webhooks');
    expect(list.json).toEqual({
      webhooks: [
        { id: json.id, url: SINK, event_types: ['*'], dialect: 'standard', enabled: true },
      ],
    });
    expect(list.text).not.toContain('whsec');
  });
});

describe('pings', () => {
  it.each(['GET', 'POST'])('%s /ping goes to every subscription', async (method) => {
    await call('POST', '/register', { url: SINK, event: 'payment_failed' });
    await call('POST', '/register', { url: `${SINK}2`, event: 'payment_failed' });
    const { status, json } = await call(method, '/ping');
    expect([status, json.deliveries]).toEqual([202, 2]);
  });

  it('HEAD /ping sends nothing', async () => {
    expect((await call('HEAD', '/ping')).status).toBe(405);
    expect(bed.published).toEqual([]);
  });

  it('ping-back answers the payload of the last ping, once it was sent', async () => {
    expect((await problem('POST', '/webhooks/ping-back', { url: SINK })).code).toBe(
      'ping_not_found',
    );
    const delivery = { id: 'dlv_1' as DeliveryId, url: SINK, state: 'pending', attempts: 0 };
    bed.pings.push({ ...delivery, nextAttemptAtMs: 0 } as DeliveryRecord);
    const bodyBytes = Buffer.from('{"event":"ping","data":"Ping from Exposee"}');
    const headers: [string, string][] = [['Content-Type', 'application/json']];
    const request = { method: 'POST', url: SINK, headers, bodyBytes };
    setTimeout(
      () => bed.attempts.set('dlv_1', [{ request } as Partial<AttemptRecord> as AttemptRecord]),
      40,
    );
    const { status, text } = await call('POST', '/webhooks/ping-back', { url: SINK });
    expect([status, text]).toEqual([200, bodyBytes.toString()]);
  });
});

describe('POST /trigger', () => {
  it('stores the event with its data exactly as given', async () => {
    await call('POST', '/register', { url: SINK, event: 'payment_received' });
    const body = '{"event":"payment_received", "data": {"n":12345678901234567890,"p":1.0,"p":2} }';
    const { status, json } = await call('POST', '/trigger', body);
    expect([status, json.deliveries]).toEqual([202, 1]);
    expect(json.event_id).toMatch(/^evt_/);
    expect(bed.published.at(-1)?.dataText).toBe('{"n":12345678901234567890,"p":1.0,"p":2}');
  });

  it('does not take the same id twice, and refuses it for other data', async () => {
    const body = { event: 'payment_received', data: 1, id: 'order-7' };
    expect((await call('POST', '/trigger', body)).json.event_id).toBe('order-7');
    const again = await call('POST', '/trigger', body);
    expect([again.status, again.json.is_duplicate]).toEqual([202, true]);
    const other = await problem('POST', '/trigger', { ...body, data: 2 });
    expect([other.status, other.code]).toEqual([409, 'event_id_conflict']);
  });

  it('refuses an unknown event type at its path', async () => {
    const { status, errors } = await problem('POST', '/trigger', {
      event: 'payment_recieved',
      data: 1,
    });
    expect([status, errors?.[0]?.path]).toEqual([422, 'event']);
  });

  it('takes an array, one result per item', async () => {
    const items = [{ event: 'ping', data: 1 }, { event: 'nope', data: 1 }, { event: 'ping' }];
    const { status, json } = await call('POST', '/trigger', items);
    expect(status).toBe(202);
    expect(json).toMatchObject({ accepted: 1, refused: 2 });
    expect(json.results.map((result: { code?: string }) => result.code)).toEqual([
      undefined,
      'unknown_event_type',
      'invalid_request',
    ]);
  });

  it('is a problem where no item of an array is good', async () => {
    const { status, errors } = await problem('POST', '/trigger', [{ event: 'ping' }, { data: 1 }]);
    expect(status).toBe(422);
    expect(errors?.map(({ path }) => path)).toEqual(['[0].data', '[1].event']);
    expect((await problem('POST', '/trigger', [])).status).toBe(422);
  });
});

describe('NDJSON', () => {
  const ndjson = { 'content-type': 'application/x-ndjson' };

  it('takes 10,000 events in one request of many megabytes, in order', async () => {
    const filler = 'x'.repeat(500);
    const lines = Array.from({ length: 10_000 }, (_, index) =>
      JSON.stringify({ event: 'payment_received', data: { index, filler }, id: `e-${index}` }),
    );
    const { status, text } = await call('POST', '/trigger', `${lines.join('\r\n')}\n`, ndjson);
    expect(status).toBe(202);
    const results = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results).toHaveLength(10_000);
    expect(results[9999]).toEqual({ line: 10_000, event_id: 'e-9999', deliveries: 0 });
    expect(bed.published.map((event) => event.id)).toEqual(lines.map((_, index) => `e-${index}`));
    expect(bed.state.groups).toBeLessThan(1000);
  });

  it('answers one result per line, as JSON where that is asked for', async () => {
    const lines = ['{"event":"ping","data":1}', '', '{"event":', '{"event":"ping","data":"é"}'];
    const headers = { ...ndjson, accept: 'application/json' };
    const { json } = await call('POST', '/trigger', lines.join('\n'), headers);
    expect(json).toMatchObject({ accepted: 2, refused: 1 });
    expect(json.results[1]).toMatchObject({ line: 2, code: 'invalid_json' });
    expect(json.results[1].detail).toContain('position 9');
  });

  it('passes over the byte order mark that a file begins with', async () => {
    const line = '{"event":"ping","data":1}';
    const { json } = await call('POST', '/trigger', `\ufeff${line}\n${line}`, {
      ...ndjson,
      accept: 'application/json',
    });
    expect(json).toMatchObject({ accepted: 2, refused: 0 });
  });

  it('refuses a line that is too long and goes on with the next', async () => {
    const long = JSON.stringify({ event: 'ping', data: 'x'.repeat(1_200_000) });
    const { json } = await call(
      'POST',
      '/trigger',
      `{"event":"ping","data":1}\n${long}\n{"event":"ping","data":2}`,
      {
        ...ndjson,
        accept: 'application/json',
      },
    );
    expect(json.results.map((result: { code?: string }) => result.code)).toEqual([
      undefined,
      'body_too_large',
      undefined,
    ]);
  });

  it('refuses a line that is no UTF-8, and no other', async () => {
    const body = Buffer.concat([
      Buffer.from('{"event":"ping","data":"'),
      Buffer.from([0xff]),
      Buffer.from('"}\n{"event":"ping","data":1}\n'),
    ]);
    const response = await fetch(`${bed.url}/trigger`, { method: 'POST', body, headers: ndjson });
    const lines = (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ code }) => code)).toEqual(['invalid_json', undefined]);
  });
});

describe('trigger hooks', () => {
  it('store arguments behind a UUID and fire hook.triggered with them', async () => {
    const created = await call('POST', '/webhook', '{"userid": "testuser", "n": 1.0}');
    expect(created.status).toBe(200);
    expect(created.json.id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    for (const method of ['POST', 'GET']) {
      const fired = await call(method, `/webhook/${created.json.id}`);
      expect(fired.status).toBe(201);
      expect(fired.json.message).toBe('web hook triggered');
    }
    expect(bed.published).toMatchObject([
      { type: 'hook.triggered', dataText: '{"userid": "testuser", "n": 1.0}', origin: 'hook' },
      { type: 'hook.triggered' },
    ]);
    expect(bed.log.lines).toContainEqual(
      expect.objectContaining({
        fields: expect.objectContaining({ arguments: { userid: 'testuser', n: 1 } }),
      }),
    );
  });

  it('fire the event type stored with them', async () => {
    const byQuery = await call('POST', '/webhook?event=invoice_completed', { a: 1 });
    const byField = await call('POST', '/webhook', { event_type: 'payment_failed' });
    const byNeither = await call('POST', '/webhook', { event_type: 'whatever' });
    for (const { json } of [byQuery, byField, byNeither]) {
      await call('POST', `/webhook/${json.id}`);
    }
    expect(bed.published.map(({ type }) => type)).toEqual([
      'invoice_completed',
      'payment_failed',
      'hook.triggered',
    ]);
    expect((await problem('POST', '/webhook?event=nope', {})).code).toBe('unknown_event_type');
  });

  it('are 404 where the id is unknown', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    for (const unknown of [id, 'x', '%zz']) {
      const { status, detail } = await problem('POST', `/webhook/${unknown}`);
      expect([status, detail]).toEqual([404, 'webhook ID not found']);
    }
  });

  it('are 500 with the message of the error', async () => {
    const { json } = await call('POST', '/webhook', {});
    bed.state.failure = new Error('the disk is gone');
    const { status, detail } = await problem('GET', `/webhook/${json.id}`);
    expect([status, detail]).toEqual([500, 'the disk is gone']);
  });

  it('are not fired by HEAD', async () => {
    const { json } = await call('POST', '/webhook', {});
    expect((await call('HEAD', `/webhook/${json.id}`)).status).toBe(405);
    expect(bed.published).toEqual([]);
  });
});

describe('the API key', () => {
  const key = 'a-key-of-the-integrator';
  beforeEach(() => bed.settings.change({ exposee_api_key: key }));

  it('closes the routes', async () => {
    const { status, headers } = await call('GET', '/webhooks');
    expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect((await problem('POST', '/trigger', 'not json')).code).toBe('unauthorized');
    expect((await problem('GET', '/webhooks', undefined, { 'x-api-key': `${key}x` })).status).toBe(
      401,
    );
  });

  it.each([
    ['authorization', `Bearer ${key}`],
    ['x-api-key', key],
  ])('opens them as %s', async (name, value) => {
    expect((await call('GET', '/webhooks', undefined, { [name]: value })).status).toBe(200);
  });

  it('is no key any more once it is taken back', async () => {
    await bed.settings.change({ exposee_api_key: null });
    expect((await call('GET', '/webhooks')).status).toBe(200);
  });
});

describe('web pages', () => {
  const body = { url: SINK, event_types: ['*'] };
  const from = (origin: string) => call('POST', '/webhooks/register', body, { origin });

  it.each(['http://evil.example:8000', 'null', 'https://127.0.0.1.evil.example', 'app://x'])(
    'of %s are kept out',
    async (origin) => {
      const { status, json } = await from(origin);
      expect([status, json.code]).toEqual([403, 'forbidden_origin']);
      expect(bed.stores.subscriptions.all()).toEqual([]);
    },
  );

  it('of this computer and of the public URL are let in', async () => {
    expect((await from(bed.url)).status).toBe(201);
    expect((await from('http://localhost:3000')).status).toBe(201);
    expect((await from('https://hooks.example.com')).status).toBe(403);
    await bed.settings.change({ exposee_public_url: 'https://hooks.example.com/base' });
    expect((await from('https://hooks.example.com')).status).toBe(201);
  });
});

describe('GET /event-types', () => {
  it('answers the catalogue, each with description, schema and sample', async () => {
    const { status, json } = await call('GET', '/event-types');
    expect(status).toBe(200);
    const found = json.event_types.find(
      ({ name }: { name: string }) => name === 'invoice_completed',
    );
    expect(found).toMatchObject({
      group: 'Invoices',
      description: expect.stringContaining('invoice'),
      schema: { type: 'object' },
      sample: { invoice_id: expect.stringMatching(/^inv_/) },
      origin: 'built_in',
    });
  });

  it('has the event types of dialects too, and they can be triggered', async () => {
    const { json } = await call('GET', '/event-types');
    expect(
      json.event_types.filter(({ origin }: { origin: string }) => origin === 'dialect').length,
    ).toBeGreaterThan(10);
    expect((await call('POST', '/trigger', { event: 'push', data: {} })).status).toBe(202);
  });
});

describe('what is not served', () => {
  it('is 404, or 405 with Allow', async () => {
    expect((await problem('GET', '/nope')).code).toBe('route_not_found');
    const wrong = await call('PUT', '/webhooks/register', {});
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    const options = await call('OPTIONS', '/ping');
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, POST, OPTIONS']);
    expect((await call('HEAD', '/webhooks')).status).toBe(200);
  });
});
