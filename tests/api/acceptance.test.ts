import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSink, type Sink } from '../support/sink.ts';
import { until } from '../support/until.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

// One test per promise of the contract's table, with what anybody has: an HTTP client and an endpoint.

let server: WholeServer;
let sink: Sink;
beforeEach(async () => {
  [server, sink] = await Promise.all([openWholeServer(), openSink()]);
});
afterEach(async () => {
  await Promise.all([server.close(), sink.close()]);
});

const post = (path: string, json?: unknown) => server.exposee(path, { method: 'POST', json });
const remove = (path: string, json: unknown) => server.exposee(path, { method: 'DELETE', json });

describe('the exposee', () => {
  it('registers, pings at once, delivers signed events, and stops when unregistered', async () => {
    const url = `${sink.url}/in`;
    const registered = await post('/webhooks/register', { url, event_types: ['payment_received'] });
    expect(registered.status).toBe(201);
    expect(registered.json.message).toBe('Webhook registered for: payment_received');
    const webhook = new Webhook(registered.json.secret);

    const ping = await sink.event('ping');
    expect(ping.text).toBe('{"event":"ping","data":"Ping from Exposee"}');
    expect(webhook.verify(ping.text, ping.headers as Record<string, string>)).toBeDefined();

    const data = '{"amount": 12345678901234567890, "rate": 1.0}';
    const triggered = await server.exposee('/trigger', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"event":"payment_received","data":${data},"id":"order-1"}`,
    });
    expect([triggered.status, triggered.json.event_id, triggered.json.deliveries]).toEqual([
      202,
      'order-1',
      1,
    ]);
    const event = await sink.event('payment_received');
    expect(event.text).toBe(`{"event":"payment_received","data":${data}}`);
    expect(event.headers['webhook-id']).toBe('order-1');
    expect(webhook.verify(event.text, event.headers as Record<string, string>)).toBeDefined();

    const gone = await remove('/webhooks/unregister', { url });
    expect([gone.status, gone.json.message]).toEqual([200, '1 webhook(s) unregistered']);
    expect((await post('/trigger', { event: 'payment_received', data: 1 })).json.deliveries).toBe(
      0,
    );
    expect((await remove('/webhooks/unregister', { url })).status).toBe(404);
  });

  it('does the same by the one-event forms', async () => {
    const url = `${sink.url}/one`;
    const { status, json } = await post('/register', { url, event: 'invoice_completed' });
    expect([status, json.message]).toEqual([201, 'Webhook registered for: invoice_completed']);
    await sink.event('ping', '/one');
    await post('/trigger', { event: 'invoice_completed', data: { n: 1 } });
    await sink.event('invoice_completed', '/one');
    expect((await post('/unregister', { url, event: 'invoice_completed' })).json.message).toBe(
      '1 webhook(s) unregistered',
    );
  });

  it('answers ping-back with the payload that arrived', async () => {
    const url = `${sink.url}/back`;
    expect((await post('/webhooks/ping-back', { url })).status).toBe(404);
    await post('/register', { url, event: 'ping' });
    const { text } = await sink.event('ping', '/back');
    const back = await post('/webhooks/ping-back', { url });
    expect([back.status, back.text]).toEqual([200, text]);
  });

  it('pings every subscription, by GET and by POST', async () => {
    await post('/register', { url: `${sink.url}/a`, event: 'payment_failed' });
    await post('/register', { url: `${sink.url}/b`, event: 'payment_failed' });
    for (const method of ['GET', 'POST']) {
      const { status, json } = await server.exposee('/ping', { method });
      expect([status, json.deliveries]).toEqual([202, 2]);
    }
    await until('six pings arrived', () => sink.requests.length === 6);
  });

  it('fires trigger hooks', async () => {
    await post('/webhooks/register', { url: sink.url, event_types: ['hook.triggered'] });
    const hook = await post('/webhook', { userid: 'testuser' });
    expect(hook.status).toBe(200);
    const fired = await post(`/webhook/${hook.json.id}`);
    expect([fired.status, fired.json.message]).toEqual([201, 'web hook triggered']);
    const { text } = await sink.event('hook.triggered');
    expect(JSON.parse(text)).toEqual({ event: 'hook.triggered', data: { userid: 'testuser' } });
    const unknown = await server.exposee('/webhook/0d0a5e4c-0000-4000-8000-000000000000');
    expect([unknown.status, unknown.json.detail]).toEqual([404, 'webhook ID not found']);
  });

  it('sends the same id once, and refuses it for something else', async () => {
    await post('/webhooks/register', { url: sink.url, event_types: ['payment_received'] });
    await sink.event('ping');
    const body = { event: 'payment_received', data: { n: 1 }, id: 'once' };
    await post('/trigger', body);
    const again = await post('/trigger', body);
    expect([again.status, again.json.is_duplicate]).toEqual([202, true]);
    expect((await post('/trigger', { ...body, data: 2 })).status).toBe(409);
    await post('/trigger', { event: 'payment_received', data: 'last' });
    await until('the last one arrived', () =>
      sink.requests.some(({ text }) => text.includes('last')),
    );
    expect(sink.requests.filter(({ headers }) => headers['webhook-id'] === 'once')).toHaveLength(1);
  });

  it('delivers an NDJSON batch, and the ledger balances', async () => {
    await post('/webhooks/register', { url: sink.url, event_types: ['payment_received'] });
    const lines = Array.from({ length: 200 }, (_, n) => `{"event":"payment_received","data":${n}}`);
    const { status, text } = await server.exposee('/trigger', {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    expect([status, text.trim().split('\n').length]).toEqual([202, 200]);
    await until('201 requests arrived', () => sink.requests.length === 201);
    const { json } = await server.control('/api/ledger');
    const { total, pending, delivered, failed, cancelled } = json.deliveries;
    expect([json.events, total]).toEqual([201, 201]);
    expect(total).toBe(pending + delivered + failed + cancelled);
  });

  it('stores an id once, also where it stands twice in one batch', async () => {
    await post('/webhooks/register', { url: sink.url, event_types: ['payment_received'] });
    const event = (data: number) => ({ event: 'payment_received', data, id: 'twice' });
    const { status, json } = await post('/trigger', [event(1), event(1), event(2)]);
    expect([status, json.accepted, json.refused]).toEqual([202, 2, 1]);
    expect(json.results).toMatchObject([
      { line: 1, event_id: 'twice', deliveries: 1 },
      { line: 2, event_id: 'twice', is_duplicate: true },
      { line: 3, code: 'event_id_conflict' },
    ]);
    await sink.event('payment_received');
    expect((await server.control('/api/events?filter=event:payment_received')).json.total).toBe(1);
  });

  it('serves health, guide and description under its own address', async () => {
    const health = await server.exposee('/healthz');
    expect([health.status, health.json]).toEqual([200, { status: 'ok' }]);
    const docs = await server.exposee('/docs');
    expect(docs.text).toContain(`${server.urls.exposee}/webhooks/register`);
    const document = (await server.exposee('/openapi.json')).json;
    expect(document.openapi).toBe('3.1.0');
    expect(document.webhooks.payment_received.post.requestBody).toBeDefined();
  });

  it('keeps what is registered over a restart', async () => {
    const { json } = await post('/webhooks/register', { url: sink.url, event_types: ['*'] });
    const hook = await post('/webhook', { kept: true });
    await server.restart();
    const { webhooks } = (await server.exposee('/webhooks')).json;
    expect(webhooks).toMatchObject([{ id: json.id, event_types: ['*'], enabled: true }]);
    expect((await post(`/webhook/${hook.json.id}`)).status).toBe(201);
    expect(JSON.parse((await sink.event('hook.triggered')).text).data).toEqual({ kept: true });
  });
});

it('a receiver of ten lines that knows nothing of us gets the ping and the event', async () => {
  const secret = `whsec_${Buffer.from('a secret of 24 bytes or so').toString('base64')}`;
  const seen: string[] = [];
  const webhook = new Webhook(secret);
  const app = express();
  app.post('/webhooks', express.raw({ type: '*/*' }), (request, response) => {
    const { event } = webhook.verify(request.body, request.headers as Record<string, string>) as {
      event: string;
    };
    seen.push(event);
    response.sendStatus(204);
  });
  const listener = app.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/webhooks`;
  await post('/webhooks/register', { url, event_types: ['order.created'], secret });
  await post('/trigger', { event: 'order.created', data: { order: 7 } });
  await until('both arrived', () => seen.length === 2);
  expect(seen.sort()).toEqual(['order.created', 'ping']);
  listener.closeAllConnections();
  listener.close();
});
