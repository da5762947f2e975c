import { afterAll, beforeAll, describe } from 'vitest';
import { openCaptures } from '../../../server/adapters/redis/capture-store.ts';
import { RedisDeliveryStore } from '../../../server/adapters/redis/delivery-store.ts';
import type { CaptureStore, DeliveryStore } from '../../../server/ports.ts';
import { RedisServer } from '../../support/redis-server.ts';
import { pathOf, requirePart } from '../../support/requirements.ts';
import { describeCaptureStore } from '../capture-store.ts';
import { describeDeliveryStore } from '../delivery-store.ts';
import { redisHarness } from '../support/redis-harness.ts';

const redis = requirePart('redis');

describe.skipIf(redis.isMissing)('on a Redis of its own', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start(pathOf(redis));
  });
  afterAll(() => server.stop());

  describeDeliveryStore(
    'redis',
    redisHarness<DeliveryStore>(
      () => server,
      async (link, clock) => {
        const store = new RedisDeliveryStore(link, clock);
        return { store, close: () => store.close() };
      },
    ),
  );
  describeCaptureStore(
    'redis',
    redisHarness<CaptureStore>(
      () => server,
      async (link, clock) => ({
        store: await openCaptures(link, clock),
        close: async () => undefined,
      }),
    ),
  );
});
