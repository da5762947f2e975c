import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlRoutes } from '../../server/contract/control-routes.ts';
import { LiveFrameSchema, StateSchema } from '../../server/contract/live.ts';
import { ProblemSchema } from '../../server/contract/problem.ts';
import { SettingsSchema } from '../../server/contract/settings.ts';
import { SubscriptionSchema } from '../../server/contract/subscription.ts';
import { badRequestsOf } from '../support/bad-input.ts';
import { openSink, type Sink } from '../support/sink.ts';
import { until } from '../support/until.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

let server: WholeServer;
let sink: Sink;
beforeAll(async () => {
  [server, sink] = await Promise.all([openWholeServer(), openSink()]);
});
afterAll(async () => {
  await Promise.all([server.close(), sink.close()]);
});

describe('bad input to every route of the control API', () => {
  // A URL that is only signed over may be any text: nothing is sent there.
  const cases = badRequestsOf(controlRoutes).filter(
    ({ name, body }) => body.length < 2_000_000 && !name.startsWith('explainRequest: url = "'),
  );

  it('is tried in enough ways', () => {
    expect(cases.length).toBeGreaterThan(500);
  });

  it.each(cases.map((bad) => [bad.name, bad] as const))('%s', async (_, bad) => {
    const headers: Record<string, string> =
      bad.type === undefined ? {} : { 'content-type': bad.type };
    const body = new TextEncoder().encode(bad.body);
    const { status, json, text } = await server.control(bad.path, {
      method: bad.method,
      headers,
      body,
    });
    const problem = ProblemSchema.parse(json);
    expect(text).not.toMatch(/\bat .+:\d+:\d+/);
    expect([problem.status, status]).toEqual([bad.status, bad.status]);
    if (bad.errorPath !== undefined) {
      const paths = problem.errors?.map(({ path }) => path) ?? [];
      expect(paths.some((path) => path.startsWith(bad.errorPath ?? ''))).toBe(true);
    }
  });

  it.each(
    Object.values(controlRoutes)
      .filter(({ path }) => !path.includes('{'))
      .map(({ method, path }) => [method, path] as const),
  )('%s %s takes no query that it does not know', async (method, path) => {
    const { status, json } = await server.control(`${path}?no_such_name=1`, { method });
    expect([status, json.errors[0].path]).toEqual([422, 'no_such_name']);
  });

  it.each([
    [
      'PATCH',
      '/api/settings',
      { nope: 1 },
      'nope: is not known here; known are exposee_public_url, ',
    ],
    [
      'PATCH',
      '/api/settings',
      { durabilty: 'disk' },
      'durabilty: is not known here; did you mean durability?',
    ],
    [
      'POST',
      '/api/subscriptions',
      { url: 'http://127.0.0.1:9/', event_types: ['*'], policy: { timeout: 5 } },
      'policy.timeout: is not known here; did you mean timeout_ms?',
    ],
    [
      'POST',
      '/api/rules',
      { name: 'r', when: { method: ['GET'] }, action: { answer: { statuss: 500 } } },
      'when.method: is not known here; did you mean methods?',
    ],
    ['GET', '/api/captures?limt=5', undefined, 'limt: is not known here; did you mean limit?'],
    ['GET', '/api/inboxes?filter=x', undefined, 'filter: is not known here; leave it out'],
    [
      'POST',
      '/api/events?dry=1',
      { event: 'ping', data: 1 },
      'dry: is not known here; leave it out',
    ],
  ])('%s %s %j names the slip', async (method, path, body, said) => {
    const options = body === undefined ? { method } : { method, json: body };
    const { status, json } = await server.control(path, options);
    expect([status, json.code]).toEqual([422, 'invalid_request']);
    const [{ path: at, message }] = json.errors;
    expect(`${at}: ${message}`).toContain(said);
    expect(json.detail).toContain(said);
  });

  it('has changed nothing', async () => {
    for (const path of [
      '/api/subscriptions',
      '/api/rules',
      '/api/inboxes',
      '/api/publishers',
      '/api/events',
    ]) {
      expect((await server.control(path)).json.items, path).toEqual([]);
    }
  });

  it.each([
    ['/api/subscriptions/x', 'subscription_not_found'],
    ['/api/subscriptions/sub_0123456789', 'subscription_not_found'],
    ['/api/deliveries/dlv_0123456789', 'delivery_not_found'],
    ['/api/captures/..%2f..%2fetc', 'capture_not_found'],
    ['/api/captures/cap_0123456789', 'capture_not_found'],
    ['/api/captures/cap_0123456789/body', 'capture_not_found'],
    ['/api/events/a.b', 'event_not_found'],
    ['/api/events/nope', 'event_not_found'],
    ['/api/nope', 'route_not_found'],
  ])('GET %s is 404 %s', async (path, code) => {
    const { status, json } = await server.control(path);
    expect([status, json.code]).toEqual([404, code]);
  });

  it.each([
    ['/api/deliveries?limit=0', 'limit'],
    ['/api/captures?limit=x', 'limit'],
    ['/api/deliveries?filter=nope:', 'filter'],
    ['/api/subscriptions/export/xml', 'format'],
    ['/api/event-types/ping/random?seed=-1', 'seed'],
  ])('GET %s is 422 at %s', async (path, where) => {
    const { status, json } = await server.control(path);
    expect([status, json.errors?.[0]?.path]).toEqual([422, where]);
  });
});

describe('subscriptions', () => {
  it('are made, changed, rotated, revealed, paused, resumed, exported, imported and removed', async () => {
    const made = await server.control('/api/subscriptions', {
      method: 'POST',
      json: {
        url: sink.url,
        event_types: ['invoice.*'],
        name: 'mine',
        policy: { timeout_ms: 500 },
      },
    });
    expect(made.status).toBe(201);
    const path = `/api/subscriptions/${made.json.id}`;
    const shown = await server.control(path);
    const subscription = SubscriptionSchema.parse(shown.json);
    expect(subscription).toMatchObject({ name: 'mine', policy: { timeout_ms: 500 }, secrets: 1 });
    expect(shown.text).not.toContain(made.json.secret);

    const revealed = await server.control(`${path}/reveal-secret`, { method: 'POST' });
    expect(revealed.json.secret).toBe(made.json.secret);

    const rotated = await server.control(`${path}/rotate`, { method: 'POST', json: {} });
    expect(rotated.json.secret).not.toBe(made.json.secret);
    expect((await server.control(path)).json.secrets).toBe(2);

    const paused = await server.control(path, {
      method: 'PATCH',
      json: { state: 'paused', event_types: ['ping', 'ping'] },
    });
    expect(paused.json).toMatchObject({ state: 'paused', enabled: false, event_types: ['ping'] });
    const resumed = await server.control(`${path}/resume`, { method: 'POST', json: {} });
    expect(resumed.json).toMatchObject({ subscription: { state: 'enabled' }, replayed: 0 });

    const csv = await server.control('/api/subscriptions/export/csv');
    expect(csv.text).toBe(`url,event\n${sink.url},ping\n`);
    const text = `${csv.text}${sink.url}/2,payment_received\n`;
    const imported = await server.control('/api/subscriptions/import', {
      method: 'POST',
      json: { format: 'csv', text },
    });
    expect(imported.json).toEqual({ registered: 1, unchanged: 1 });
    const json = (await server.control('/api/subscriptions/export/json')).text;
    const again = await server.control('/api/subscriptions/import', {
      method: 'POST',
      json: { format: 'json', text: json },
    });
    expect(again.json).toEqual({ registered: 0, unchanged: 2 });

    const bad = `${text}http://x/,nope\njavascript:alert(1),ping\n`;
    const refused = await server.control('/api/subscriptions/import', {
      method: 'POST',
      json: { format: 'csv', text: bad },
    });
    expect(refused.json).toMatchObject({
      code: 'invalid_import',
      errors: [{ path: 'line 4, event' }, { path: 'line 5, url' }],
    });

    const page = await server.control('/api/subscriptions?limit=1&filter=event:payment_received');
    expect(page.json).toMatchObject({ total: 1, next: null, items: [{ url: `${sink.url}/2` }] });
    for (const item of (await server.control('/api/subscriptions')).json.items) {
      expect(
        (await server.control(`/api/subscriptions/${item.id}`, { method: 'DELETE' })).status,
      ).toBe(204);
    }
    expect((await server.control('/api/subscriptions')).json).toEqual({
      items: [],
      next: null,
      total: 0,
    });
  });
});

describe('events and deliveries', () => {
  it('go out, are listed with every attempt, and are replayed', async () => {
    const url = `${sink.url}/deliveries`;
    await server.control('/api/subscriptions', {
      method: 'POST',
      json: { url, event_types: ['payment_received'] },
    });
    const fired = await server.control('/api/events', {
      method: 'POST',
      json: { event: 'payment_received', data: { n: 1 } },
    });
    expect([fired.status, fired.json.deliveries]).toEqual([202, 1]);
    await sink.event('payment_received', '/deliveries');
    await untilDelivered(fired.json.event_id);
    const { items, total } = (await server.control('/api/deliveries?filter=event:payment_received'))
      .json;
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({
      state: 'delivered',
      attempts: 1,
      attempts_planned: 8,
      event_id: fired.json.event_id,
      url,
    });
    const detail = (await server.control(`/api/deliveries/${items[0].id}`)).json;
    expect(detail.attempts).toMatchObject([
      { number: 1, status: 200, outcome: 'answered', is_success: true },
    ]);
    expect(detail.data_text).toBe('{"n":1}');
    expect(detail.attempts_planned).toBe(8);
    const event = (await server.control(`/api/events/${fired.json.event_id}`)).json;
    expect(event).toMatchObject({ event_type: 'payment_received', data: { n: 1 }, deliveries: 1 });
    const replayed = await server.control(`/api/deliveries/${items[0].id}/replay`, {
      method: 'POST',
    });
    expect(replayed.status).toBe(202);
    await until(
      'the replay arrived',
      () => sink.requests.filter(({ path }) => path === '/deliveries').length === 3,
    );
  });

  it('are addressed to one subscription by its id', async () => {
    const { json } = await server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${sink.url}/one`, event_types: ['ping'] },
    });
    const body = { event: 'payment_received', data: 'only', subscription_id: json.id };
    expect(
      (await server.control('/api/events', { method: 'POST', json: body })).json.deliveries,
    ).toBe(1);
    await sink.event('payment_received', '/one');
    const unknown = { ...body, subscription_id: 'sub_0123456789' };
    expect((await server.control('/api/events', { method: 'POST', json: unknown })).json.code).toBe(
      'subscription_not_found',
    );
  });

  const untilDelivered = (eventId: string) =>
    until('it is delivered', async () => {
      const { json } = await server.control('/api/deliveries');
      const isIt = (item: { event_id: string }) => item.event_id === eventId;
      return json.items.find(isIt)?.state === 'delivered';
    });
});

describe('the catalogue', () => {
  it('takes event types of the user, which can then be published', async () => {
    const path = '/api/event-types/shop.opened';
    const saved = await server.control(path, { method: 'PUT', json: { sample: { shop: 1 } } });
    expect(saved.json).toMatchObject({ name: 'shop.opened', origin: 'user', group: 'Your own' });
    const fired = await server.control('/api/events', {
      method: 'POST',
      json: { event: 'shop.opened', data: 1 },
    });
    expect(fired.status).toBe(202);
    expect((await server.control(`${path}/random?seed=3`)).json).toEqual({
      data: { shop: 1 },
      seed: 3,
    });
    const bad = await server.control(path, {
      method: 'PUT',
      json: { sample: 1, schema: { type: 'nope' } },
    });
    expect(bad.json.errors?.[0]?.path).toBe('schema');
    expect((await server.control(path, { method: 'DELETE' })).status).toBe(204);
    expect((await server.control('/api/event-types/ping', { method: 'DELETE' })).status).toBe(409);
  });

  it('answers the same random data for the same seed', async () => {
    const path = '/api/event-types/payment_received/random?seed=9';
    expect((await server.control(path)).text).toBe((await server.control(path)).text);
  });
});

describe('the workbench', () => {
  it('says who listens where', async () => {
    const state = StateSchema.parse((await server.control('/api/state')).json);
    expect(state.exposee).toMatchObject({ url: server.urls.exposee, is_listening: true });
    expect(state.storage.kind).toBe('embedded');
  });

  it('changes settings, keeps them over a restart, and never shows the API key', async () => {
    const key = 'a-key-that-nobody-sees';
    const change = {
      default_timeout_ms: 9000,
      exposee_api_key: key,
      exposee_public_url: 'https://hooks.example.com',
    };
    const changed = await server.control('/api/settings', { method: 'PATCH', json: change });
    expect(SettingsSchema.parse(changed.json)).toMatchObject({
      default_timeout_ms: 9000,
      exposee_api_key_set: true,
    });
    await server.restart();
    const kept = await server.control('/api/settings');
    expect(kept.json).toMatchObject({ default_timeout_ms: 9000, exposee_api_key_set: true });
    expect(kept.text).not.toContain(key);
    expect((await server.exposee('/webhooks')).status).toBe(401);
    expect((await server.exposee('/webhooks', { headers: { 'x-api-key': key } })).status).toBe(200);
    const back = { exposee_api_key: null, exposee_public_url: null };
    await server.control('/api/settings', { method: 'PATCH', json: back });
    expect((await server.exposee('/webhooks')).status).toBe(200);
  });

  it('makes a demo that shows a signed event on both sides, and takes it away again', async () => {
    const { json } = await server.control('/api/demo', { method: 'POST' });
    expect(json.subscription_id).toMatch(/^sub_/);
    await server.control('/api/events', {
      method: 'POST',
      json: {
        event: 'payment_received',
        data: { demo: true },
        subscription_id: json.subscription_id,
      },
    });
    let captures: { event_type: string; signature: { verdict: string }; path: string }[] = [];
    for (let turn = 0; turn < 500 && captures.length < 2; turn += 1) {
      captures = (await server.control('/api/captures?filter=path:/in/demo')).json.items;
    }
    expect(
      captures.map(({ event_type, signature }) => [event_type, signature.verdict]).sort(),
    ).toEqual([
      ['payment_received', 'valid'],
      ['ping', 'valid'],
    ]);
    expect((await server.control('/api/demo', { method: 'POST' })).json).toEqual(json);
    await server.restart();
    const moved = await server.control(`/api/subscriptions/${json.subscription_id}`);
    expect(moved.json.url).toBe(`${server.urls.receiver}/in/demo`);
    expect((await server.control('/api/demo', { method: 'DELETE' })).status).toBe(204);
    expect((await server.control(`/api/subscriptions/${json.subscription_id}`)).status).toBe(404);
    expect((await server.control('/api/settings')).json.demo).toBe('skipped');
  });

  it('tests the public URL of the exposee with a probe that only it can answer', async () => {
    const test = () =>
      server.control('/api/public-url/test', { method: 'POST', json: { role: 'exposee' } });
    const set = (url: string | null) =>
      server.control('/api/settings', { method: 'PATCH', json: { exposee_public_url: url } });
    expect((await test()).json).toMatchObject({ code: 'conflict' });
    await set(server.urls.exposee);
    expect((await test()).json).toMatchObject({ is_reachable: true, status: 200 });
    await set(sink.url);
    expect((await test()).json).toMatchObject({
      is_reachable: false,
      findings: [{ is_ok: true }, { is_ok: true }, { what: 'signature', is_ok: false }],
    });
    await set('http://127.0.0.1:1');
    expect((await test()).json).toMatchObject({ is_reachable: false, status: null });
    await set(null);
  });

  it('tests the public URL of the receiver with signed probes that must arrive as they were sent', async () => {
    const set = (url: string | null) =>
      server.control('/api/settings', { method: 'PATCH', json: { receiver_public_url: url } });
    await set(server.urls.receiver);
    const { json } = await server.control('/api/public-url/test', {
      method: 'POST',
      json: { role: 'receiver' },
    });
    expect(json).toMatchObject({ is_reachable: true });
    expect(json.findings.length).toBeGreaterThan(0);
    await set(null);
  });

  it('serves metrics and its own description', async () => {
    expect((await server.control('/metrics')).text).toContain('# TYPE ');
    expect((await server.control('/api/openapi.json')).json.openapi).toBe('3.1.0');
  });

  it('streams what happens, from the state on', async () => {
    const { seq } = (await server.control('/api/state')).json;
    const patched = await server.control('/api/settings', {
      method: 'PATCH',
      json: { default_timeout_ms: 8000 },
    });
    // Whoever opens a stream at a later frame than an answer names has missed what lies between.
    expect(Number(patched.headers.get('live-seq'))).toBeGreaterThanOrEqual(seq);
    const abort = new AbortController();
    const response = await fetch(`${server.urls.control}/api/stream`, {
      headers: { authorization: `Bearer ${server.token}`, 'last-event-id': String(seq) },
      signal: abort.signal,
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(Number(response.headers.get('live-seq'))).toBeGreaterThanOrEqual(seq);
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (/^data: .*"settings".*\n/m.test(text)) {
        break;
      }
    }
    abort.abort();
    const [, json] = /^data: (.*"settings".*)$/m.exec(text) ?? [];
    const frame = LiveFrameSchema.parse(JSON.parse(json ?? ''));
    expect(frame).toMatchObject({ kind: 'changed', what: ['settings'] });
    expect(frame.seq).toBeGreaterThan(seq);
  });

  it('runs publishers', async () => {
    const started = await server.control('/api/publishers', {
      method: 'POST',
      json: { min_ms: 10, max_ms: 20, event_types: ['invoice.paid'], count: 3, seed: 1 },
    });
    expect([started.status, started.json.is_running]).toEqual([201, true]);
    const total = async () =>
      (await server.control('/api/events?filter=event:invoice.paid')).json.total;
    await expect.poll(total).toBe(3);
    expect(
      (await server.control(`/api/publishers/${started.json.id}`, { method: 'DELETE' })).status,
    ).toBe(204);
  });
});
