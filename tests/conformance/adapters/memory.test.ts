import { MemoryCaptureStore } from '../../../server/adapters/memory/memory-captures.ts';
import { MemoryDeliveryStore } from '../../../server/adapters/memory/memory-deliveries.ts';
import { describeCaptureStore } from '../capture-store.ts';
import { describeDeliveryStore } from '../delivery-store.ts';

describeDeliveryStore('memory', {
  open: async (clock) => new MemoryDeliveryStore(clock),
  dispose: async () => undefined,
});
describeCaptureStore('memory', {
  open: async (clock) => new MemoryCaptureStore(clock),
  dispose: async () => undefined,
});
