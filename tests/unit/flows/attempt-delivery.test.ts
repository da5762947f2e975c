import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { triggerEvents } from '../../../server/flows/trigger-event.ts';
import {
  type DeliveryBed,
  openDeliveryBed,
  sealedKey,
  silentLog,
  subscriptionTo,
  TEST_SECRET,
} from '../../support/delivery-bed.ts';
import { listenAnywhere } from '../../support/listening.ts';
import { createScriptedTransport } from '../../support/scripted-transport.ts';
import { until } from '../../support/until.ts';

interface Got {
  readonly headers: Record<string, string>;
  readonly rawHeaders: string[];
  readonly body: string;
}

let bed: DeliveryBed | undefined;
let server: Server | undefined;

afterEach(async () => {
  await bed?.stop();
  server?.closeAllConnections();
  server?.close();
});

async function listen(
  answer: (
    request: IncomingMessage,
    count: number,
  ) => { status: number; headers?: Record<string, string> },
): Promise<{ url: string; got: Got[] }> {
  const got: Got[] = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      got.push({ headers, rawHeaders: request.rawHeaders, body: Buffer.concat(chunks).toString() });
      const { status, headers: answered } = answer(request, got.length);
      response.writeHead(status, answered).end();
    });
  });
  const port = await listenAnywhere(server);
  return { url: `http://127.0.0.1:${port}/hook?x=1`, got };
}

function event(dataText = '{"amount":12345678901234567890}', type = 'payment_received') {
  return { type, dataText, origin: 'trigger' } as const;
}

describe('attemptDelivery', () => {
  it('delivers a signed event whose data is the very text that was given', async () => {
    const { url, got } = await listen(() => ({ status: 204 }));
    bed = await openDeliveryBed([subscriptionTo(url, { headers: { 'X-Team': 'blue' } })]);
    const [result] = await triggerEvents(bed, [event()]);
    await until('it is delivered', () => bed?.seen.at(-1)?.state === 'delivered');
    const [request] = got;
    expect(got).toHaveLength(1);
    expect(request?.body).toBe(
      '{"event":"payment_received","data":{"amount":12345678901234567890}}',
    );
    expect(request?.headers['webhook-id']).toBe(result?.eventId);
    expect(request?.rawHeaders).toContain('X-Team');
    expect(() =>
      new Webhook(TEST_SECRET).verify(request?.body ?? '', request?.headers ?? {}),
    ).not.toThrow();
  });

  it('records the request as the other side saw it', async () => {
    const { url, got } = await listen(() => ({ status: 200, headers: { 'X-Case': 'Kept' } }));
    bed = await openDeliveryBed([subscriptionTo(url)]);
    await triggerEvents(bed, [event()]);
    await until('it is delivered', () => bed?.seen.at(-1)?.state === 'delivered');
    const [attempt] = bed.deliveries.attempts;
    expect(attempt?.request.headers.flat()).toEqual(got[0]?.rawHeaders);
    expect(Buffer.from(attempt?.request.bodyBytes ?? []).toString()).toBe(got[0]?.body);
    expect(attempt?.response?.headers).toContainEqual(['X-Case', 'Kept']);
    expect(attempt).toMatchObject({
      number: 1,
      cause: 'schedule',
      outcome: 'answered',
      status: 200,
      isSuccess: true,
      explanation: 'The server answered 200: delivered.',
    });
    expect(attempt?.timing.connectMs).toBeGreaterThan(0);
  });

  it('tries again by the schedule, with the same id and a fresh signature', async () => {
    const { url, got } = await listen((_request, count) => ({ status: count < 3 ? 500 : 204 }));
    const policy = { schedule: { kind: 'list' as const, delays_ms: [0, 20, 20] }, jitter: 0 };
    bed = await openDeliveryBed([subscriptionTo(url, { policy })]);
    await triggerEvents(bed, [event()]);
    await until('it is delivered', () => bed?.seen.at(-1)?.state === 'delivered');
    expect(got).toHaveLength(3);
    expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(bed.deliveries.attempts.map(({ number, status }) => [number, status])).toEqual([
      [1, 500],
      [2, 500],
      [3, 204],
    ]);
  });

  it('fails when the retries are spent', async () => {
    const { url } = await listen(() => ({ status: 500 }));
    const policy = { schedule: { kind: 'list' as const, delays_ms: [0, 5] }, jitter: 0 };
    bed = await openDeliveryBed([subscriptionTo(url, { policy })]);
    await triggerEvents(bed, [event()]);
    await until('it failed', () => bed?.seen.at(-1)?.state === 'failed');
    expect(bed.seen.at(-1)).toMatchObject({
      attempts: 2,
      note: 'retries spent',
      nextAttemptAtMs: null,
    });
    expect(bed.deliveries.attempts.at(-1)?.explanation).toBe(
      'The server answered 500, so the delivery failed: that was the last of 2 attempts.',
    );
  });

  it('disables the subscription on 410 and cancels what waits for it', async () => {
    const { url } = await listen(() => ({ status: 410 }));
    const subscription = subscriptionTo(url, { policy: { concurrency: 1 } });
    bed = await openDeliveryBed([subscription]);
    await triggerEvents(bed, [event(), event('2'), event('3')]);
    await until('nothing is pending', () =>
      [...(bed?.deliveries.deliveries.values() ?? [])].every(({ state }) => state !== 'pending'),
    );
    const states = [...bed.deliveries.deliveries.values()].map(({ state }) => state);
    expect(states.filter((state) => state === 'failed').length).toBeGreaterThan(0);
    expect(states.at(-1)).toBe('cancelled');
    expect(bed.subscriptions.find(subscription.id)).toMatchObject({
      state: 'disabled',
      disabled: { reason: 'gone' },
    });
  });

  it('signs with every key that has not expired while a rotation overlaps', async () => {
    const { url, got } = await listen(() => ({ status: 204 }));
    const fresh = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
    const gone = `whsec_${Buffer.alloc(24, 4).toString('base64')}`;
    const keys = [
      sealedKey(fresh),
      sealedKey(TEST_SECRET, Date.now() + 60_000),
      sealedKey(gone, Date.now() - 1),
    ];
    bed = await openDeliveryBed([subscriptionTo(url, { keys })]);
    await triggerEvents(bed, [event()]);
    await until('it is delivered', () => bed?.seen.at(-1)?.state === 'delivered');
    const { headers = {}, body = '' } = got[0] ?? {};
    expect(headers['webhook-signature']?.split(' ')).toHaveLength(2);
    expect(() => new Webhook(fresh).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(TEST_SECRET).verify(body, headers)).not.toThrow();
    expect(() => new Webhook(gone).verify(body, headers)).toThrow();
  });

  it('sends once per subscription that wants the event, and answers how many', async () => {
    const { url, got } = await listen(() => ({ status: 204 }));
    bed = await openDeliveryBed([
      subscriptionTo(url, { eventTypes: ['payment_*'] }),
      subscriptionTo(url, { eventTypes: ['invoice.*'] }),
      subscriptionTo(url, { policy: { content_filter: '$[?$.amount > 100]' } }),
      subscriptionTo(url, { policy: { content_filter: '$[?$.amount > 1000]' } }),
    ]);
    const [result] = await triggerEvents(bed, [event('{"amount":500}')]);
    expect(result).toMatchObject({ kind: 'stored', deliveryIds: { length: 2 } });
    await until('both are delivered', () => got.length === 2);
  });
});

it('an attempt whose follow-up fails takes no claim away from the one that came after it', async () => {
  const transport = createScriptedTransport(() => ({ status: 410 }));
  const failures = vi.fn();
  const log = { ...silentLog, error: failures };
  bed = await openDeliveryBed([subscriptionTo('http://gone.example/')], { transport, log });
  const { deliveries, subscriptions } = bed;
  const byHand: unknown[] = [];
  vi.spyOn(subscriptions, 'put').mockImplementation(async () => {
    // The attempt is recorded by now: somebody tries the same delivery by hand, just before the disk is full.
    for (const id of deliveries.deliveries.keys()) {
      byHand.push(await deliveries.claim(id, true));
    }
    throw new Error('the disk is full');
  });
  const [result] = await triggerEvents(bed, [event()]);
  await until('the follow-up failed', () => failures.mock.calls.length > 0);
  expect(byHand).toEqual([expect.objectContaining({ event: expect.anything() })]);
  const [id] = result?.kind === 'stored' ? result.deliveryIds : [];
  expect(id && (await deliveries.claim(id, true))).toBeUndefined();
  expect(id && deliveries.deliveries.get(id)).toMatchObject({ state: 'failed', attempts: 1 });
});

describe('with a public URL', () => {
  const HOST = 'inside.example';
  const SHARED = { isShared: true, isDesktop: false, allowedPrivateHosts: [] };
  const named = { allow_private_addresses: true };

  it.each([
    [
      'none is set',
      { ...SHARED, isShared: false },
      {},
      { allowsPrivate: true, allowsLoopback: true },
    ],
    ['one is set', SHARED, {}, { allowsPrivate: false, allowsLoopback: false }],
    [
      'on the desktop',
      { ...SHARED, isDesktop: true },
      {},
      { allowsPrivate: false, allowsLoopback: true },
    ],
    [
      'the host is named',
      { ...SHARED, allowedPrivateHosts: ['Inside.Example'] },
      {},
      { allowsPrivate: true, allowsLoopback: true },
    ],
    [
      'another host is named',
      { ...SHARED, allowedPrivateHosts: ['example'] },
      {},
      { allowsPrivate: false, allowsLoopback: false },
    ],
    ['the subscription is', SHARED, named, { allowsPrivate: true, allowsLoopback: true }],
  ])('where %s, only addresses that are allowed are dialled', async (_, rules, policy, allowed) => {
    const transport = createScriptedTransport(() => ({ status: 204 }));
    const subscription = subscriptionTo(`http://${HOST}/hook`, { policy });
    bed = await openDeliveryBed([subscription], { transport, sendingRules: () => rules });
    await triggerEvents(bed, [event()]);
    await until('it is sent', () => transport.sent.length === 1);
    expect(transport.sent[0]).toMatchObject(allowed);
  });
});
