import { afterEach, describe, expect, it } from 'vitest';
import { noteAttempt } from '../../../server/flows/auto-disable.ts';
import { replayDelivery } from '../../../server/flows/replay-deliveries.ts';
import { resumePending } from '../../../server/flows/resume-pending.ts';
import { triggerEvents } from '../../../server/flows/trigger-event.ts';
import { type DeliveryBed, openDeliveryBed, subscriptionTo } from '../../support/delivery-bed.ts';
import { createMemoryLog } from '../../support/exposee-bed.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { createScriptedTransport } from '../../support/scripted-transport.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let bed: DeliveryBed;
let clock: FakeClock;
let status = 500;

afterEach(async () => {
  const stopped = bed.stop();
  await clock.advance(2000);
  await stopped;
});

async function open(policy: Parameters<typeof subscriptionTo>[1]) {
  clock = createFakeClock();
  const transport = createScriptedTransport(() => ({ status }));
  const subscription = subscriptionTo('http://127.0.0.1:9/a', policy);
  bed = await openDeliveryBed([subscription], { clock, transport });
  return () => bed.subscriptions.find(subscription.id);
}

async function trigger() {
  await triggerEvents(bed, [{ type: 'payment_received', dataText: '1', origin: 'trigger' }]);
  await clock.advance(0);
}

const once = { schedule: { kind: 'list' as const, delays_ms: [0] } };

describe('the failure clock', () => {
  it('starts with the first failed attempt and stops with the next success', async () => {
    status = 500;
    const current = await open({ policy: once });
    const startMs = clock.now();
    await trigger();
    await clock.advance(HOUR);
    await trigger();
    expect(current()?.failingSinceMs).toBe(startMs);
    status = 204;
    await trigger();
    expect(current()?.failingSinceMs).toBeNull();
  });

  it('is stored once for all that fails and succeeds while it is being stored', async () => {
    const current = await open({ policy: once });
    let puts = 0;
    const { subscriptions } = bed;
    const counted = Object.assign(Object.create(subscriptions), {
      put: async (record: NonNullable<ReturnType<typeof current>>) => {
        puts += 1;
        await new Promise<void>((resolve) => {
          setImmediate(resolve);
        });
        await subscriptions.put(record);
      },
    });
    const deps = { ...bed, subscriptions: counted };
    const subscription = current();
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        noteAttempt(deps, subscription!, index % 2 === 1, clock.now()),
      ),
    );
    expect(puts).toBe(1);
  });

  it('warns once at half time and disables after five days of failures only', async () => {
    status = 500;
    const current = await open({ policy: once });
    await trigger();
    await clock.advance(2.5 * DAY - 1);
    await trigger();
    expect(current()?.failureWarnedAtMs).toBeNull();
    await clock.advance(1);
    await trigger();
    const warnedAtMs = clock.now();
    expect(current()?.failureWarnedAtMs).toBe(warnedAtMs);
    await clock.advance(2.5 * DAY - 1);
    await trigger();
    expect(current()).toMatchObject({ state: 'enabled', failureWarnedAtMs: warnedAtMs });
    await clock.advance(1);
    await trigger();
    expect(current()).toMatchObject({
      state: 'disabled',
      disabled: { reason: 'failing', text: 'Every attempt has failed for 5 days.' },
    });
  });

  it('does not disable where an attempt succeeds just before it would', async () => {
    status = 500;
    const current = await open({ policy: once });
    await trigger();
    await clock.advance(5 * DAY);
    const subscription = current();
    await Promise.all([
      noteAttempt(bed, subscription!, true, clock.now()),
      noteAttempt(bed, subscription!, false, clock.now()),
    ]);
    expect(current()).toMatchObject({ state: 'enabled', disabled: null });
  });

  it('never disables where that is switched off', async () => {
    status = 500;
    const policy = { ...once, auto_disable: { is_enabled: false, after_ms: 1000 } };
    const current = await open({ policy });
    await trigger();
    await clock.advance(DAY);
    await trigger();
    expect(current()?.state).toBe('enabled');
  });

  it('cancels what still waits, with the reason', async () => {
    status = 500;
    const policy = { jitter: 0, auto_disable: { is_enabled: true, after_ms: 4000 } };
    await open({ policy });
    await trigger();
    await clock.advance(1000);
    await trigger();
    await clock.advance(10_000);
    const states = [...bed.deliveries.deliveries.values()].map((delivery) => delivery.state);
    expect(states).toEqual(['cancelled', 'cancelled']);
    const [first] = bed.deliveries.deliveries.values();
    expect(first?.note).toContain('Every attempt has failed');
  });
});

describe('resumePending', () => {
  it('puts every pending delivery back, at its time', async () => {
    status = 500;
    await open({ policy: { jitter: 0 } });
    await trigger();
    await bed.stop();
    const before = bed;
    const transport = createScriptedTransport(() => ({ status: 204 }));
    const restarted = await openDeliveryBed(bed.subscriptions.all(), { clock, transport });
    const again = { ...restarted, deliveries: before.deliveries };
    await restarted.queue.start(
      async () => undefined,
      () => ({
        concurrency: 1,
        ratePerS: null,
        isOrdered: false,
        isPaused: false,
      }),
    );
    expect(await resumePending(again)).toBe(1);
    await restarted.stop();
  });

  it('ends an at-most-once delivery that was on the wire when the process died', async () => {
    status = 204;
    await open({ policy: { at_most_once: true } });
    let ended = 0;
    const stuck = {
      ...bed,
      maker: { ...bed.maker, make: () => new Promise<never>(() => {}) },
    };
    await bed.queue.start(
      (job) =>
        import('../../../server/flows/attempt-delivery.ts').then((m) =>
          m.attemptDelivery(stuck, job),
        ),
      () => ({ concurrency: 1, ratePerS: null, isOrdered: false, isPaused: false }),
    );
    await triggerEvents(bed, [{ type: 'payment_received', dataText: '1', origin: 'trigger' }]);
    await clock.advance(10);
    const [delivery] = bed.deliveries.deliveries.values();
    expect(delivery).toMatchObject({ state: 'pending', note: 'being sent, at most once' });
    bed.deliveries.release(delivery!.id);
    ended = await resumePending(bed);
    expect(ended).toBe(1);
    expect([...bed.deliveries.deliveries.values()][0]).toMatchObject({
      state: 'failed',
      lastOutcome: 'interrupted',
    });
    expect(bed.deliveries.attempts[0]?.explanation).toBe(
      'Hookbench stopped while this was being sent and never saw the answer, so it is not tried again: this subscription is delivered to at most once.',
    );
  });

  it.each([false, true])(
    'is not sent again by another process either, once its claim has run out (a replay: %s)',
    async (isReplay) => {
      const { attemptDelivery } = await import('../../../server/flows/attempt-delivery.ts');
      const { firstJob } = await import('../../../server/flows/trigger-event.ts');
      const { SENDING_ONCE_NOTE } = await import('../../../server/flows/end-interrupted.ts');
      const once = subscriptionTo('http://127.0.0.1:1/never', {
        state: 'paused',
        policy: { at_most_once: true },
      });
      const sent: string[] = [];
      const log = createMemoryLog();
      bed = await openDeliveryBed([once], {
        log,
        transport: {
          send: (request) => {
            sent.push(request.url);
            return Promise.reject(new Error('nothing may be sent'));
          },
          close: async () => undefined,
        },
      });
      await triggerEvents(bed, [{ type: 'payment_received', dataText: '1', origin: 'trigger' }]);
      const [first] = bed.deliveries.deliveries.values();
      const replay = isReplay ? await replayDelivery(bed, first!.id) : undefined;
      const delivery = replay ?? first;
      await bed.deliveries.settle(delivery!.id, {
        state: 'pending',
        nextAttemptAtMs: 0,
        note: SENDING_ONCE_NOTE,
      });
      await attemptDelivery(bed, firstJob(delivery!));
      expect(sent).toEqual([]);
      expect(bed.deliveries.deliveries.get(delivery!.id)).toMatchObject({
        state: 'failed',
        lastOutcome: 'interrupted',
      });
      const lines = log.lines.filter(({ message }) => message === 'attempt');
      expect(lines.map(({ fields }) => [fields.delivery_id, fields.outcome])).toEqual([
        [delivery!.id, 'interrupted'],
      ]);
    },
  );
});
