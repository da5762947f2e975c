import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PATIENCE } from '../support/patience.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

const MANY = 30;

describe('replaying many', () => {
  let server: WholeServer;
  let app: Server;
  let url = '';
  const seen: string[] = [];
  const held: ServerResponse[] = [];
  let isHolding = false;
  beforeAll(async () => {
    app = createServer((request, response) => {
      seen.push(request.url ?? '');
      if (isHolding) {
        held.push(response);
        return;
      }
      response.statusCode = request.url?.endsWith('/3') ? 503 : 200;
      response.end();
    });
    await new Promise<void>((resolve) => {
      app.listen(0, '127.0.0.1', resolve);
    });
    url = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
    server = await openWholeServer();
    await server.control('/api/demo', { method: 'DELETE' });
    for (let sent = 0; sent < MANY; sent += 1) {
      await fetch(`${server.urls.receiver}/many/${sent}`, { method: 'POST', body: '{}' });
    }
  });
  afterAll(async () => {
    await server?.close();
    app?.closeAllConnections();
    await new Promise((resolve) => app.close(resolve));
  });

  const start = (json: object) => server.control('/api/bulk-replays', { method: 'POST', json });
  const get = async (id: string) => (await server.control(`/api/bulk-replays/${id}`)).json;
  const stop = (id: string) => server.control(`/api/bulk-replays/${id}`, { method: 'DELETE' });
  const ended = async (id: string) => {
    await vi.waitFor(async () => expect((await get(id)).state).not.toBe('running'), PATIENCE);
    return get(id);
  };

  it('sends all that a filter matches, oldest first, and says what became of them', async () => {
    const started = await start({ list: 'captures', filter: 'path:/many', url });
    expect([started.status, started.json.total]).toEqual([202, MANY]);
    const job = await ended(started.json.id);
    expect(job).toMatchObject({ state: 'done', sent: MANY, answered: MANY, ok: MANY - 1 });
    expect(job.statuses).toEqual({ 200: MANY - 1, 503: 1 });
    expect(job.problems).toHaveLength(1);
    expect(seen).toEqual(Array.from({ length: MANY }, (_, at) => `/many/${at}`));
    expect((await server.control('/api/bulk-replays')).json.items[0].id).toBe(job.id);
  });

  it('stops at once, although an answer is still awaited, and sends nothing more', async () => {
    isHolding = true;
    seen.length = 0;
    const { json } = await start({ list: 'captures', filter: 'path:/many', url });
    await vi.waitFor(() => expect(held).toHaveLength(1), PATIENCE);
    const stopped = await stop(json.id);
    expect(stopped.json).toMatchObject({ state: 'stopped', total: MANY, sent: 1, answered: 0 });
    isHolding = false;
    held.shift()?.end();
    await vi.waitFor(async () => expect((await get(json.id)).answered).toBe(1), PATIENCE);
    expect(seen).toHaveLength(1);
    // Stopped once more it is forgotten.
    await stop(json.id);
    expect((await server.control(`/api/bulk-replays/${json.id}`)).json.code).toBe(
      'replay_not_found',
    );
  });

  it('takes only the newest where that is asked for', async () => {
    seen.length = 0;
    const { json } = await start({ list: 'captures', filter: 'path:/many', newest: 2, url });
    expect((await ended(json.id)).sent).toBe(2);
    expect(seen).toEqual([`/many/${MANY - 2}`, `/many/${MANY - 1}`]);
  });

  it('passes over what is gone, and says that it did', async () => {
    const { items } = (await server.control('/api/captures?filter=path:/many/1')).json;
    const ids = [items[0].id, 'cap_00000000gone'];
    const { json } = await start({ list: 'captures', ids, url });
    expect(await ended(json.id)).toMatchObject({ state: 'done', ok: 1, statuses: { gone: 1 } });
  });

  it('says what is missing where it cannot go on', async () => {
    const { json } = await start({ list: 'captures', filter: 'path:/many', url: 'ftp://x' });
    expect(json.code).toBe('invalid_request');
    const none = await start({ list: 'deliveries' });
    expect([none.status, none.json.errors[0].path]).toEqual([422, 'ids']);
  });

  it('replays deliveries as deliveries of their own; pending ones are on their way', async () => {
    const body = { url: `${url}/sub`, event_types: ['payment_received'] };
    const { json: own } = await server.control('/api/subscriptions', {
      method: 'POST',
      json: body,
    });
    const fire = () =>
      server.control('/api/events', {
        method: 'POST',
        json: { event: 'payment_received', data: {} },
      });
    await fire();
    await fire();
    const pending = async () => (await server.control('/api/ledger')).json.deliveries.pending;
    await vi.waitFor(async () => expect(await pending()).toBe(0), PATIENCE);
    await server.control(`/api/subscriptions/${own.id}`, {
      method: 'PATCH',
      json: { state: 'paused' },
    });
    await fire();
    const filter = `event:payment_received sub:${own.id}`;
    const { json } = await start({ list: 'deliveries', filter });
    expect(await ended(json.id)).toMatchObject({ state: 'done', total: 2, sent: 2, ok: 2 });
    const replays = (await server.control('/api/deliveries?filter=is:replay')).json;
    expect(replays.total).toBe(2);
  });

  it('tells of the replays of one request, the latest first', async () => {
    const { items } = (await server.control('/api/captures?filter=path:/many/7')).json;
    const path = `/api/captures/${items[0].id}`;
    const replay = await server.control(`${path}/replay`, {
      method: 'POST',
      json: { url, times: 4, wait_ms: 5_000 },
    });
    await expect
      .poll(async () => (await server.control(`${path}/replays`)).json.items[0])
      .toMatchObject({ id: replay.json.id, times: 4, done: 4, state: 'done' });
  });
});

describe('replaying more than a thousand requests', () => {
  let server: WholeServer;
  beforeAll(async () => {
    server = await openWholeServer();
    const send = () => fetch(`${server.urls.receiver}/much`, { method: 'POST', body: '{}' });
    for (let sent = 0; sent < 1_001; sent += 91) {
      await Promise.all(Array.from({ length: 91 }, send));
    }
  });
  afterAll(() => server?.close());

  it('is refused before anything is sent, with the ways out', async () => {
    const { status, json } = await server.control('/api/bulk-replays', {
      method: 'POST',
      json: { list: 'captures', filter: 'path:/much', url: server.urls.receiver },
    });
    expect([status, json.code]).toEqual([422, 'invalid_request']);
    expect(json.detail).toBe(
      'ids: 1001 requests are too many to replay in one go; narrow the filter, take the newest 1000, or start a burst.',
    );
    expect((await server.control('/api/bulk-replays')).json.items).toEqual([]);
  });
});
