import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listenAnywhere } from '../support/listening.ts';
import { until } from '../support/until.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

// The policy of a subscription, from the API to the socket of the other side and back.

interface Answer {
  status: number;
  headers: Record<string, string>;
}

const SECOND_MS = 1000;
const DAY_MS = 86_400 * SECOND_MS;
const OK: Answer = { status: 204, headers: {} };
const FAILURE: Answer = { status: 500, headers: {} };
const ONCE_MORE = { kind: 'list', delays_ms: [0, 60_000] };

let server: WholeServer;
let sink: Server;
let base: string;
/** By path: what is answered, and the ids that came. */
const answers = new Map<string, Answer>();
const got = new Map<string, string[]>();
const idsAt = (path: string) => got.get(path) ?? [];

beforeAll(async () => {
  sink = createServer((request, response) => {
    const path = request.url ?? '';
    got.set(path, [...idsAt(path), String(request.headers['webhook-id'])]);
    request.resume();
    request.on('end', () => {
      const { status, headers } = answers.get(path) ?? OK;
      response.writeHead(status, headers).end();
    });
  });
  const port = await listenAnywhere(sink);
  base = `http://127.0.0.1:${port}`;
  server = await openWholeServer();
});
afterAll(async () => {
  await server.close();
  sink.closeAllConnections();
  sink.close();
});

/** Its ping is answered well; all later requests with `answer`. */
async function subscribe(
  path: string,
  eventType: string,
  { policy = {}, answer = OK }: { policy?: object; answer?: Answer } = {},
): Promise<string> {
  const json = { url: base + path, event_types: [eventType], policy: { jitter: 0, ...policy } };
  const { json: made } = await server.control('/api/subscriptions', { method: 'POST', json });
  const subscription = `/api/subscriptions/${made.id}`;
  await until('its ping is delivered', async () => {
    const { counts } = (await server.control(subscription)).json;
    return counts.delivered === 1;
  });
  got.delete(path);
  answers.set(path, answer);
  return subscription;
}

/** Subscribes to a type, fires it once with this answer, and waits until the attempt is stored. */
async function attempted(path: string, answer: Answer, policy: object = {}) {
  const event = 'payment_received';
  const limits = { schedule: ONCE_MORE, ...policy };
  const subscription = await subscribe(path, event, { policy: limits, answer });
  const { json } = await server.control('/api/events', {
    method: 'POST',
    json: { event, data: 1, subscription_id: subscription.split('/').at(-1) },
  });
  const delivery = async () => (await deliveriesOf(json.event_id))[0];
  await until('the attempt is stored', async () => (await delivery())?.attempts > 0);
  return { subscription, delivery: await delivery() };
}

async function deliveriesOf(eventId: string) {
  const { json } = await server.control(`/api/deliveries?filter=id:${eventId}`);
  return json.items;
}

it.each([
  ['410', { status: 410, headers: {} }, 'gone', 'failed'],
  [
    'webhook-delivery: disable',
    { status: 500, headers: { 'webhook-delivery': 'disable' } },
    'asked',
    'failed',
  ],
  [
    'disable with a success',
    { status: 200, headers: { 'Webhook-Delivery': 'Disable' } },
    'asked',
    'delivered',
  ],
])('disables on %s and says why', async (name, answer, reason, state) => {
  const { subscription, delivery } = await attempted(`/${reason}-${state}-${name.length}`, answer);
  expect(delivery).toMatchObject({ state, next_attempt_at: null });
  await until('it is disabled', async () => {
    const { json } = await server.control(subscription);
    return json.state === 'disabled' && json.disabled.reason === reason;
  });
  expect((await server.control(subscription)).json.disabled.text).toMatch(/\w+ \w+/);
});

it('ends the one delivery on webhook-delivery: abort-message', async () => {
  const headers = { 'webhook-delivery': 'abort-message' };
  const { subscription, delivery } = await attempted('/abort', { status: 500, headers });
  expect(delivery).toMatchObject({ state: 'failed', attempts: 1 });
  expect((await server.control(subscription)).json.state).toBe('enabled');
});

it.each([
  [429, '120', 120 * SECOND_MS],
  [503, '300', 300 * SECOND_MS],
  // No sooner than the schedule, no later than a day, and of no meaning elsewhere.
  [429, '1', 60 * SECOND_MS],
  [429, '999999999', DAY_MS],
  [500, '7200', 60 * SECOND_MS],
])('waits for Retry-After within its limits: %i with %s', async (status, value, waitMs) => {
  const beforeMs = Date.now();
  const headers = { 'Retry-After': value };
  const { delivery } = await attempted(`/later-${status}-${value}`, { status, headers });
  const dueMs = Date.parse(delivery.next_attempt_at);
  expect(delivery.state).toBe('pending');
  expect(dueMs).toBeGreaterThanOrEqual(beforeMs + waitMs);
  expect(dueMs).toBeLessThanOrEqual(Date.now() + waitMs);
});

it('takes a redirect for a failure and follows it nowhere', async () => {
  const headers = { location: `${base}/elsewhere` };
  const { delivery } = await attempted('/moved', { status: 308, headers });
  expect(delivery.state).toBe('pending');
  const { json } = await server.control(`/api/deliveries/${delivery.id}`);
  expect(json.attempts[0]).toMatchObject({ outcome: 'redirected', status: 308 });
  expect(idsAt('/elsewhere')).toEqual([]);
});

it('draws jitter within its share', async () => {
  const beforeMs = Date.now();
  const { delivery } = await attempted('/jitter', FAILURE, { jitter: 1 });
  const dueMs = Date.parse(delivery.next_attempt_at);
  expect(dueMs).toBeGreaterThanOrEqual(beforeMs + 60_000);
  expect(dueMs).toBeLessThanOrEqual(Date.now() + 120_000);
});

it('disables after failures only, with its clock and its reason shown', async () => {
  const subscription = await subscribe('/dead', 'invoice_processing', {
    answer: FAILURE,
    policy: {
      schedule: { kind: 'list', delays_ms: [0] },
      auto_disable: { is_enabled: true, after_ms: 1000 },
    },
  });
  const fire = () =>
    server.exposee('/trigger', {
      method: 'POST',
      json: { event: 'invoice_processing', data: 1 },
    });
  await fire();
  const shown = async () => (await server.control(subscription)).json;
  let clock = { failing_since: '', disables_at: '' };
  await until('the clock runs', async () => {
    const { failing_since, disables_at } = await shown();
    clock = { failing_since, disables_at };
    return failing_since !== null;
  });
  expect(Date.parse(clock.disables_at) - Date.parse(clock.failing_since)).toBe(1000);
  // The first failure after that disables it; until then its clock is shown, however slow this is.
  await until('its time is up', () => Date.now() >= Date.parse(clock.disables_at));
  expect(await shown()).toMatchObject({ ...clock, state: 'enabled' });
  await fire();
  await until('it is disabled', async () => (await shown()).state === 'disabled');
  expect(await shown()).toMatchObject({
    disabled: { reason: 'failing', text: expect.stringContaining('Every attempt has failed for') },
    disables_at: null,
    counts: { pending: 0 },
  });
});

it('keeps an ordered line, and shows who is at its head', async () => {
  const policy = { ordered: true, schedule: ONCE_MORE };
  await subscribe('/line', 'payment_processed', { policy, answer: FAILURE });
  const lines = [1, 2, 3].map((n) =>
    JSON.stringify({ event: 'payment_processed', data: n, id: `line-${n}` }),
  );
  await server.exposee('/trigger', {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  await until('the head was tried', async () => (await deliveriesOf('line-1'))[0]?.attempts > 0);
  const [head] = await deliveriesOf('line-1');
  const [third] = await deliveriesOf('line-3');
  expect(idsAt('/line')).toEqual(['line-1']);
  expect(third.attempts).toBe(0);
  const { json } = await server.control(`/api/deliveries/${third.id}`);
  expect(json.waits_for).toBe(head.id);
  answers.set('/line', OK);
  await server.control(`/api/deliveries/${head.id}/try-now`, { method: 'POST', json: {} });
  await until('the line moves', () => idsAt('/line').length === 4);
  expect(idsAt('/line')).toEqual(['line-1', 'line-1', 'line-2', 'line-3']);
});

it('remembers an id over a restart: not sent again, 409 for something else', async () => {
  await subscribe('/once', 'invoice_completed');
  const fire = (data: number) =>
    server.exposee('/trigger', {
      method: 'POST',
      json: { event: 'invoice_completed', data, id: 'remembered' },
    });
  expect((await fire(1)).json).toMatchObject({ deliveries: 1 });
  await until('it came', () => idsAt('/once').length === 1);
  await server.restart();
  expect((await fire(1)).json).toMatchObject({ is_duplicate: true, event_id: 'remembered' });
  const conflict = await fire(2);
  expect([conflict.status, conflict.json.code]).toEqual([409, 'event_id_conflict']);
  expect((await deliveriesOf('remembered')).length).toBe(1);
  expect(idsAt('/once')).toEqual(['remembered']);
});
