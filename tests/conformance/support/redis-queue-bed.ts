import { createBullmqQueue } from '../../../server/adapters/redis/bullmq-queue.ts';
import { openBus } from '../../../server/adapters/redis/bus.ts';
import { openRedis } from '../../../server/adapters/redis/connection.ts';
import { RedisDeliveryStore } from '../../../server/adapters/redis/delivery-store.ts';
import { systemClock } from '../../../server/adapters/system-clock.ts';
import type { EventId, SubscriptionId } from '../../../server/contract/ids.ts';
import { firstJob } from '../../../server/flows/trigger-event.ts';
import type { QueueBed } from '../delivery-queue.ts';
import { sampleDelivery, sampleEvent } from './samples.ts';
import { memoryLog } from './test-clock.ts';

let beds = 0;

/** A namespace that no other test uses. */
export function newNamespace(): string {
  beds += 1;
  return `queue${beds}:`;
}

/** A queue on BullMQ with its store, as one process has them. */
export async function openRedisQueueBed(
  url: string,
  namespace = newNamespace(),
): Promise<QueueBed> {
  const log = memoryLog();
  const clock = systemClock;
  const link = await openRedis({ url, log, namespace });
  const line = new RedisDeliveryStore(link, clock);
  const queue = await createBullmqQueue({
    link,
    bus: await openBus(link),
    clock,
    log,
    line,
    jobOfDelivery: firstJob,
    orderedLanes: () => ['sub_ordered0'],
    maxRunning: 100,
  });
  return {
    queue,
    store: async ({ deliveryId: id, lane, atMs }) => {
      const eventId = id.replace('dlv', 'evt') as EventId;
      // An id of a subscription, as lanes that can be ordered are.
      const subscriptionId = lane as SubscriptionId;
      const delivery = { ...sampleDelivery(0), id, subscriptionId, nextAttemptAtMs: atMs };
      const event = { ...sampleEvent(0), id: eventId };
      await line.saveTriggered([{ event, deliveries: [delivery] }]);
    },
    settle: async (id, againAtMs) => {
      const state = againAtMs === null ? 'delivered' : 'pending';
      await line.settle(id, { state, nextAttemptAtMs: againAtMs, note: null });
    },
    close: async () => {
      await queue.stop(1_000);
      await line.close();
      await link.close();
    },
  };
}
