import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

let server: WholeServer;
let subscriptionId: string;

beforeAll(async () => {
  server = await openWholeServer();
  const demo = await server.control('/api/demo', { method: 'POST' });
  subscriptionId = demo.json.subscription_id;
});
afterAll(() => server.close());

async function start(json: object) {
  const answer = await server.control('/api/bursts', { method: 'POST', json });
  expect(answer.status, answer.text).toBe(201);
  return answer.json.id as string;
}

async function ended(id: string) {
  const read = async () => (await server.control(`/api/bursts/${id}`)).json;
  await expect
    .poll(async () => (await read()).state, { timeout: 60_000 })
    .toMatch(/done|stopped|aborted/);
  return read();
}

it('delivers each event once to our own receiver, and its books say so', async () => {
  const id = await start({
    event_type: 'payment_received',
    subscription_id: subscriptionId,
    count: 500,
    rate_per_s: 5000,
  });
  const burst = await ended(id);
  const captured = async () => (await server.control(`/api/bursts/${id}`)).json.captured;
  await expect.poll(captured).toEqual({ lost: 0, twice: 0 });
  // Both sides know rows of a burst, and of which run they are.
  for (const list of ['captures', 'deliveries']) {
    for (const filter of ['is:burst', `trace:evt_${id}_*`]) {
      const query = new URLSearchParams({ filter, limit: '1' });
      expect((await server.control(`/api/${list}?${query}`)).json.total, filter).toBe(500);
    }
  }
  expect(burst).toMatchObject({
    state: 'done',
    sent: 500,
    delivered: 500,
    failed: 0,
  });
  expect(burst.latency_ms).not.toBeNull();
  const page = await server.control('/api/deliveries?filter=is:burst&limit=1');
  expect(page.json.total).toBe(500);
});

it('sends a one-off URL its events without retries', async () => {
  const id = await start({
    event_type: 'payment_received',
    url: 'http://127.0.0.1:9/closed',
    count: 3,
  });
  expect(await ended(id)).toMatchObject({
    sent: 3,
    failed: 3,
    retrying: 0,
    attempts: 3,
    failures: [{ cause: 'refused', count: 3 }],
  });
});

it('stops at once, and keeps finished ones over a restart', async () => {
  const id = await start({
    event_type: 'payment_received',
    subscription_id: subscriptionId,
    count: 100_000,
    rate_per_s: 200,
  });
  const stopped = await server.control(`/api/bursts/${id}`, { method: 'DELETE' });
  expect(stopped.json.state).toBe('stopped');
  const { sent } = stopped.json;
  const waiting = async () => (await server.control(`/api/bursts/${id}`)).json.waiting;
  await expect.poll(waiting).toBe(0);
  // One batch at most was being stored.
  expect((await server.control(`/api/bursts/${id}`)).json.sent).toBeLessThanOrEqual(sent + 256);
  await server.restart();
  const list = await server.control('/api/bursts');
  expect(list.json.items.map((item: { id: string }) => item.id)).toContain(id);
});

it('asks for the host of another computer', async () => {
  const json = { event_type: 'payment_received', url: 'https://shop.example/hooks', count: 1 };
  const answer = await server.control('/api/bursts', { method: 'POST', json });
  expect(answer.status).toBe(422);
  expect(answer.json.errors).toEqual([{ path: 'confirm_host', message: 'must be shop.example' }]);
});
