import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createPrometheusMeter } from '../../../../server/adapters/prometheus.ts';
import { openBus } from '../../../../server/adapters/redis/bus.ts';
import {
  openRedisConfig,
  type RedisConfigStores,
} from '../../../../server/adapters/redis/config-stores.ts';
import { openRedis, type RedisLink } from '../../../../server/adapters/redis/connection.ts';
import { RedisDeliveryStore } from '../../../../server/adapters/redis/delivery-store.ts';
import { shareFeed } from '../../../../server/adapters/redis/shared-feed.ts';
import { createSharedLock } from '../../../../server/adapters/redis/shared-lock.ts';
import { readSharedTally, shareRates } from '../../../../server/adapters/redis/shared-rates.ts';
import { systemClock } from '../../../../server/adapters/system-clock.ts';
import type { DeliveryRecord } from '../../../../server/core/records.ts';
import type { DeliveryJob, LaneLimits } from '../../../../server/ports.ts';
import type { QueueBed } from '../../../conformance/delivery-queue.ts';
import { newNamespace, openRedisQueueBed } from '../../../conformance/support/redis-queue-bed.ts';
import {
  DELIVERED,
  deliveryId,
  RETRY,
  sampleAttempt,
  sampleItem,
} from '../../../conformance/support/samples.ts';
import { memoryLog } from '../../../conformance/support/test-clock.ts';
import { subscriptionTo } from '../../../support/delivery-bed.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { pathOf, requirePart } from '../../../support/requirements.ts';
import { until } from '../../../support/until.ts';

const noop = () => undefined;
const redis = requirePart('redis');
const OPEN: LaneLimits = { concurrency: 64, ratePerS: null, isOrdered: false, isPaused: false };

describe.skipIf(redis.isMissing)('two processes on one Redis', () => {
  let server: RedisServer;
  let namespace: string;
  const links: RedisLink[] = [];
  const beds: QueueBed[] = [];

  beforeAll(async () => {
    server = await RedisServer.start(pathOf(redis));
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    namespace = newNamespace();
  });
  afterEach(async () => {
    await Promise.all(beds.splice(0).map((bed) => bed.close()));
    await Promise.all(links.splice(0).map((link) => link.close()));
  });

  const openLink = async () => {
    const link = await openRedis({ url: server.url, log: memoryLog(), namespace });
    links.push(link);
    return link;
  };
  const openConfig = async (): Promise<RedisConfigStores & { link: RedisLink }> => {
    const link = await openLink();
    const config = await openRedisConfig({ link, bus: await openBus(link), log: memoryLog() });
    return { ...config, link };
  };
  const openBed = async () => {
    const bed = await openRedisQueueBed(server.url, namespace);
    beds.push(bed);
    return bed;
  };
  const jobOf = (number: number): DeliveryJob => ({
    deliveryId: deliveryId(number),
    lane: 'sub_aaaaaaaa',
    atMs: Date.now(),
    cause: 'schedule',
    attemptKey: 'schedule',
  });

  it('run every job once between them, within the limits of the lane', async () => {
    const [one, other] = [await openBed(), await openBed()];
    const ran: string[] = [];
    let inFlight = 0;
    let most = 0;
    const by = (bed: QueueBed) => async (job: DeliveryJob) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      ran.push(job.deliveryId);
      await bed.settle(job.deliveryId, null);
      inFlight -= 1;
    };
    const limitsOf = () => ({ ...OPEN, concurrency: 3 });
    await one.queue.start(by(one), limitsOf);
    await other.queue.start(by(other), limitsOf);
    const jobs = Array.from({ length: 200 }, (_, index) => jobOf(index + 1));
    for (const job of jobs) {
      await one.store(job);
    }
    await one.queue.scheduleMany(jobs);
    await until('all have run', () => ran.length >= jobs.length);
    expect(new Set(ran).size).toBe(jobs.length);
    expect(ran).toHaveLength(jobs.length);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('take over what a stopped one left', async () => {
    const one = await openBed();
    await one.queue.start(
      () => new Promise(() => undefined),
      () => ({ ...OPEN, concurrency: 1 }),
    );
    await one.store(jobOf(1));
    await one.store(jobOf(2));
    await one.queue.scheduleMany([jobOf(1), jobOf(2)]);
    await one.queue.stop(0);
    const other = await openBed();
    const ran = new Set<string>();
    await other.queue.start(
      async (job) => {
        ran.add(job.deliveryId);
      },
      () => ({ ...OPEN, concurrency: 1 }),
    );
    await until('both have run', () => ran.size === 2, 60_000);
  });

  it('see each other’s configuration, and do not undo each other’s changes', async () => {
    const [one, other] = [await openConfig(), await openConfig()];
    const subscription = subscriptionTo('http://127.0.0.1:1/in');
    await one.subscriptions.put(subscription);
    await until('the other sees it', () => other.subscriptions.find(subscription.id) !== undefined);
    const locks = [one, other].map(({ link, sync }) =>
      createSharedLock({ link, clock: systemClock, sync }),
    );
    // Each adds one to what it finds: without the lock one would overwrite the other.
    const addOne = (config: RedisConfigStores) => async () => {
      const found = config.subscriptions.find(subscription.id) ?? subscription;
      await config.subscriptions.put({ ...found, createdAtMs: found.createdAtMs + 1 });
    };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        locks[index % 2]?.(addOne(index % 2 === 0 ? one : other)),
      ),
    );
    await until('both agree', () =>
      [one, other].every(({ subscriptions }) => subscriptions.all()[0]?.createdAtMs === 20),
    );
    await one.subscriptions.remove(subscription.id);
    await until('it is gone there too', () => other.subscriptions.all().length === 0);
  });

  it('tell each other’s windows what they do, each row once', async () => {
    const seen: DeliveryRecord[] = [];
    const feed = {
      delivery: (record: DeliveryRecord) => void seen.push(record),
      capture: () => undefined,
      capturesDeleted: () => undefined,
      changed: () => undefined,
    };
    const [server1, worker] = [await openLink(), await openLink()];
    const clock = systemClock;
    await shareFeed({ bus: await openBus(server1), clock }, feed);
    const told = await shareFeed({ bus: await openBus(worker), clock }, undefined);
    const store = new RedisDeliveryStore(worker, clock);
    const [saved] = await store.saveTriggered([sampleItem(1, 700)]);
    const records = saved?.kind === 'stored' ? saved.deliveries : [];
    for (const record of records) {
      told.delivery(record);
    }
    await until('all rows came', () => seen.length >= 700);
    expect(seen).toEqual(records);
  });

  it('count in each other’s live rates what they do, and nothing twice', async () => {
    const clock = createFakeClock();
    const heard = [0, 0];
    const openServer = async (index: 0 | 1) => {
      const meter = createPrometheusMeter({ clock });
      const bus = await openBus(await openLink());
      const counting = await shareRates({ bus, clock }, meter, (news) => {
        meter.heard(news);
        heard[index] = news.attempts.reduce((sum, [, count]) => sum + count, heard[index] ?? 0);
      });
      return { meter, counting };
    };
    const [one, other] = [await openServer(0), await openServer(1)];
    const silent = { triggered: noop, attempted: noop, captured: noop };
    const worker = await shareRates({ bus: await openBus(await openLink()), clock }, silent);
    for (let count = 0; count < 20; count += 1) {
      worker.attempted('answered', true, 8);
      one.counting.attempted('answered', true, 100);
      one.counting.captured(1);
    }
    await clock.advance(500);
    await until('both have heard of the others', () => heard[0] === 20 && heard[1] === 40);
    await clock.advance(1000);
    for (const { meter } of [one, other]) {
      expect(meter.rates()).toMatchObject({ deliveries_per_s: 4, captures_per_s: 2 });
      expect(meter.rates().delivery_ms?.p50).toBeCloseTo(9.05, 1);
      expect(meter.rates().delivery_ms?.p99).toBeGreaterThan(100);
    }
  });

  it('record an attempt once, and one that lost its claim undoes no delivery', async () => {
    const clock = systemClock;
    const [one, other] = [
      new RedisDeliveryStore(await openLink(), clock),
      new RedisDeliveryStore(await openLink(), clock),
    ];
    await one.saveTriggered([sampleItem(1)]);
    const id = deliveryId(10);
    expect(await one.claim(id)).toBeDefined();
    expect(await other.claim(id)).toBeUndefined();
    // The first one was cut off; its lease ran out.
    await one.close();
    expect(await other.claim(id)).toBeDefined();
    await other.recordAttempt(sampleAttempt(id, 1), DELIVERED);
    const late = sampleAttempt(id, 2, { outcome: 'timeout', isSuccess: false });
    expect(await one.recordAttempt(late, RETRY)).toMatchObject({ state: 'delivered', attempts: 2 });
    expect(await one.recordAttempt(late, RETRY)).toMatchObject({ state: 'delivered', attempts: 2 });
    expect(await one.ledger()).toMatchObject({
      attempts: 2,
      deliveries: { total: 1, pending: 0, delivered: 1 },
    });
    expect(await other.readAttempts(id)).toHaveLength(2);
    const { successes, failures } = await readSharedTally(await openLink());
    expect([successes.get('answered'), failures.get('timeout')]).toEqual([1, 1]);
  });
});
