import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import type { CameIn } from '../support/scripted-sink.ts';
import { openSendingBed, type SendingBed } from '../support/sending-bed.ts';

// What people do to deliveries by hand, over the public API with real sockets. The clock moves only
// where a test says so: what is not due never comes, however slow the machine is.

const HOUR_MS = 3_600_000;
const EVENT = 'payment_received';
const TWICE_MORE = { schedule: { kind: 'list', delays_ms: [0, HOUR_MS, HOUR_MS] } };
const ONCE = { schedule: { kind: 'list', delays_ms: [0] } };

let clock: FakeClock;
let bed: SendingBed;
beforeEach(async () => {
  clock = createFakeClock();
  bed = await openSendingBed(clock);
});
afterEach(() => bed.close());

async function failing(path: string, policy: object = TWICE_MORE) {
  const { id: subscription } = await bed.subscribe(path, EVENT, policy);
  bed.sink.answer(path, 500);
  const delivery = await bed.fire(EVENT, `evt-of${path.replace('/', '-')}`);
  await bed.attempted(delivery, 1);
  await bed.waitFor('the failure clock runs', async () => {
    return (await bed.subscription(subscription)).failing_since !== null;
  });
  return { subscription, delivery };
}

const causesOf = async (delivery: string) =>
  (await bed.delivery(delivery)).attempts.map(({ cause }: { cause: string }) => cause);

function verifies({ text, headers }: CameIn, secret: string, at: Date): boolean {
  const seconds = Math.floor(at.getTime() / 1000);
  const sent = String(headers['webhook-signature']).split(' ');
  expect(headers['webhook-timestamp']).toBe(String(seconds));
  return sent.includes(new Webhook(secret).sign(String(headers['webhook-id']), at, text));
}

describe('try now', () => {
  it('is an attempt beside the schedule, which keeps its time and all its attempts', async () => {
    const { subscription, delivery } = await failing('/beside');
    const before = await bed.delivery(delivery);
    const { failing_since: since } = await bed.subscription(subscription);
    await clock.advance(1000);
    await bed.api(`/deliveries/${delivery}/try-now`, {});
    await bed.attempted(delivery, 2);
    const after = await bed.delivery(delivery);
    expect(after).toMatchObject({ state: 'pending', next_attempt_at: before.next_attempt_at });
    expect(await bed.subscription(subscription)).toMatchObject({ failing_since: since });
    await clock.advance(HOUR_MS);
    await bed.attempted(delivery, 3);
    await clock.advance(HOUR_MS);
    await bed.attempted(delivery, 4);
    expect(await causesOf(delivery)).toEqual(['schedule', 'manual', 'schedule', 'schedule']);
    await bed.waitFor('its schedule is spent', async () => {
      return (await bed.delivery(delivery)).state === 'failed';
    });
  });

  it('never collapses: each is an attempt of its own, also while the scheduled one runs', async () => {
    const { id } = await bed.subscribe('/slow', EVENT, TWICE_MORE);
    bed.sink.answer('/slow', 500);
    bed.sink.hold('/slow');
    const delivery = await bed.fire(EVENT, 'evt-slow');
    await bed.sink.reached('/slow', 1);
    for (let count = 0; count < 3; count += 1) {
      await bed.api(`/deliveries/${delivery}/try-now`, {});
    }
    expect(bed.sink.at('/slow')).toHaveLength(1);
    bed.sink.letGo('/slow');
    await bed.attempted(delivery, 1);
    for (let attempts = 2; attempts <= 4; attempts += 1) {
      await clock.advance(1000);
      await bed.attempted(delivery, Math.min(attempts, 4));
    }
    expect(await causesOf(delivery)).toEqual(['schedule', 'manual', 'manual', 'manual']);
    const { attempts } = await bed.delivery(delivery);
    expect(new Set(attempts.map((attempt: { id: string }) => attempt.id)).size).toBe(4);
    expect(new Set(bed.sink.idsAt('/slow'))).toEqual(new Set(['evt-slow']));
    expect((await bed.subscription(id)).counts).toMatchObject({ pending: 1, failed: 0 });
  });

  it('ends the schedule where it succeeds, and stops no failure clock', async () => {
    const { subscription, delivery } = await failing('/mended');
    const { failing_since: since } = await bed.subscription(subscription);
    bed.sink.answer('/mended', 204);
    await bed.api(`/deliveries/${delivery}/try-now`, {});
    await bed.waitFor('it is delivered', async () => {
      return (await bed.delivery(delivery)).state === 'delivered';
    });
    expect((await bed.subscription(subscription)).failing_since).toBe(since);
    await clock.advance(3 * HOUR_MS);
    const later = await bed.fire(EVENT, 'evt-later');
    await bed.attempted(later, 1);
    expect(bed.sink.idsAt('/mended')).toEqual(['evt-of-mended', 'evt-of-mended', 'evt-later']);
  });
});

describe('cancel', () => {
  it('stops retrying, and can be taken back', async () => {
    const { delivery } = await failing('/stopped');
    const stopped = await bed.api(`/deliveries/${delivery}/cancel`, {});
    expect(stopped).toMatchObject({ state: 'cancelled', next_attempt_at: null });
    expect(await bed.ledger()).toMatchObject({ total: 2, delivered: 1, cancelled: 1 });
    await clock.advance(2 * HOUR_MS);
    expect(bed.sink.at('/stopped')).toHaveLength(1);
    bed.sink.answer('/stopped', 204);
    await bed.api(`/deliveries/${delivery}/resume`, {});
    await bed.waitFor('it is delivered', async () => {
      return (await bed.delivery(delivery)).state === 'delivered';
    });
    expect(bed.sink.at('/stopped')).toHaveLength(2);
    const again = await bed.server.control(`/api/deliveries/${delivery}/cancel`, {
      method: 'POST',
      json: {},
    });
    expect([again.status, again.json.code]).toEqual([409, 'not_pending']);
  });
});

describe('replay', () => {
  it('one: a delivery of its own with the same webhook-id, beside the one that waits', async () => {
    const { subscription, delivery } = await failing('/again');
    const { failing_since: since } = await bed.subscription(subscription);
    await clock.advance(1000);
    const { delivery_id: replay } = await bed.api(`/deliveries/${delivery}/replay`, {});
    await bed.attempted(replay, 1);
    expect(replay).not.toBe(delivery);
    expect(await bed.delivery(replay)).toMatchObject({ is_replay: true, state: 'pending' });
    expect(await causesOf(replay)).toEqual(['replay']);
    expect(await causesOf(delivery)).toEqual(['schedule']);
    expect(bed.sink.idsAt('/again')).toEqual(['evt-of-again', 'evt-of-again']);
    expect((await bed.subscription(subscription)).failing_since).toBe(since);
  });

  it('all failed since two: by filter and time range, oldest first', async () => {
    // One after the other: two connections would not keep the order.
    const { id: subscription } = await bed.subscribe('/since', EVENT, { ...ONCE, concurrency: 1 });
    bed.sink.answer('/since', 500);
    const failed = async (id: string) => bed.attempted(await bed.fire(EVENT, id), 1);
    await failed('evt-before');
    await clock.advance(HOUR_MS);
    const since = new Date(clock.now()).toISOString();
    await failed('evt-first');
    await clock.advance(1000);
    await failed('evt-second');
    bed.sink.answer('/since', 204);
    await bed.attempted(await bed.fire(EVENT, 'evt-fine'), 1);
    await clock.advance(1000);
    const until = new Date(clock.now()).toISOString();
    bed.sink.answer('/since', 500);
    await clock.advance(1000);
    await failed('evt-after');
    bed.sink.answer('/since', 204);
    bed.sink.forget('/since');
    const choice = { filter: 'status:failed', since, until };
    const looked = await bed.api('/deliveries/replay', { ...choice, is_dry_run: true });
    expect(looked).toEqual({ matched: 2, replayed: 0 });
    expect(await bed.api('/deliveries/replay', choice)).toEqual({ matched: 2, replayed: 2 });
    await bed.sink.reached('/since', 2);
    expect(bed.sink.idsAt('/since')).toEqual(['evt-first', 'evt-second']);
    await bed.waitFor('both are stored', async () => {
      return (await bed.subscription(subscription)).counts.delivered === 4;
    });
  });

  it('says what to choose by, rather than send everything again', async () => {
    await failing('/untouched');
    const asked = async (json: object) =>
      (await bed.server.control('/api/deliveries/replay', { method: 'POST', json })).json;
    expect(await asked({})).toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'filter', message: expect.stringContaining('never_delivered_to') }],
    });
    const backwards = { since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' };
    expect(await asked(backwards)).toMatchObject({
      errors: [{ path: 'until', message: 'lies before since' }],
    });
    expect(await asked({ filter: '', is_dry_run: true })).toEqual({ matched: 1, replayed: 0 });
    expect(bed.sink.at('/untouched')).toHaveLength(1);
  });

  it('everything this subscription never got, and nothing that it did', async () => {
    const { id } = await bed.subscribe('/never', 'invoice.*', { ...ONCE, concurrency: 1 });
    await bed.attempted(await bed.fire('invoice.paid', 'evt-got'), 1);
    bed.sink.answer('/never', 500);
    await bed.attempted(await bed.fire('invoice.paid', 'evt-failed'), 1);
    await bed.api(`/subscriptions/${id}`, { state: 'disabled' }, 'PATCH');
    await bed.fire('invoice.paid', 'evt-while-disabled');
    await bed.fire('payment_received', 'evt-of-another-type');
    bed.sink.answer('/never', 204);
    bed.sink.forget('/never');
    const { replayed } = await bed.api(`/subscriptions/${id}/resume`, { send_missed: true });
    expect(replayed).toBe(2);
    await bed.sink.reached('/never', 2);
    expect(bed.sink.idsAt('/never')).toEqual(['evt-failed', 'evt-while-disabled']);
    await bed.waitFor('they are stored', async () => {
      return (await bed.subscription(id)).counts.pending === 0;
    });
    const again = await bed.api('/deliveries/replay', { never_delivered_to: id });
    expect(again).toEqual({ matched: 0, replayed: 0 });
  });
});

describe('pause', () => {
  it('queues what comes, and resume sends it in its order', async () => {
    const { id } = await bed.subscribe('/paused', EVENT, { ...ONCE, concurrency: 1 });
    await bed.api(`/subscriptions/${id}`, { state: 'paused' }, 'PATCH');
    const ids = ['evt-1', 'evt-2', 'evt-3', 'evt-4'];
    const deliveries: string[] = [];
    for (const each of ids) {
      deliveries.push(await bed.fire(EVENT, each));
    }
    await clock.advance(HOUR_MS);
    expect((await bed.subscription(id)).counts.pending).toBe(4);
    expect(bed.sink.at('/paused')).toHaveLength(0);
    await bed.api(`/deliveries/${deliveries[2]}/try-now`, {});
    await bed.sink.reached('/paused', 1);
    await bed.attempted(deliveries[2] ?? '', 1);
    await bed.api(`/subscriptions/${id}`, { state: 'enabled' }, 'PATCH');
    await bed.sink.reached('/paused', 4);
    expect(bed.sink.idsAt('/paused')).toEqual(['evt-3', 'evt-1', 'evt-2', 'evt-4']);
  });
});

describe('rotate', () => {
  it('signs with both secrets for the overlap, then with the new one alone', async () => {
    const { id, secret: old } = await bed.subscribe('/rotated', EVENT);
    await bed.attempted(await bed.fire(EVENT, 'evt-old'), 1);
    const rotate = { overlap_ms: HOUR_MS };
    const { secret: fresh } = await bed.api(`/subscriptions/${id}/rotate`, rotate);
    // Recorded before the clock moves on: an answer still on its way would come too late.
    await bed.attempted(await bed.fire(EVENT, 'evt-both'), 1);
    const overlapAt = new Date(clock.now());
    await clock.advance(HOUR_MS);
    await bed.fire(EVENT, 'evt-new');
    await bed.sink.reached('/rotated', 3);
    const [, both, single] = bed.sink.at('/rotated') as [CameIn, CameIn, CameIn];
    expect(verifies(both, old, overlapAt)).toBe(true);
    expect(verifies(both, fresh, overlapAt)).toBe(true);
    expect(verifies(single, fresh, new Date(clock.now()))).toBe(true);
    expect(verifies(single, old, new Date(clock.now()))).toBe(false);
    expect((await bed.subscription(id)).secrets).toBe(1);
  });
});

describe('test-fire', () => {
  it('goes to a one-off URL once, signed, whatever is answered, and counts for nobody', async () => {
    const { subscription } = await failing('/bystander');
    const before = await bed.subscription(subscription);
    bed.sink.answer('/one-off', 500);
    const secret = `whsec_${Buffer.from('the secret of this one send').toString('base64')}`;
    const { event_id: eventId, delivery_id: delivery } = await bed.api('/test-fire', {
      url: `${bed.sink.url}/one-off`,
      event: EVENT,
      data: { amount: 1 },
      secret,
    });
    await bed.attempted(delivery, 1);
    await clock.advance(30 * HOUR_MS);
    expect(await bed.delivery(delivery)).toMatchObject({ is_test: true, state: 'failed' });
    expect(await causesOf(delivery)).toEqual(['test']);
    const [came] = bed.sink.at('/one-off') as [CameIn];
    expect(bed.sink.idsAt('/one-off')).toEqual([eventId]);
    const startedAt = (await bed.delivery(delivery)).attempts[0].started_at;
    expect(verifies(came, secret, new Date(startedAt))).toBe(true);
    const after = await bed.subscription(subscription);
    expect(after.failing_since).toBe(before.failing_since);
  });
});
