import { cancelDelivery, resumeDelivery, tryDeliveryNow } from './act-on-delivery.ts';
import type { DeliveryActs } from './delivery-acts-seam.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { replayDeliveries, replayDelivery } from './replay-deliveries.ts';
import { testFire } from './test-fire.ts';

/** The acts with their dependencies bound, as the control API takes them. */
export function createDeliveryActs(deps: DeliveryDeps): DeliveryActs {
  return {
    tryNow: async (id) => {
      await tryDeliveryNow(deps, id);
      return id;
    },
    cancel: (id) => cancelDelivery(deps, id),
    resume: (id) => resumeDelivery(deps, id),
    replay: async (id, secret) => (await replayDelivery(deps, id, secret)).id,
    replayMany: (selection) => replayDeliveries(deps, selection),
    testFire: (input) => testFire(deps, input),
  };
}
