import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import type { DeliveryId } from '../../../server/contract/ids.ts';
import type { SubscriptionRecord } from '../../../server/core/records.ts';
import { createDeliveryActs } from '../../../server/flows/delivery-acts.ts';
import { triggerEvents } from '../../../server/flows/trigger-event.ts';
import {
  type DeliveryBed,
  openDeliveryBed,
  subscriptionTo,
  TEST_SECRET,
} from '../../support/delivery-bed.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import {
  type Answer,
  createScriptedTransport,
  type ScriptedTransport,
} from '../../support/scripted-transport.ts';

const URL_A = 'http://127.0.0.1:9/a';

let bed: DeliveryBed;
let clock: FakeClock;
let transport: ScriptedTransport;
let answer: (count: number) => Answer | Promise<Answer>;

afterEach(() => bed.stop());

async function open(...subscriptions: SubscriptionRecord[]) {
  clock = createFakeClock();
  transport = createScriptedTransport((_request, count) => answer(count));
  bed = await openDeliveryBed(subscriptions, { clock, transport });
  return createDeliveryActs(bed);
}

async function trigger(type = 'payment_received', dataText = '{}'): Promise<DeliveryId> {
  const [result] = await triggerEvents(bed, [{ type, dataText, origin: 'trigger' }]);
  await clock.advance(0);
  if (result?.kind !== 'stored' || result.deliveryIds[0] === undefined) {
    throw new Error('nothing was stored');
  }
  return result.deliveryIds[0];
}

const steady = (status: number) => () => ({ status });

describe('try now', () => {
  it('attempts at once and leaves schedule, failure clock and counts alone where it fails', async () => {
    answer = steady(500);
    const subscription = subscriptionTo(URL_A, { policy: { jitter: 0 } });
    const acts = await open(subscription);
    const id = await trigger();
    const before = bed.deliveries.deliveries.get(id);
    const failingSinceMs = bed.subscriptions.find(subscription.id)?.failingSinceMs;
    await clock.advance(1000);
    await acts.tryNow(id);
    await clock.advance(0);
    const after = bed.deliveries.deliveries.get(id);
    expect(transport.sent).toHaveLength(2);
    expect(after).toMatchObject({ state: 'pending', attempts: 2, scheduledAttempts: 1 });
    expect(after?.nextAttemptAtMs).toBe(before?.nextAttemptAtMs);
    expect(bed.subscriptions.find(subscription.id)?.failingSinceMs).toBe(failingSinceMs);
    await clock.advance(3999);
    expect(transport.sent).toHaveLength(2);
    await clock.advance(1);
    expect(transport.sent).toHaveLength(3);
  });

  it('ends the schedule where it succeeds', async () => {
    answer = (count) => ({ status: count === 1 ? 500 : 200 });
    const acts = await open(subscriptionTo(URL_A));
    const id = await trigger();
    await acts.tryNow(id);
    await clock.advance(30 * 3_600_000);
    expect(transport.sent).toHaveLength(2);
    expect(bed.deliveries.deliveries.get(id)?.state).toBe('delivered');
  });

  it('never collapses with another, nor with a scheduled one that runs', async () => {
    const gates: (() => void)[] = [];
    answer = () =>
      new Promise<Answer>((resolve) => {
        gates.push(() => resolve({ status: 500 }));
      });
    const acts = await open(subscriptionTo(URL_A, { policy: { jitter: 0 } }));
    const id = await trigger();
    await acts.tryNow(id);
    await acts.tryNow(id);
    await clock.advance(500);
    expect(gates).toHaveLength(1);
    gates[0]?.();
    await clock.advance(500);
    gates[1]?.();
    await clock.advance(500);
    gates[2]?.();
    await clock.advance(0);
    expect(bed.deliveries.attempts.map(({ cause }) => cause)).toEqual([
      'schedule',
      'manual',
      'manual',
    ]);
  });

  it('works for a paused subscription', async () => {
    answer = steady(204);
    const acts = await open(subscriptionTo(URL_A, { state: 'paused' }));
    const id = await trigger();
    expect(transport.sent).toHaveLength(0);
    await acts.tryNow(id);
    await clock.advance(0);
    expect(bed.deliveries.deliveries.get(id)?.state).toBe('delivered');
  });

  it('refuses what has ended, and says what to do instead', async () => {
    answer = steady(204);
    const acts = await open(subscriptionTo(URL_A));
    const id = await trigger();
    await expect(acts.tryNow(id)).rejects.toMatchObject({ code: 'not_pending' });
    await expect(acts.tryNow('dlv_00000000' as DeliveryId)).rejects.toMatchObject({
      code: 'delivery_not_found',
    });
  });
});

describe('cancel', () => {
  it('stops retrying', async () => {
    answer = steady(500);
    const acts = await open(subscriptionTo(URL_A));
    const id = await trigger();
    await acts.cancel(id);
    await clock.advance(30 * 3_600_000);
    expect(transport.sent).toHaveLength(1);
    expect(bed.deliveries.deliveries.get(id)).toMatchObject({
      state: 'cancelled',
      nextAttemptAtMs: null,
    });
  });

  it('is not undone by an attempt that fails meanwhile', async () => {
    let open500: () => void = () => undefined;
    answer = () =>
      new Promise<Answer>((resolve) => {
        open500 = () => resolve({ status: 500 });
      });
    const acts = await open(subscriptionTo(URL_A));
    const id = await trigger();
    await acts.cancel(id);
    open500();
    await clock.advance(30 * 3_600_000);
    expect(bed.deliveries.deliveries.get(id)).toMatchObject({ state: 'cancelled', attempts: 1 });
    expect(transport.sent).toHaveLength(1);
  });
});

describe('resume', () => {
  it('takes a stop back: the same delivery, due when its schedule has it', async () => {
    answer = (count) => ({ status: count < 3 ? 500 : 204 });
    const subscription = subscriptionTo(URL_A, { policy: { jitter: 0 } });
    const acts = await open(subscription);
    const id = await trigger();
    const dueMs = bed.deliveries.deliveries.get(id)?.nextAttemptAtMs ?? 0;
    await acts.cancel(id);
    await clock.advance(1000);
    const resumed = await acts.resume(id);
    expect(resumed).toMatchObject({ id, state: 'pending', note: null, attempts: 1 });
    expect(Math.abs((resumed.nextAttemptAtMs ?? 0) - dueMs)).toBeLessThanOrEqual(1);
    await clock.advance(4_001);
    expect(transport.sent).toHaveLength(2);
    await clock.advance(300_000);
    expect(transport.sent).toHaveLength(3);
    expect(bed.deliveries.deliveries.get(id)).toMatchObject({ state: 'delivered', attempts: 3 });
    expect(bed.deliveries.deliveries.size).toBe(1);
  });

  it('makes up at once for an attempt that fell due meanwhile', async () => {
    answer = (count) => ({ status: count < 2 ? 500 : 204 });
    const acts = await open(subscriptionTo(URL_A));
    const id = await trigger();
    await acts.cancel(id);
    await clock.advance(3_600_000);
    await acts.resume(id);
    await clock.advance(0);
    expect(bed.deliveries.deliveries.get(id)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('brings nothing back that was not stopped by hand', async () => {
    answer = steady(204);
    const subscription = subscriptionTo(URL_A);
    const acts = await open(subscription);
    const id = await trigger();
    await expect(acts.resume(id)).rejects.toMatchObject({ code: 'conflict' });
    await expect(acts.resume('dlv_none' as DeliveryId)).rejects.toMatchObject({
      code: 'delivery_not_found',
    });
  });

  it('waits for a disabled subscription to be enabled', async () => {
    answer = steady(500);
    const subscription = subscriptionTo(URL_A);
    const acts = await open(subscription);
    const id = await trigger();
    await acts.cancel(id);
    await bed.subscriptions.put({ ...subscription, state: 'disabled' });
    await expect(acts.resume(id)).rejects.toMatchObject({ code: 'conflict' });
    await bed.subscriptions.remove(subscription.id);
    await expect(acts.resume(id)).rejects.toMatchObject({ code: 'subscription_not_found' });
  });
});

describe('replay', () => {
  it('moves no failure clock and disables nothing, with its retries either', async () => {
    answer = steady(500);
    const subscription = subscriptionTo(URL_A, {
      policy: { jitter: 0, auto_disable: { is_enabled: true, after_ms: 60_000 } },
    });
    const acts = await open(subscription);
    const id = await trigger();
    await acts.cancel(id);
    const failing = bed.subscriptions.find(subscription.id)?.failingSinceMs;
    await acts.replay(id);
    await clock.advance(30 * 3_600_000);
    expect(transport.sent.length).toBeGreaterThan(5);
    expect(bed.subscriptions.find(subscription.id)).toMatchObject({
      state: 'enabled',
      failingSinceMs: failing,
      failureWarnedAtMs: null,
    });
    answer = steady(410);
    const gone = await acts.replay(id);
    await clock.advance(0);
    expect(bed.subscriptions.find(subscription.id)?.state).toBe('enabled');
    const { note } = bed.deliveries.deliveries.get(gone) ?? {};
    expect(note).toContain('the subscription stays as it is');
  });

  it('is a delivery of its own with the same webhook-id', async () => {
    answer = steady(204);
    const acts = await open(subscriptionTo(URL_A));
    const id = await trigger();
    const replayed = await acts.replay(id);
    await clock.advance(0);
    expect(replayed).not.toBe(id);
    expect(bed.deliveries.deliveries.get(replayed)).toMatchObject({
      state: 'delivered',
      isReplay: true,
      attempts: 1,
    });
    const ids = transport.sent.map(({ headers }) => new Map(headers).get('webhook-id'));
    expect(ids[0]).toBe(ids[1]);
  });

  it('replays what a time range matches, oldest first, and leaves out what is pending', async () => {
    answer = (count) => ({ status: count <= 4 ? 500 : 204 });
    const policy = { schedule: { kind: 'list' as const, delays_ms: [0] } };
    const acts = await open(subscriptionTo(URL_A, { policy }));
    await trigger('early_one', '1');
    await clock.advance(1000);
    const sinceMs = clock.now();
    await trigger('payment_failed', '2');
    await trigger('payment_failed', '3');
    const selection = { sinceMs, isDryRun: true };
    expect(await acts.replayMany(selection)).toEqual({ matched: 2, replayed: 0 });
    expect(await acts.replayMany({ ...selection, isDryRun: false })).toEqual({
      matched: 2,
      replayed: 2,
    });
    await clock.advance(0);
    const bodies = transport.sent.slice(3).map(({ bodyBytes }) => bodyBytes);
    expect(bodies.map((body) => JSON.parse(Buffer.from(body).toString()).data)).toEqual([2, 3]);
  });
});

describe('test fire', () => {
  const input = { url: URL_A, type: 'payment_received', dataText: '{"a":1}', secret: TEST_SECRET };

  async function fire(breakIt: string[], status = 204) {
    answer = steady(status);
    const acts = await open();
    await acts.testFire({ ...input, breakIt });
    await clock.advance(60_000);
    const [request] = transport.sent;
    const headers = Object.fromEntries(request?.headers ?? []);
    const body = Buffer.from(request?.bodyBytes ?? []).toString();
    const isValid = () => {
      try {
        new Webhook(TEST_SECRET).verify(body, headers);
        return true;
      } catch {
        return false;
      }
    };
    return { headers, body, isValid };
  }

  it('sends to a one-off URL, signed, once', async () => {
    const { headers } = await fire([], 500);
    expect(headers['webhook-signature']).toMatch(/^v1,/);
    expect(transport.sent).toHaveLength(1);
    expect([...bed.deliveries.deliveries.values()][0]).toMatchObject({
      state: 'failed',
      isTest: true,
      subscriptionId: null,
    });
  });

  it.each(['wrong_signature', 'stale_time', 'no_header', 'crlf'])(
    '%s: what arrives does not verify',
    async (mistake) => {
      // The signature's time is that of the fake clock, so the verifier's clock must not matter here.
      const { headers, body } = await fire([mistake]);
      const sentAt = Number(headers['webhook-timestamp']) * 1000;
      if (mistake === 'stale_time') {
        expect(clock.now() - sentAt).toBeGreaterThan(15 * 60_000);
      } else if (mistake === 'no_header') {
        expect(headers['webhook-signature']).toBeUndefined();
      } else {
        expect(headers['webhook-signature']).not.toBe(sign(headers, body));
      }
    },
  );

  it('signs as the plain one does where nothing is broken', async () => {
    const { headers, body } = await fire([]);
    expect(headers['webhook-signature']).toBe(sign(headers, body));
  });

  it('sends twice with duplicate, under one id', async () => {
    await fire(['duplicate']);
    expect(transport.sent).toHaveLength(2);
    const ids = transport.sent.map(({ headers }) => new Map(headers).get('webhook-id'));
    expect(new Set(ids).size).toBe(1);
  });

  it('breaks what goes to a subscription with its own key, and counts for nothing', async () => {
    answer = steady(410);
    const subscription = subscriptionTo(URL_A);
    const acts = await open(subscription);
    await acts.testFire({
      subscriptionId: subscription.id,
      type: 'ping',
      dataText: '1',
      breakIt: ['no_header'],
    });
    await clock.advance(0);
    expect(transport.sent).toHaveLength(1);
    expect(bed.subscriptions.find(subscription.id)).toMatchObject({
      state: 'enabled',
      failingSinceMs: null,
    });
  });

  it('refuses reserved headers and half-said targets', async () => {
    answer = steady(204);
    const acts = await open();
    await expect(acts.testFire({ ...input, headers: { Host: 'x' } })).rejects.toMatchObject({
      code: 'reserved_header',
    });
    await expect(acts.testFire({ ...input, url: undefined })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(acts.testFire({ ...input, dialect: 'nobody' })).rejects.toMatchObject({
      code: 'unknown_dialect',
    });
  });
});

function sign(headers: Record<string, string>, body: string): string {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000);
  return new Webhook(TEST_SECRET).sign(headers['webhook-id'] ?? '', at, body);
}
