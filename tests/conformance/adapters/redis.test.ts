import { afterAll, beforeAll, describe } from 'vitest';
import { openBus } from '../../../server/adapters/redis/bus.ts';
import { openCaptures } from '../../../server/adapters/redis/capture-store.ts';
import { RedisDeliveryStore } from '../../../server/adapters/redis/delivery-store.ts';
import { RedisRecordStore } from '../../../server/adapters/redis/record-store.ts';
import type { CaptureStore, DeliveryStore, RecordStore } from '../../../server/ports.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { pathOf, requirePart } from '../../support/requirements.ts';
import { describeCaptureStore } from '../capture-store.ts';
import { describeCollapsedCaptures, describeCollapsedDeliveries } from '../collapsed-rows.ts';
import { describeDeliveryQueue } from '../delivery-queue.ts';
import { describeDeliveryStore } from '../delivery-store.ts';
import { describeCaptureValues, describeDeliveryValues } from '../filter-values.ts';
import { describeRecordStore, type SampleRecord } from '../record-store.ts';
import { redisHarness } from '../support/redis-harness.ts';
import { openRedisQueueBed } from '../support/redis-queue-bed.ts';
import { TestClock } from '../support/test-clock.ts';
import { describeUncountedCaptures, describeUncountedDeliveries } from '../uncounted-pages.ts';

const redis = requirePart('redis');

describe.skipIf(redis.isMissing)('on a Redis of its own', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start(pathOf(redis));
  });
  afterAll(() => server.stop());

  const records = redisHarness<RecordStore<SampleRecord>>(
    () => server,
    async (link) => {
      const store = new RedisRecordStore<SampleRecord>('samples', {
        link,
        bus: await openBus(link),
      });
      await store.load();
      return { store, close: async () => undefined };
    },
  );
  describeRecordStore('redis', {
    open: () => records.open(new TestClock()),
    reopen: (store) => records.reopen(store, new TestClock()),
    dispose: records.dispose,
  });
  describeDeliveryQueue('bullmq', () => openRedisQueueBed(server.url));
  const deliveries = redisHarness<DeliveryStore>(
    () => server,
    async (link, clock) => {
      const store = new RedisDeliveryStore(link, clock);
      return { store, close: () => store.close() };
    },
  );
  const captures = redisHarness<CaptureStore>(
    () => server,
    async (link, clock) => ({
      store: await openCaptures(link, clock),
      close: async () => undefined,
    }),
  );
  describeDeliveryStore('redis', deliveries);
  describeCollapsedDeliveries('redis', deliveries);
  describeUncountedDeliveries('redis', deliveries);
  describeDeliveryValues('redis', deliveries);
  describeCaptureStore('redis', captures);
  describeCollapsedCaptures('redis', captures);
  describeUncountedCaptures('redis', captures);
  describeCaptureValues('redis', captures);
});
