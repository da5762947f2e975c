import { openFaultyProxy } from './faulty-proxy.ts';
import { closedPort } from './listening.ts';
import type { WholeServer } from './whole-server.ts';
import { standardHeaders } from './window-bed.ts';

const SHOP_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const PROVIDERS = [
  { dialect: 'stripe', event: 'payment_received', name: 'Stripe test mode' },
  { dialect: 'github', event: 'invoice_completed', name: 'GitHub, acme/webshop' },
  { dialect: 'slack', event: 'invoice_processing', name: 'Slack workspace' },
  { dialect: 'shopify', event: 'payment_processed', name: 'Shopify, Käse & Brot' },
];

/** What a week of work leaves behind: providers, failures, long URLs, emoji, right-to-left text. */
export async function fillServer(server: WholeServer): Promise<{ close(): Promise<unknown> }> {
  for (const provider of PROVIDERS) {
    await addProvider(server, provider);
  }
  await post(server, '/api/subscriptions', {
    url: 'http://127.0.0.1:9/hooks/tenant-4711/region/eu-central-1/orders?source=hookbench&customer=9007199254740993123&signature=required',
    event_types: ['payment_*'],
    name: 'crm',
  });
  await post(server, '/api/rules', {
    name: 'Flaky shop',
    when: { path: '/in/shop' },
    action: { answer: { status: 200 }, fail_first: { times: 2, answer: { status: 503 } } },
  });
  await post(server, '/api/rules', {
    name: 'Gone for good',
    when: { path: '/in/gone' },
    action: { answer: { status: 410, body: 'no such tenant' } },
  });
  await post(server, '/api/subscriptions', {
    url: `${server.urls.receiver}/in/gone`,
    event_types: ['payment_received'],
    name: 'billing, old system',
  });
  await post(server, '/api/subscriptions', {
    url: `${server.urls.receiver}/in/shop`,
    event_types: ['invoice_completed'],
    name: 'shop, flaky',
    secret: SHOP_SECRET,
  });
  const proxy = await addSpoilingProxy(server);
  await fireEvents(server);
  await strangers(server);
  await crowd(server);
  await forwardToDeadApp(server);
  await finishBurst(server, await startBurst(server, { count: 300, rate_per_s: 400 }));
  await finishBurst(server, await startBurst(server, { count: 2000, rate_per_s: 700 }));
  return proxy;
}

/** Events at the demo, which the first run makes by itself, in a moment. */
export async function startBurst(
  server: WholeServer,
  size: { count: number; rate_per_s: number },
): Promise<string> {
  const demo = async () => {
    const { json } = await server.control('/api/subscriptions?limit=1000');
    return json.items.find(({ is_demo }: { is_demo: boolean }) => is_demo)?.id ?? null;
  };
  const id = await readUntil(demo, (found) => found !== null);
  const order = { event_type: 'payment_received', subscription_id: id };
  return (await post(server, '/api/bursts', { ...order, ...size })).id;
}

export function finishBurst(server: WholeServer, id: string): Promise<unknown> {
  const read = async () => (await server.control(`/api/bursts/${id}`)).json;
  return readUntil(read, ({ ended_at }) => ended_at !== null);
}

/** A proxy on the way appends a newline: the trace shows what it changed. */
async function addSpoilingProxy(server: WholeServer) {
  const proxy = await openFaultyProxy(Number(new URL(server.urls.receiver).port), {
    body: (body) => Buffer.concat([body, Buffer.from('\n')]),
    headers: (raw) => [...raw, 'via', '1.1 edge-7.proxy.example'],
  });
  const registered = await post(server, '/api/subscriptions', {
    url: `${proxy.url}/in/proxied`,
    event_types: ['invoice_processing'],
    name: 'through the proxy',
  });
  await post(server, '/api/inboxes', {
    path: '/in/proxied',
    name: 'through the proxy',
    dialect: 'standard',
    secrets: [registered.secret],
  });
  return proxy;
}

/** More rows than a screen has. */
async function crowd(server: WholeServer): Promise<void> {
  const events = ['order.created', 'customer.subscription.trial_will_end', 'push', 'ping'];
  for (let index = 0; index < 120; index += 1) {
    await fetch(`${server.urls.receiver}/in/crowd/${index}?page=${index % 7}`, {
      method: index % 9 === 0 ? 'PUT' : 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event: events[index % events.length], data: { index } }),
    });
  }
}

/** What arrives at one path goes on to an app that is not running. */
async function forwardToDeadApp(server: WholeServer): Promise<void> {
  const port = await closedPort();
  await post(server, '/api/rules', {
    name: 'To my app',
    when: { path: '/in/forwarded' },
    action: { answer: { status: 200 }, forward: { urls: [`http://localhost:${port}/hooks`] } },
  });
  await fetch(`${server.urls.receiver}/in/forwarded`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"event":"order.created","data":{"order":"A-1"}}',
  });
}

const READ_MS = 30_000;

/** Reads again and again until it is so; bounded. */
async function readUntil<Value>(
  read: () => Promise<Value>,
  isSo: (value: Value) => boolean,
): Promise<Value> {
  const endMs = performance.now() + READ_MS;
  for (;;) {
    const value = await read();
    if (isSo(value)) {
      return value;
    }
    if (performance.now() > endMs) {
      throw new Error(`Not within ${READ_MS} ms: ${isSo}`);
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}

async function addProvider(
  server: WholeServer,
  { dialect, event, name }: (typeof PROVIDERS)[number],
): Promise<void> {
  const path = `/in/${dialect}`;
  const registered = await post(server, '/api/subscriptions', {
    url: server.urls.receiver + path,
    event_types: [event],
    dialect,
    name,
  });
  await post(server, '/api/inboxes', { path, name, dialect, secrets: [registered.secret] });
}

async function fireEvents(server: WholeServer): Promise<void> {
  const data = [
    { customer: 'Zoë Ångström 🧀', note: 'دفعة مستلمة بنجاح', amount: '1299.00', currency: 'EUR' },
    { customer: '株式会社フック', note: 'שלום עולם', amount: '12.50', currency: 'JPY' },
    { customer: 'O’Brien & Söhne', note: 'refund 🙃 <b>not html</b>', amount: '0.01' },
  ];
  for (const one of [...data, ...data]) {
    for (const { event } of PROVIDERS) {
      await post(server, '/api/events', { event, data: { ...one, id: 9007199254740991 } });
    }
  }
}

/** Requests of others, some of them wrong in ways that happen. */
async function strangers(server: WholeServer): Promise<void> {
  await post(server, '/api/inboxes', {
    path: '/in/shop',
    name: 'shop',
    dialect: 'standard',
    secrets: [SHOP_SECRET],
  });
  const signed =
    '{"event":"order.created","data":{"order":"A-1042","total":1999,"currency":"EUR"}}';
  const compact = { secret: SHOP_SECRET, signedText: signed };
  const bodies = [
    { body: signed, headers: standardHeaders(signed, compact) },
    { body: `${signed}\n`, headers: standardHeaders(signed, compact) },
    { body: signed, headers: standardHeaders(signed, { ...compact, ageS: 2400 }) },
    { body: signed, headers: { 'content-type': 'application/json' } },
    {
      body: JSON.stringify(JSON.parse(signed), null, 2),
      headers: standardHeaders(signed, compact),
    },
  ];
  for (const { body, headers } of bodies) {
    await fetch(`${server.urls.receiver}/in/shop`, { method: 'POST', headers, body });
  }
  await fetch(`${server.urls.receiver}/health?probe=1`);
  await fetch(`${server.urls.receiver}/in/upload/${'very-long-segment-'.repeat(8)}`, {
    method: 'PUT',
    body: new Uint8Array([0xef, 0xbb, 0xbf, 0, 1, 2, 0xff, 13, 10]),
  });
  await fetch(`${server.urls.receiver}/in/shop`, {
    method: 'POST',
    headers: standardHeaders(`${signed}\n`, compact),
    body: `${signed}\n`,
  });
}

export async function post(server: WholeServer, path: string, json: object) {
  const answer = await server.control(path, { method: 'POST', json });
  if (answer.status >= 300) {
    throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  }
  return answer.json;
}
