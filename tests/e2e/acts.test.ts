import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RunningCli, scratchFolder } from '../cli/support/hookbench.ts';
import { RedisServer } from '../support/redis-server.ts';
import { pathOf, requirePart } from '../support/requirements.ts';
import type { CameIn } from '../support/scripted-sink.ts';
import { openSendingBed, type SendingBed } from '../support/sending-bed.ts';
import { dataKey, openWholeServer } from '../support/whole-server.ts';

// What people do to deliveries by hand, on the wall clock, wherever deliveries are kept and whoever
// sends them: with a Redis a worker in a process of its own sends beside the server. The same acts
// hour by hour, on a clock of the test's own: tests/api/delivery-acts.test.ts.

const redis = requirePart('redis');
const EVENT = 'payment_received';
const NEVER_MS = 3_600_000;
const WAITING = { schedule: { kind: 'list', delays_ms: [0, NEVER_MS, NEVER_MS] } };
const ONCE = { schedule: { kind: 'list', delays_ms: [0] } };
const LIMIT_MS = 45_000;

interface Place {
  open(): Promise<SendingBed>;
  close(): Promise<void>;
}

describe('acts where the data folder keeps deliveries', () => {
  describeActs({
    open: () => openSendingBed(undefined, undefined, LIMIT_MS),
    close: async () => undefined,
  });
});

describe.skipIf(redis.isMissing)('acts where a Redis keeps deliveries', () => {
  let server: RedisServer;
  let worker: RunningCli | undefined;
  beforeAll(async () => {
    server = await RedisServer.start(pathOf(redis));
  });
  afterAll(() => server.stop());

  const open = async () => {
    await server.flush();
    const bed = await openSendingBed(
      undefined,
      () => openWholeServer({ redis: server.url }),
      LIMIT_MS,
    );
    const args = ['worker', '--data', scratchFolder(), '--redis', server.url, '--json'];
    worker = new RunningCli(args, { env: { HOOKBENCH_DATA_KEY: dataKey } });
    await worker.waitFor(/"ready":true/);
    return bed;
  };
  const close = async () => {
    await worker?.stop('SIGKILL');
  };
  // In a block of its own: its beds are not opened for the test below.
  describe('and a worker sends beside the server', () => describeActs({ open, close }));

  it('are made by the worker, too', async () => {
    const bed = await open();
    try {
      const { id } = await bed.subscribe('/shared', EVENT, ONCE);
      for (let round = 0; (worker?.stderr.match(/"msg":"attempt"/g) ?? []).length < 3; round += 1) {
        await bed.attempted(await bed.fire(EVENT, `evt-${round}`), 1);
        expect(round).toBeLessThan(500);
      }
      expect((await bed.subscription(id)).counts).toMatchObject({ pending: 0, failed: 0 });
    } finally {
      await close();
      await bed.close();
    }
  }, 60_000);
});

function describeActs(place: Place): void {
  let bed: SendingBed;
  beforeEach(async () => {
    bed = await place.open();
  }, 60_000);
  afterEach(async () => {
    await place.close();
    await bed.close();
  });

  const stateIs = (delivery: string, state: string) =>
    bed.waitFor(`it is ${state}`, async () => (await bed.delivery(delivery)).state === state);
  const causesOf = async (delivery: string) =>
    (await bed.delivery(delivery)).attempts.map(({ cause }: { cause: string }) => cause);
  const cameTo = (path: string, count: number) =>
    bed.waitFor(`${count} at ${path}`, async () => bed.sink.at(path).length >= count);
  const failing = async (path: string) => {
    const { id: subscription } = await bed.subscribe(path, EVENT, WAITING);
    bed.sink.answer(path, 500);
    const delivery = await bed.fire(EVENT, `evt-of${path.replace('/', '-')}`);
    await bed.attempted(delivery, 1);
    await bed.waitFor('the failure clock runs', async () => {
      return (await bed.subscription(subscription)).failing_since !== null;
    });
    return { subscription, delivery };
  };

  it('retries come by their schedule, and end in failed', { timeout: 60_000 }, async () => {
    const schedule = { kind: 'list', delays_ms: [0, 300, 300] };
    await bed.subscribe('/retried', EVENT, { schedule });
    bed.sink.answer('/retried', 503);
    const delivery = await bed.fire(EVENT, 'evt-retried');
    await stateIs(delivery, 'failed');
    expect(await causesOf(delivery)).toEqual(['schedule', 'schedule', 'schedule']);
    expect(bed.sink.idsAt('/retried')).toEqual(Array.from({ length: 3 }, () => 'evt-retried'));
  });

  it('try now: each is an attempt of its own beside the schedule, and success ends it', {
    timeout: 60_000,
  }, async () => {
    const { subscription, delivery } = await failing('/now');
    const { next_attempt_at: next } = await bed.delivery(delivery);
    const { failing_since: since } = await bed.subscription(subscription);
    await bed.api(`/deliveries/${delivery}/try-now`, {});
    await bed.api(`/deliveries/${delivery}/try-now`, {});
    await bed.attempted(delivery, 3);
    const { attempts, ...row } = await bed.delivery(delivery);
    expect(row).toMatchObject({ state: 'pending', next_attempt_at: next });
    expect(await causesOf(delivery)).toEqual(['schedule', 'manual', 'manual']);
    expect(new Set(attempts.map(({ id }: { id: string }) => id)).size).toBe(3);
    bed.sink.answer('/now', 204);
    await bed.api(`/deliveries/${delivery}/try-now`, {});
    await stateIs(delivery, 'delivered');
    expect((await bed.subscription(subscription)).failing_since).toBe(since);
    expect(new Set(bed.sink.idsAt('/now'))).toEqual(new Set(['evt-of-now']));
  });

  it('cancel stops retrying, and can be taken back', { timeout: 60_000 }, async () => {
    const { delivery } = await failing('/stopped');
    const stopped = await bed.api(`/deliveries/${delivery}/cancel`, {});
    expect(stopped).toMatchObject({ state: 'cancelled', next_attempt_at: null });
    expect(await bed.ledger()).toMatchObject({ total: 2, delivered: 1, cancelled: 1 });
    bed.sink.answer('/stopped', 204);
    await bed.api(`/deliveries/${delivery}/resume`, {});
    // It waits for the time that it had.
    expect((await bed.delivery(delivery)).state).toBe('pending');
    await bed.api(`/deliveries/${delivery}/try-now`, {});
    await stateIs(delivery, 'delivered');
    expect(bed.sink.at('/stopped')).toHaveLength(2);
    const again = await bed.server.control(`/api/deliveries/${delivery}/cancel`, {
      method: 'POST',
      json: {},
    });
    expect([again.status, again.json.code]).toEqual([409, 'not_pending']);
  });

  it('replay one: a delivery of its own, and the clock of failures does not move', {
    timeout: 60_000,
  }, async () => {
    const { subscription, delivery } = await failing('/again');
    const { failing_since: since } = await bed.subscription(subscription);
    const { delivery_id: replay } = await bed.api(`/deliveries/${delivery}/replay`, {});
    await bed.attempted(replay, 1);
    expect(await bed.delivery(replay)).toMatchObject({ is_replay: true, state: 'pending' });
    expect(await causesOf(replay)).toEqual(['replay']);
    expect(await causesOf(delivery)).toEqual(['schedule']);
    expect(bed.sink.idsAt('/again')).toEqual(['evt-of-again', 'evt-of-again']);
    expect((await bed.subscription(subscription)).failing_since).toBe(since);
  });

  it('replay by filter and time, and by a job of the server', { timeout: 60_000 }, async () => {
    const { id } = await bed.subscribe('/since', EVENT, { ...ONCE, concurrency: 1 });
    bed.sink.answer('/since', 500);
    const failed = async (event: string) => stateIs(await bed.fire(EVENT, event), 'failed');
    await failed('evt-before');
    const sinceMs = Date.now() + 1;
    await bed.waitFor('a moment has passed', async () => Date.now() > sinceMs);
    await failed('evt-first');
    await failed('evt-second');
    bed.sink.answer('/since', 204);
    bed.sink.forget('/since');
    const choice = { filter: 'status:failed', since: new Date(sinceMs).toISOString() };
    const looked = await bed.api('/deliveries/replay', { ...choice, is_dry_run: true });
    expect(looked).toEqual({ matched: 2, replayed: 0 });
    expect(await bed.api('/deliveries/replay', choice)).toEqual({ matched: 2, replayed: 2 });
    await cameTo('/since', 2);
    expect(bed.sink.idsAt('/since')).toEqual(['evt-first', 'evt-second']);
    bed.sink.forget('/since');
    const job = await bed.api('/bulk-replays', { list: 'deliveries', filter: 'status:failed' });
    expect(job.total).toBe(3);
    await cameTo('/since', 3);
    expect([...bed.sink.idsAt('/since')].sort()).toEqual(['evt-before', 'evt-first', 'evt-second']);
    await bed.waitFor('all is stored', async () => {
      return (await bed.subscription(id)).counts.delivered === 6;
    });
  });

  it('everything that a disabled subscription never got', { timeout: 60_000 }, async () => {
    const { id } = await bed.subscribe('/never', 'invoice.*', { ...ONCE, concurrency: 1 });
    await stateIs(await bed.fire('invoice.paid', 'evt-got'), 'delivered');
    bed.sink.answer('/never', 500);
    await stateIs(await bed.fire('invoice.paid', 'evt-failed'), 'failed');
    await bed.api(`/subscriptions/${id}`, { state: 'disabled' }, 'PATCH');
    await bed.fire('invoice.paid', 'evt-while-disabled');
    bed.sink.answer('/never', 204);
    bed.sink.forget('/never');
    const { replayed } = await bed.api(`/subscriptions/${id}/resume`, { send_missed: true });
    expect(replayed).toBe(2);
    await cameTo('/never', 2);
    expect(bed.sink.idsAt('/never')).toEqual(['evt-failed', 'evt-while-disabled']);
    await bed.waitFor('they are stored', async () => {
      return (await bed.subscription(id)).counts.pending === 0;
    });
    const again = await bed.api('/deliveries/replay', { never_delivered_to: id });
    expect(again).toEqual({ matched: 0, replayed: 0 });
  });

  it('pause queues what comes, try now passes it, resume sends the rest', {
    timeout: 60_000,
  }, async () => {
    const { id } = await bed.subscribe('/paused', EVENT, { ...ONCE, concurrency: 1 });
    await bed.api(`/subscriptions/${id}`, { state: 'paused' }, 'PATCH');
    const deliveries: string[] = [];
    for (const event of ['evt-1', 'evt-2', 'evt-3', 'evt-4']) {
      deliveries.push(await bed.fire(EVENT, event));
    }
    await bed.api(`/deliveries/${deliveries[2]}/try-now`, {});
    await bed.attempted(deliveries[2] ?? '', 1);
    expect(bed.sink.idsAt('/paused')).toEqual(['evt-3']);
    expect((await bed.subscription(id)).counts.pending).toBe(3);
    await bed.api(`/subscriptions/${id}`, { state: 'enabled' }, 'PATCH');
    await cameTo('/paused', 4);
    expect([...bed.sink.idsAt('/paused')].sort()).toEqual(['evt-1', 'evt-2', 'evt-3', 'evt-4']);
  });

  it('rotate signs with both secrets, then with the new one alone', {
    timeout: 60_000,
  }, async () => {
    const { id, secret: old } = await bed.subscribe('/rotated', EVENT);
    const { secret: both } = await bed.api(`/subscriptions/${id}/rotate`, {
      overlap_ms: NEVER_MS,
    });
    await bed.attempted(await bed.fire(EVENT, 'evt-both'), 1);
    const [first] = bed.sink.at('/rotated') as [CameIn];
    expect([verifies(first, old), verifies(first, both)]).toEqual([true, true]);
    const { secret: fresh } = await bed.api(`/subscriptions/${id}/rotate`, { overlap_ms: 0 });
    await bed.attempted(await bed.fire(EVENT, 'evt-new'), 1);
    const second = bed.sink.at('/rotated')[1] as CameIn;
    expect([verifies(second, both), verifies(second, fresh)]).toEqual([false, true]);
  });

  it('an ordered lane waits for its head, and shows it', { timeout: 60_000 }, async () => {
    await bed.subscribe('/line', EVENT, { ...WAITING, ordered: true });
    bed.sink.answer('/line', 500);
    const [head = '', second = '', third = ''] = await fireAll(bed, ['evt-1', 'evt-2', 'evt-3']);
    await bed.attempted(head, 1);
    expect(bed.sink.idsAt('/line')).toEqual(['evt-1']);
    expect(await bed.delivery(third)).toMatchObject({ waits_for: head, attempts: [] });
    bed.sink.answer('/line', 204);
    await bed.api(`/deliveries/${head}/try-now`, {});
    await stateIs(third, 'delivered');
    expect(bed.sink.idsAt('/line')).toEqual(['evt-1', 'evt-1', 'evt-2', 'evt-3']);
    expect((await bed.delivery(second)).state).toBe('delivered');
  });

  it('a cancelled head lets the next one go', { timeout: 60_000 }, async () => {
    await bed.subscribe('/skipped', EVENT, { ...WAITING, ordered: true });
    bed.sink.answer('/skipped', 500);
    const [head = '', second = ''] = await fireAll(bed, ['evt-1', 'evt-2']);
    await bed.attempted(head, 1);
    bed.sink.answer('/skipped', 204);
    await bed.api(`/deliveries/${head}/cancel`, {});
    await stateIs(second, 'delivered');
    expect(bed.sink.idsAt('/skipped')).toEqual(['evt-1', 'evt-2']);
  });

  it('410 disables with its reason; one click resumes and sends what was missed', {
    timeout: 60_000,
  }, async () => {
    const { id } = await bed.subscribe('/gone', EVENT, WAITING);
    bed.sink.answer('/gone', 500);
    const waiting = await bed.fire(EVENT, 'evt-waiting');
    await bed.attempted(waiting, 1);
    bed.sink.answer('/gone', 410);
    await bed.fire(EVENT, 'evt-gone');
    await bed.waitFor('it is disabled', async () => {
      return (await bed.subscription(id)).state === 'disabled';
    });
    expect((await bed.subscription(id)).disabled).toMatchObject({ reason: 'gone' });
    await bed.waitFor('nothing is pending', async () => (await bed.ledger()).pending === 0);
    bed.sink.answer('/gone', 204);
    bed.sink.forget('/gone');
    await bed.api(`/subscriptions/${id}/resume`, { send_missed: true });
    await cameTo('/gone', 2);
    expect([...bed.sink.idsAt('/gone')].sort()).toEqual(['evt-gone', 'evt-waiting']);
  });

  it('nothing but failures disables, with its clock shown', { timeout: 60_000 }, async () => {
    const auto = { auto_disable: { is_enabled: true, after_ms: 1000 } };
    const { id } = await bed.subscribe('/dead', EVENT, { ...ONCE, ...auto });
    bed.sink.answer('/dead', 500);
    await bed.fire(EVENT, 'evt-first');
    await bed.waitFor('the clock runs', async () => {
      return (await bed.subscription(id)).failing_since !== null;
    });
    const { disables_at: at } = await bed.subscription(id);
    await bed.waitFor('its time is up', async () => Date.now() >= Date.parse(at));
    expect((await bed.subscription(id)).state).toBe('enabled');
    await bed.fire(EVENT, 'evt-last');
    await bed.waitFor('it is disabled', async () => {
      return (await bed.subscription(id)).state === 'disabled';
    });
    expect((await bed.subscription(id)).disabled).toMatchObject({ reason: 'failing' });
  });
}

async function fireAll(bed: SendingBed, events: readonly string[]): Promise<string[]> {
  const deliveries: string[] = [];
  for (const event of events) {
    deliveries.push(await bed.fire(EVENT, event));
  }
  return deliveries;
}

function verifies({ text, headers }: CameIn, secret: string): boolean {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000);
  const sent = String(headers['webhook-signature']).split(' ');
  return sent.includes(new Webhook(secret).sign(String(headers['webhook-id']), at, text));
}
