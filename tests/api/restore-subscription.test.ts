import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PATIENCE } from '../support/patience.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

describe('undo of a removal', () => {
  let server: WholeServer;
  beforeAll(async () => {
    server = await openWholeServer();
    await server.control('/api/demo', { method: 'DELETE' });
  });
  afterAll(() => server?.close());

  const ask = (path: string, method = 'GET', json?: unknown) =>
    server.control(path, { method, json });
  const deliveriesOf = async (id: string) =>
    (await ask(`/api/deliveries?filter=sub:${id}`)).json.items;
  /** Its ping is delivered: nothing of it is under way. */
  const register = async (path: string) => {
    const { json } = await ask('/api/subscriptions', 'POST', {
      url: `${server.urls.receiver}${path}`,
      event_types: ['payment_received'],
      name: path.slice(1),
    });
    const pings = async () =>
      (await deliveriesOf(json.id)).map((one: { state: string }) => one.state);
    await expect.poll(pings).toEqual(['delivered']);
    return json;
  };
  const fire = () => ask('/api/events', 'POST', { event: 'payment_received', data: {} });

  it('brings back the very subscription: id, state, secrets of an overlap', async () => {
    const { id } = await register('/very');
    await ask(`/api/subscriptions/${id}/rotate`, 'POST', { overlap_ms: 3_600_000 });
    await ask(`/api/subscriptions/${id}`, 'PATCH', { state: 'paused' });
    const secret = (await ask(`/api/subscriptions/${id}/reveal-secret`, 'POST')).json;
    const before = (await ask(`/api/subscriptions/${id}`)).json;
    expect((await ask(`/api/subscriptions/${id}`, 'DELETE')).status).toBe(204);
    expect((await ask(`/api/subscriptions/${id}`)).status).toBe(404);
    const restored = await ask(`/api/subscriptions/${id}/restore`, 'POST');
    expect(restored.status).toBe(200);
    expect(restored.json.subscription).toEqual(before);
    expect(before).toMatchObject({ state: 'paused' });
    expect((await ask(`/api/subscriptions/${id}/reveal-secret`, 'POST')).json).toEqual(secret);
    // A restored one signs with both secrets of the overlap.
    await ask(`/api/subscriptions/${id}`, 'PATCH', { state: 'enabled' });
    await fire();
    const signature = async () =>
      (await deliveriesOf(id)).find((one: { event_type: string }) => one.event_type !== 'ping');
    await vi.waitFor(async () => expect((await signature())?.state).toBe('delivered'), PATIENCE);
    const { json } = await ask(`/api/deliveries/${(await signature()).id}`);
    const headers: [string, string][] = json.attempt_details?.[0]?.request.headers ?? [];
    const signed = JSON.stringify(headers.length > 0 ? headers : json);
    expect(signed.match(/v1,[A-Za-z0-9+/=]{40,}/g)).toHaveLength(2);
    await ask(`/api/subscriptions/${id}`, 'DELETE');
  });

  it('what waited waits again; what a person stopped stays stopped', async () => {
    const { id } = await register('/waits');
    await ask(`/api/subscriptions/${id}`, 'PATCH', { state: 'paused' });
    await fire();
    await fire();
    await fire();
    const [stopped] = await deliveriesOf(id);
    await ask(`/api/deliveries/${stopped.id}/cancel`, 'POST');
    await ask(`/api/subscriptions/${id}`, 'DELETE');
    const states = async () => (await deliveriesOf(id)).map((one: { state: string }) => one.state);
    expect(await states()).toEqual(['cancelled', 'cancelled', 'cancelled', 'delivered']);
    const { json } = await ask(`/api/subscriptions/${id}/restore`, 'POST');
    expect(json).toMatchObject({ resumed: 2, subscription: { id, counts: { pending: 2 } } });
    expect(await states()).toEqual(['cancelled', 'pending', 'pending', 'delivered']);
    await ask(`/api/subscriptions/${id}`, 'PATCH', { state: 'enabled' });
    await vi.waitFor(
      async () =>
        expect(await states()).toEqual(['cancelled', 'delivered', 'delivered', 'delivered']),
      PATIENCE,
    );
    const ledger = (await ask('/api/ledger')).json.deliveries;
    expect(ledger.total).toBe(ledger.pending + ledger.delivered + ledger.failed + ledger.cancelled);
    await ask(`/api/subscriptions/${id}`, 'DELETE');
  });

  it('refuses where the URL was registered again, and where nothing was removed', async () => {
    const { id } = await register('/taken');
    await ask(`/api/subscriptions/${id}`, 'DELETE');
    const other = await register('/taken');
    expect((await ask(`/api/subscriptions/${id}/restore`, 'POST')).json).toMatchObject({
      status: 409,
      code: 'conflict',
    });
    // Nothing was forgotten by that: once the way is free it comes back.
    await ask(`/api/subscriptions/${other.id}`, 'DELETE');
    expect((await ask(`/api/subscriptions/${id}/restore`, 'POST')).status).toBe(200);
    expect((await ask(`/api/subscriptions/${id}/restore`, 'POST')).json).toMatchObject({
      status: 404,
      code: 'subscription_not_found',
    });
  });

  it('puts the very demo back that was skipped: its ids, its name and its secret on both sides', async () => {
    const made = (await ask('/api/demo', 'POST')).json;
    const { subscription_id: id } = made;
    const states = async () => (await deliveriesOf(id)).map((one: { state: string }) => one.state);
    await vi.waitFor(async () => expect(await states()).toEqual(['delivered']), PATIENCE);
    await ask(`/api/subscriptions/${id}`, 'PATCH', { name: 'My demo', state: 'paused' });
    await fire();
    const secretOf = async () => (await ask(`/api/subscriptions/${id}/reveal-secret`, 'POST')).json;
    const secret = await secretOf();
    const inbox = async () =>
      (await ask('/api/inboxes')).json.items.find(
        (one: { id: string }) => one.id === made.inbox_id,
      );
    const before = await inbox();
    expect(before).toMatchObject({ path: '/in/demo' });
    for (const round of [1, 2]) {
      expect((await ask('/api/demo', 'DELETE')).status, `round ${round}`).toBe(204);
      expect(await inbox()).toBeUndefined();
      expect((await ask(`/api/subscriptions/${id}`)).status).toBe(404);
      expect((await ask('/api/demo', 'POST')).json).toEqual(made);
      expect((await ask('/api/settings')).json.demo).toBe('on');
      expect(await inbox()).toEqual(before);
      expect((await ask(`/api/subscriptions/${id}`)).json).toMatchObject({
        name: 'My demo',
        state: 'paused',
        is_demo: true,
        counts: { pending: 1 },
      });
      expect(await secretOf()).toEqual(secret);
    }
    // Both sides know the same secret still: what waited is sent and found valid.
    await ask(`/api/subscriptions/${id}`, 'PATCH', { state: 'enabled' });
    const verdicts = async () =>
      (await ask('/api/captures?filter=path:/in/demo event:payment_received')).json.items.map(
        (one: { signature: { verdict: string } }) => one.signature.verdict,
      );
    await vi.waitFor(async () => expect(await verdicts()).toEqual(['valid']), PATIENCE);
    await ask('/api/demo', 'DELETE');
  });

  it('leaves the URL of the demo to whoever took it meanwhile', async () => {
    const { subscription_id: id } = (await ask('/api/demo', 'POST')).json;
    await ask('/api/demo', 'DELETE');
    const other = await register('/in/demo');
    const again = (await ask('/api/demo', 'POST')).json;
    expect(again.subscription_id).toBe(other.id);
    expect(again.subscription_id).not.toBe(id);
    await ask(`/api/subscriptions/${other.id}`, 'DELETE');
    await ask('/api/demo', 'DELETE');
  });

  it('gives the exposee the API key back that it had, and takes that back', async () => {
    const restore = () => ask('/api/settings/restore-api-key', 'POST');
    expect(await restore()).toMatchObject({ status: 409, json: { code: 'conflict' } });
    const open = async (key?: string) => {
      const headers: Record<string, string> = key === undefined ? {} : { 'x-api-key': key };
      return (await server.exposee('/webhooks', { headers })).status;
    };
    const [first, second] = ['first-key-of-sixteen', 'second-key-of-sixteen'];
    await ask('/api/settings', 'PATCH', { exposee_api_key: first });
    await ask('/api/settings', 'PATCH', { exposee_api_key: second });
    expect([await open(first), await open(second)]).toEqual([401, 200]);
    const restored = await restore();
    expect(restored.json).toMatchObject({ exposee_api_key_set: true });
    expect(restored.text).not.toContain(first);
    expect([await open(first), await open(second)]).toEqual([200, 401]);
    await ask('/api/settings', 'PATCH', { exposee_api_key: null });
    expect(await open()).toBe(200);
    await restore();
    expect([await open(), await open(first)]).toEqual([401, 200]);
    expect((await restore()).json).toMatchObject({ exposee_api_key_set: false });
    expect(await open()).toBe(200);
  });
});
