import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRedis } from '../../../../server/adapters/redis/connection.ts';
import { LaneWorker } from '../../../../server/adapters/redis/lane-worker.ts';
import { systemClock } from '../../../../server/adapters/system-clock.ts';
import type { DeliveryJob, LaneLimits } from '../../../../server/ports.ts';
import type { QueueBed } from '../../../conformance/delivery-queue.ts';
import { openRedisQueueBed } from '../../../conformance/support/redis-queue-bed.ts';
import { deliveryId } from '../../../conformance/support/samples.ts';
import { silentLog } from '../../../support/delivery-bed.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { pathOf, requirePart } from '../../../support/requirements.ts';
import { until } from '../../../support/until.ts';

const redis = requirePart('redis');
const OPEN: LaneLimits = { concurrency: 8, ratePerS: null, isOrdered: false, isPaused: false };

describe.skipIf(redis.isMissing)('a Redis that goes away between storing and queueing', () => {
  let server: RedisServer;
  let bed: QueueBed;
  const job: DeliveryJob = {
    deliveryId: deliveryId(1),
    lane: 'sub_aaaaaaaa',
    atMs: Date.now(),
    cause: 'schedule',
    attemptKey: 'schedule',
  };

  beforeEach(async () => {
    server = await RedisServer.start(pathOf(redis));
    bed = await openRedisQueueBed(server.url);
  });
  afterEach(async () => {
    await bed.close();
    await server.stop();
  });

  it('costs no delivery and fails nobody: what was stored is queued once it is back', async () => {
    const ran: string[] = [];
    await bed.queue.start(
      async ({ deliveryId: id }) => {
        ran.push(id);
        await bed.settle(id, null);
      },
      () => OPEN,
    );
    await bed.store(job);
    await server.down();
    await bed.queue.scheduleMany([job]);
    expect(ran).toEqual([]);
    await server.up();
    await until('it was queued', () => ran.length > 0, 60_000);
    expect(ran).toEqual([job.deliveryId]);
  });

  it('is not the end of a lane whose first job comes as the connection breaks', async () => {
    const clock = systemClock;
    const link = await openRedis({ url: server.url, log: silentLog, namespace: 'breaks:' });
    const waiting = await link.another();
    const isBack = once(link.commands, 'ready');
    // Gone, and nobody was told yet.
    link.commands.stream.destroy();
    const deps = { prefix: 'bull', commands: link.commands, waiting, clock, log: silentLog };
    const run = async () => undefined;
    const lane = new LaneWorker(job.lane, { ...deps, maxRunning: 1, run });
    await isBack;
    await lane.add([{ job, id: 'first' }], Date.now());
    expect(await link.commands.exists(`bull:${lane.name}:first`)).toBe(1);
    await lane.close();
    await link.close();
  });

  it('ends no process that stops as soon as it is back', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const link = await openRedis({ url: `${server.url}/1`, log: silentLog, namespace: 'back:' });
    const subscriber = await link.another();
    await subscriber.subscribe('back:news');
    // Told as soon as the client has asked for its channels again, and before it is answered.
    const isClosing = once(subscriber, 'ready').then(async () => {
      await link.close();
      subscriber.stream.destroy();
    });
    const isEnded = once(subscriber, 'end');
    subscriber.stream.destroy();
    await Promise.all([isClosing, isEnded]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('is told to whoever acts by hand, since nothing else would bring that act back', async () => {
    await bed.queue.start(
      async () => undefined,
      () => OPEN,
    );
    await bed.store(job);
    await server.down();
    const act = { ...job, cause: 'manual', attemptKey: 'try_1' } as const;
    await expect(bed.queue.scheduleMany([act])).rejects.toMatchObject({ code: 'unavailable' });
    await server.up();
  });
});
