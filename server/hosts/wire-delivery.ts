import { createLaneQueue } from '../adapters/memory/lane-queue.ts';
import { createTransport } from '../adapters/undici/transport.ts';
import { attemptDelivery } from '../flows/attempt-delivery.ts';
import { createDeliveryActs } from '../flows/delivery-acts.ts';
import type { DeliveryActs } from '../flows/delivery-acts-seam.ts';
import type { DeliveryDeps } from '../flows/delivery-deps.ts';
import { limitsOfLane } from '../flows/lanes.ts';
import type { OneAtATime } from '../flows/one-at-a-time.ts';
import type { PublishEvents } from '../flows/publish-events.ts';
import { resumePending } from '../flows/resume-pending.ts';
import type { SettingsFlow } from '../flows/settings.ts';
import { triggerEvents } from '../flows/trigger-event.ts';
import type { DeliveryQueue, Transport } from '../ports.ts';
import type { Base } from './base.ts';
import { wireSending } from './wire-sending.ts';

/** The outgoing half, ready to be started. */
export interface DeliveryParts {
  readonly deps: DeliveryDeps;
  readonly publish: PublishEvents;
  readonly acts: DeliveryActs;
  readonly queue: DeliveryQueue;
  readonly transport: Transport;
  /** Puts what is pending back into the queue. */
  resume(): Promise<void>;
  /** Begins to send. */
  start(): Promise<void>;
  stop(waitMs: number): Promise<void>;
}

export function wireDelivery(
  base: Base,
  settings: SettingsFlow,
  oneAtATime: OneAtATime,
): DeliveryParts {
  const { clock, log } = base;
  const queue = createLaneQueue({ clock, log });
  const transport = createTransport({ clock });
  const maker = wireSending({ transport, clock, random: base.random }, log);
  const deps: DeliveryDeps = {
    subscriptions: base.stores.config.subscriptions,
    deliveries: base.stores.deliveries,
    queue,
    maker,
    feed: base.feed,
    box: base.box,
    clock,
    random: base.random,
    log,
    meter: base.meter,
    oneAtATime,
    sendingRules: () => ({
      isShared: settings.current().exposee_public_url !== null,
      isDesktop: base.isDesktop,
      allowedPrivateHosts: settings.current().allowed_private_hosts,
    }),
  };
  return {
    deps,
    publish: (events) => triggerEvents(deps, events),
    acts: createDeliveryActs(deps),
    queue,
    transport,
    resume: async () => {
      const resumed = await resumePending(deps);
      if (resumed > 0) {
        log.info({ resumed }, 'pending deliveries go on');
      }
    },
    start: () =>
      queue.start(
        (job, freeSlot) => attemptDelivery(deps, job, freeSlot),
        (lane) => limitsOfLane(deps.subscriptions, lane),
      ),
    stop: async (waitMs) => {
      await queue.stop(waitMs);
      await maker.close();
    },
  };
}
