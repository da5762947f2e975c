import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PATIENCE } from '../support/patience.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

const MANY = 40;

describe('values that the filter suggests', () => {
  let server: WholeServer;
  beforeAll(async () => {
    server = await openWholeServer();
    await server.control('/api/demo', { method: 'DELETE' });
    await server.control('/api/subscriptions', {
      method: 'POST',
      json: {
        url: `${server.urls.receiver}/own`,
        event_types: ['payment_received'],
        name: 'orders prod',
      },
    });
    const fire = () =>
      server.control('/api/events', {
        method: 'POST',
        json: { event: 'payment_received', data: {} },
      });
    for (let sent = 0; sent < MANY; sent += 1) {
      await fire();
    }
    const pending = async () => (await server.control('/api/ledger')).json.deliveries.pending;
    await vi.waitFor(async () => expect(await pending()).toBe(0), PATIENCE);
    await fetch(`${server.urls.receiver}/other?a=1`, { method: 'PUT', body: '{}' });
  });
  afterAll(() => server?.close());

  const values = async (query: Record<string, string>) =>
    server.control(`/api/filter-values?${new URLSearchParams(query)}`);

  it('counts all that is stored, the ping of the registration too', async () => {
    expect((await values({ list: 'captures', key: 'event' })).json).toEqual({
      items: [
        { value: 'payment_received', count: MANY },
        { value: 'ping', count: 1 },
      ],
      counted: MANY + 2,
      total: MANY + 2,
    });
    expect((await values({ list: 'captures', key: 'path', text: 'OTHER' })).json.items).toEqual([
      { value: '/other', count: 1 },
    ]);
    expect((await values({ list: 'deliveries', key: 'status', limit: '1' })).json.items).toEqual([
      { value: '204', count: MANY + 1 },
    ]);
  });

  it('knows subscriptions by their names', async () => {
    expect((await values({ list: 'deliveries', key: 'sub' })).json.items).toEqual([
      { value: 'orders prod', count: MANY + 1 },
    ]);
  });

  it('names values of traces without a count: a trace may stand in both lists', async () => {
    expect((await values({ list: 'traces', key: 'event' })).json.items).toEqual([
      { value: 'payment_received', count: null },
      { value: 'ping', count: null },
    ]);
  });

  it('refuses what is no key', async () => {
    const refused = await values({ list: 'captures', key: 'evnt' });
    expect([refused.status, refused.json.errors[0].path]).toEqual([422, 'key']);
  });
});
