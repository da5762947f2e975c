import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCaptures } from '../../../../server/adapters/redis/capture-store.ts';
import { openRedis, type RedisLink } from '../../../../server/adapters/redis/connection.ts';
import { RedisDeliveryStore } from '../../../../server/adapters/redis/delivery-store.ts';
import { makeLines } from '../../../../server/adapters/redis/line-index.ts';
import { collapsedEventId } from '../../../conformance/collapsed-rows.ts';
import {
  captureId,
  deliveryId,
  sampleCapture,
  sampleDelivery,
  sampleDetail,
  sampleEvent,
} from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';
import { RedisServer } from '../../../support/redis-server.ts';
import { pathOf, requirePart } from '../../../support/requirements.ts';

const redis = requirePart('redis');

describe.skipIf(redis.isMissing)('rows that were stored before lists had lines', () => {
  let server: RedisServer;
  let link: RedisLink;
  beforeAll(async () => {
    server = await RedisServer.start(pathOf(redis));
    link = await openRedis({ url: server.url, log: memoryLog(), namespace: 'old:' });
  });
  afterAll(async () => {
    await link?.close();
    await server?.stop();
  });

  /** As an older version left them. */
  async function forgetLines(): Promise<void> {
    const keys = await link.ask((client) => client.keys('old:*'));
    for (const key of keys) {
      if (/:(cap)?(lines|runs|run:.*|runrows:.*)$/.test(key)) {
        await link.ask((client) => client.del(key));
      } else if (/:(dl|cap):/.test(key)) {
        await link.ask((client) => client.hdel(key, 'run'));
      }
    }
  }

  it('get lines once, with the counts of today', async () => {
    const clock = new TestClock();
    const deliveries = new RedisDeliveryStore(link, clock);
    const captures = await openCaptures(link, clock);
    for (let number = 1; number <= 12; number += 1) {
      const event = sampleEvent(number, { id: collapsedEventId(number) });
      await deliveries.saveTriggered([{ event, deliveries: [sampleDelivery(number)] }]);
      const capture = sampleCapture(number, { deliveryKey: event.id });
      await captures.save(capture, sampleDetail(), Buffer.from('{}'));
    }
    const ended = { state: 'failed', nextAttemptAtMs: null, note: null } as const;
    await deliveries.settle(deliveryId(1), ended);
    const { undo } = await captures.delete([captureId(1), captureId(2)]);
    const request = { limit: 100, isCollapsed: true };
    const wanted = [await deliveries.listDeliveries(request), await captures.list(request)];
    await forgetLines();
    expect((await deliveries.listDeliveries(request)).items).toEqual([]);
    await makeLines(link);
    expect([await deliveries.listDeliveries(request), await captures.list(request)]).toEqual(
      wanted,
    );
    await link.ask((client) => client.del('old:linesmade'));
    await makeLines(link);
    expect([await deliveries.listDeliveries(request), await captures.list(request)]).toEqual(
      wanted,
    );
    // What was hidden then comes back into its lines too.
    await captures.restore(undo);
    expect(await captures.list(request)).toMatchObject({ total: 12, lines: 6 });
    await deliveries.close();
  });
});
