import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BurstCreate, BurstCreateSchema } from '../../../server/contract/burst.ts';
import type { DeliveryId, EventId } from '../../../server/contract/ids.ts';
import type { DeliveryRecord } from '../../../server/core/records.ts';
import { createCatalogue } from '../../../server/flows/event-types.ts';
import type { EventToPublish } from '../../../server/flows/publish-events.ts';
import { type Bursts, createBursts } from '../../../server/flows/run-burst.ts';
import { silentLog, subscriptionTo, testBox } from '../../support/delivery-bed.ts';
import { random, silentFeed } from '../../support/exposee-bed.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';
import { createMemoryStores } from '../../support/memory-stores.ts';

let clock: FakeClock;
let stores: ReturnType<typeof createMemoryStores>;
let published: { atMs: number; event: EventToPublish }[];
let cancelled: DeliveryId[];
let failure: Error | undefined;
/** Deliveries by id, as the feed last told of them. */
let deliveries: Map<DeliveryId, DeliveryRecord>;
let captures: { deliveryKey: string; status: number }[];
let bursts: Bursts;

beforeEach(async () => {
  clock = createFakeClock();
  stores = createMemoryStores();
  published = [];
  cancelled = [];
  deliveries = new Map();
  captures = [];
  failure = undefined;
  await stores.subscriptions.put(subscription);
  bursts = open();
});
afterEach(() => bursts.close());

const subscription = subscriptionTo('http://127.0.0.1:8080/in/demo');

function open(): Bursts {
  return createBursts({
    bursts: stores.bursts,
    subscriptions: stores.subscriptions,
    captures: {
      findByDeliveryKey: async (keys) =>
        // The join looks at no more of a capture than these two.
        captures.filter(({ deliveryKey }) => keys.includes(deliveryKey)) as never,
    },
    catalogue: createCatalogue({ eventTypes: stores.eventTypes, feed: silentFeed }),
    publish: async (events) => {
      if (failure) {
        throw failure;
      }
      return events.map((event) => {
        published.push({ atMs: clock.monotonic(), event });
        const record = newRecord(event.id as EventId);
        tell(record);
        return { kind: 'stored', eventId: record.eventId, deliveryIds: [record.id] };
      });
    },
    cancel: async (id) => {
      cancelled.push(id);
      tell({ ...deliveries.get(id)!, state: 'cancelled' });
    },
    isOwnReceiver: (url) => url.startsWith('http://127.0.0.1:8080/'),
    cpuMs: () => 0,
    clock,
    random,
    box: testBox,
    log: silentLog,
    feed: silentFeed,
  });
}

function newRecord(eventId: EventId): DeliveryRecord {
  const number = deliveries.size + 1;
  return {
    id: `dlv_${String(number).padStart(10, '0')}` as DeliveryId,
    number,
    eventId,
    eventType: 'payment_received',
    subscriptionId: subscription.id,
    url: subscription.url,
    state: 'pending',
    attempts: 0,
    scheduledAttempts: 0,
    nextAttemptAtMs: 0,
    createdAtMs: 0,
    updatedAtMs: 0,
    lastStatus: null,
    lastOutcome: null,
    lastDurationMs: null,
    isReplay: false,
    isTest: false,
    note: null,
    target: null,
  };
}

function tell(record: DeliveryRecord): void {
  deliveries.set(record.id, record);
  bursts.saw(record);
}

/** Ends the oldest that wait with this status. */
function answer(count: number, status: number, isStored = true): void {
  const waiting = [...deliveries.values()].filter(
    ({ attempts, state }) => attempts === 0 && state === 'pending',
  );
  for (const record of waiting.slice(0, count)) {
    if (isStored) {
      captures.push({ deliveryKey: record.eventId, status });
    }
    tell({
      ...record,
      attempts: 1,
      state: status < 300 ? 'delivered' : 'pending',
      lastStatus: status,
      lastOutcome: 'answered',
      lastDurationMs: 10,
    });
  }
}

const input = (more: Partial<BurstCreate> = {}) =>
  BurstCreateSchema.parse({
    event_type: 'payment_received',
    subscription_id: subscription.id,
    count: 100,
    rate_per_s: 100,
    parallel: 1000,
    ...more,
  });

describe('a burst', () => {
  it('sends at its rate, each event under an id of its own, to the one subscription', async () => {
    const { id } = await bursts.start(input());
    await clock.advance(500);
    expect(published.length).toBeGreaterThanOrEqual(50);
    expect(published.length).toBeLessThanOrEqual(51);
    await clock.advance(600);
    expect(published).toHaveLength(100);
    expect(new Set(published.map(({ event }) => event.id)).size).toBe(100);
    expect(published[0]?.event).toMatchObject({
      origin: 'burst',
      type: 'payment_received',
      subscriptionIds: [subscription.id],
    });
    expect(bursts.get(id)).toMatchObject({ state: 'waiting', sent: 100, waiting: 100 });
  });

  it('lets no more than `parallel` wait for their first answer', async () => {
    await bursts.start(input({ parallel: 5 }));
    await clock.advance(5000);
    expect(published).toHaveLength(5);
    answer(2, 204);
    await clock.advance(100);
    expect(published).toHaveLength(7);
  });

  it('ends with its books in balance: lost, twice, causes and latency', async () => {
    const { id } = await bursts.start(input({ count: 10 }));
    await clock.advance(510);
    captures.push({ deliveryKey: published[0]!.event.id!, status: 200 });
    answer(6, 200);
    answer(1, 200, false);
    answer(3, 503);
    await clock.advance(1000);
    const burst = bursts.get(id);
    expect(burst).toMatchObject({
      state: 'done',
      sent: 10,
      waiting: 0,
      delivered: 7,
      retrying: 3,
      failed: 0,
      attempts: 10,
      captured: { lost: 1, twice: 1 },
      failures: [{ cause: '503', count: 3 }],
    });
    expect(burst.latency_ms?.p50).toBeGreaterThan(9.5);
    expect(burst.latency_ms?.p99).toBeLessThan(10.5);
    const sum = (key: 'sent_per_s' | 'delivered_per_s' | 'failed_per_s') => {
      let beforeMs = 0;
      return burst.samples.reduce((total, sample) => {
        const count = (sample[key] * (sample.at_ms - beforeMs)) / 1000;
        beforeMs = sample.at_ms;
        return total + count;
      }, 0);
    };
    expect(Math.round(sum('sent_per_s'))).toBe(10);
    expect(Math.round(sum('delivered_per_s'))).toBe(7);
    expect(Math.round(sum('failed_per_s'))).toBe(3);
    expect(stores.bursts.find(id)).toMatchObject({ state: 'done', captured: { lost: 1 } });
  });

  it('counts what is retried after its end', async () => {
    const { id } = await bursts.start(input({ count: 1 }));
    await clock.advance(100);
    answer(1, 503);
    await clock.advance(1000);
    expect(bursts.get(id)).toMatchObject({ state: 'done', retrying: 1, delivered: 0 });
    const [record] = deliveries.values();
    tell({ ...record!, state: 'delivered', attempts: 2, lastStatus: 200 });
    await clock.advance(1000);
    expect(stores.bursts.find(id)).toMatchObject({ retrying: 0, delivered: 1, attempts: 2 });
  });

  it('sends nothing after Stop and cancels what waits', async () => {
    const { id } = await bursts.start(input());
    await clock.advance(200);
    answer(5, 204);
    const before = published.length;
    expect(bursts.stop(id).state).toBe('stopped');
    await clock.advance(2000);
    expect(published).toHaveLength(before);
    expect(cancelled).toHaveLength(before - 5);
    expect(bursts.get(id)).toMatchObject({ state: 'stopped', waiting: 0, cancelled: before - 5 });
    expect(clock.timers()).toBe(0);
  });

  it('is aborted in words where nothing more can be stored', async () => {
    const { id } = await bursts.start(input());
    await clock.advance(100);
    const before = published.length;
    failure = new Error('The disk is full.');
    await clock.advance(1000);
    expect(bursts.get(id)).toMatchObject({
      state: 'aborted',
      error: 'The disk is full.',
      sent: before,
    });
  });

  it('runs alone', async () => {
    await bursts.start(input());
    await expect(bursts.start(input())).rejects.toMatchObject({ code: 'conflict' });
  });

  it('asks for the name of a host that is not this computer', async () => {
    const url = 'https://shop.example:8443/hooks';
    const given = { subscription_id: undefined, url };
    await expect(bursts.start(input(given))).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'confirm_host' }],
    });
    await expect(
      bursts.start(input({ ...given, confirm_host: 'shop.example' })),
    ).rejects.toMatchObject({ errors: [{ path: 'confirm_host' }] });
    await bursts.start(input({ ...given, confirm_host: 'shop.example:8443', count: 1 }));
    await clock.advance(50);
    expect(published[0]?.event.oneOff?.url).toBe(url);
  });

  it.each(['http://localhost:3000/x', 'http://[::1]:3000/', 'http://127.9.9.9/'])(
    'asks for no name of %s',
    async (url) => {
      const burst = await bursts.start(input({ subscription_id: undefined, url }));
      expect(burst.url).toBe(url);
    },
  );

  it.each([
    ['an unknown event type', { event_type: 'payment_recieved' }, 'unknown_event_type'],
    ['no target', { subscription_id: undefined }, 'invalid_request'],
    [
      'a subscription that is gone',
      { subscription_id: 'sub_0000000000' },
      'subscription_not_found',
    ],
  ])('refuses %s', async (_, more, code) => {
    await expect(bursts.start(input(more as never))).rejects.toMatchObject({ code });
  });
});
