import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

describe('named views and filter hints', () => {
  let server: WholeServer;
  beforeAll(async () => {
    server = await openWholeServer();
  });
  afterAll(() => server.close());

  const post = (path: string, json: unknown) => server.control(path, { method: 'POST', json });
  const views = async () => (await server.control('/api/views')).json.items;

  it('are saved, listed by name, changed and deleted', async () => {
    const made = await post('/api/views', { list: 'inbox', name: 'Zebra', filter: 'sig:bad' });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({ sort: '', columns: { widths: {}, hidden: [] } });
    const columns = { widths: { size: 80 }, hidden: ['from'] };
    await post('/api/views', { list: 'inbox', name: 'apes', filter: '', sort: '-size', columns });
    expect((await views()).map((view: { name: string }) => view.name)).toEqual(['apes', 'Zebra']);
    const path = `/api/views/${made.json.id}`;
    const renamed = await server.control(path, { method: 'PATCH', json: { name: 'Bad ones' } });
    expect(renamed.json).toMatchObject({ name: 'Bad ones', filter: 'sig:bad' });
    expect((await server.control(path, { method: 'DELETE' })).status).toBe(204);
    expect((await server.control(path, { method: 'DELETE' })).json.code).toBe('view_not_found');
    // Undo: the same view again, so that links to it hold.
    const restored = await post('/api/views', renamed.json);
    expect(restored.json).toEqual(renamed.json);
  });

  it('have names of their own in a list', async () => {
    const taken = await post('/api/views', { list: 'inbox', name: 'APES', filter: '' });
    expect(taken.json).toMatchObject({ code: 'conflict', errors: [{ path: 'name' }] });
    const elsewhere = await post('/api/views', { list: 'traces', name: 'apes', filter: '' });
    expect(elsewhere.status).toBe(201);
    const nameless = await post('/api/views', { list: 'inbox', name: '  ', filter: '' });
    expect(nameless.status).toBe(422);
  });

  it('say which term keeps everything out, with exact counts', async () => {
    for (const path of ['/a', '/a', '/b']) {
      await fetch(server.urls.receiver + path, { method: 'POST', body: 'x' });
    }
    const query = new URLSearchParams({
      list: 'captures',
      filter: 'path:/a method:GET size:<100',
    });
    const { json } = await server.control(`/api/filter-hints?${query}`);
    expect(json.items).toEqual([
      { token: 'method:GET', filter: 'path:/a size:<100', total: 2, is_exact: true },
    ]);
    const fault = await server.control('/api/filter-hints?list=captures&filter=evnt:x');
    expect(fault.json.code).toBe('invalid_filter');
  });

  it('take a subscription by its name in sub:', async () => {
    const made = await post('/api/subscriptions', {
      url: `${server.urls.receiver}/nowhere`,
      event_types: ['*'],
      name: 'Orders prod',
    });
    await post('/api/events', { event: 'payment_received', data: {} });
    const total = async (filter: string) =>
      (await server.control(`/api/deliveries?${new URLSearchParams({ filter })}`)).json.total;
    const mine = await total(`sub:${made.json.id}`);
    expect(mine).toBeGreaterThan(0);
    expect(await total('sub:"orders prod"')).toBe(mine);
    expect(await total('-sub:"orders prod"')).toBe((await total('')) - mine);
  });
});
