import { createLaneQueue } from '../../../server/adapters/memory/lane-queue.ts';
import { MemoryCaptureStore } from '../../../server/adapters/memory/memory-captures.ts';
import { MemoryDeliveryStore } from '../../../server/adapters/memory/memory-deliveries.ts';
import { systemClock } from '../../../server/adapters/system-clock.ts';
import { describeCaptureStore } from '../capture-store.ts';
import { describeDeliveryQueue } from '../delivery-queue.ts';
import { describeDeliveryStore } from '../delivery-store.ts';
import { describeCaptureValues, describeDeliveryValues } from '../filter-values.ts';
import { describeUncountedCaptures, describeUncountedDeliveries } from '../uncounted-pages.ts';

describeDeliveryStore('memory', {
  open: async (clock) => new MemoryDeliveryStore(clock),
  dispose: async () => undefined,
});
describeCaptureStore('memory', {
  open: async (clock) => new MemoryCaptureStore(clock),
  dispose: async () => undefined,
});
describeDeliveryQueue('memory', async () => {
  const queue = createLaneQueue({ clock: systemClock, log: { error: () => undefined } });
  return {
    queue,
    store: async () => undefined,
    settle: async () => undefined,
    close: () => queue.stop(1_000),
  };
});
describeDeliveryValues('memory', {
  open: async (clock) => new MemoryDeliveryStore(clock),
  dispose: async () => undefined,
});
describeCaptureValues('memory', {
  open: async (clock) => new MemoryCaptureStore(clock),
  dispose: async () => undefined,
});
describeUncountedDeliveries('memory', {
  open: async (clock) => new MemoryDeliveryStore(clock),
  dispose: async () => undefined,
});
describeUncountedCaptures('memory', {
  open: async (clock) => new MemoryCaptureStore(clock),
  dispose: async () => undefined,
});
