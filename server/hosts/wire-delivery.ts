import { createLaneQueue } from '../adapters/memory/lane-queue.ts';
import type { LineReader } from '../adapters/threads/line-reader.ts';
import { createTransport } from '../adapters/undici/transport.ts';
import { attemptDelivery } from '../flows/attempt-delivery.ts';
import { createDeliveryActs } from '../flows/delivery-acts.ts';
import type { DeliveryActs } from '../flows/delivery-acts-seam.ts';
import type { DeliveryDeps, SendingRules } from '../flows/delivery-deps.ts';
import { limitsOfLane } from '../flows/lanes.ts';
import { createAttemptMaker } from '../flows/make-attempt.ts';
import type { OneAtATime } from '../flows/one-at-a-time.ts';
import type { PublishEvents } from '../flows/publish-events.ts';
import { resumePending } from '../flows/resume-pending.ts';
import type { SettingsFlow } from '../flows/settings.ts';
import { triggerEvents } from '../flows/trigger-event.ts';
import type { DeliveryQueue, Transport } from '../ports.ts';
import type { Base } from './base.ts';
import type { Shared } from './open-redis-stores.ts';
import { type Sending, wireSending } from './wire-sending.ts';

/** The outgoing half, ready to be started. */
export interface DeliveryParts {
  readonly deps: DeliveryDeps;
  readonly publish: PublishEvents;
  readonly acts: DeliveryActs;
  readonly queue: DeliveryQueue;
  readonly transport: Transport;
  /** Reads large streams of events in another thread, where there are threads. */
  readonly bulk?: LineReader | undefined;
  /** Puts what is pending back into the queue. */
  resume(): Promise<void>;
  /** Begins to send. */
  start(): Promise<void>;
  stop(waitMs: number): Promise<void>;
}

/** What takes the place of this process' own parts where several processes deliver. */
export interface SharedDelivery {
  readonly queue: Shared['queue'];
  /** Where another process knows where attempts may go. */
  readonly sendingRules?: () => SendingRules;
}

/** Where attempts may go, as the settings in force say. */
export function sendingRulesOf(settings: SettingsFlow, isDesktop: boolean): SendingRules {
  return {
    isShared: settings.current().exposee_public_url !== null,
    isDesktop,
    allowedPrivateHosts: settings.current().allowed_private_hosts,
  };
}

export function wireDelivery(
  base: Base,
  settings: SettingsFlow,
  oneAtATime: OneAtATime,
  shared?: SharedDelivery,
): DeliveryParts {
  const { clock, log } = base;
  const transport = createTransport({ clock });
  const makerDeps = { transport, clock, random: base.random };
  // Threads pack attempts for the journal; with Redis, more processes do what threads do here.
  const sending: Sending = shared
    ? { maker: createAttemptMaker(makerDeps) }
    : wireSending(makerDeps, log);
  const { maker, bulk } = sending;
  const queue = shared?.queue ?? createLaneQueue({ clock, log, maker: sending.ahead });
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
    sendingRules: shared?.sendingRules ?? (() => sendingRulesOf(settings, base.isDesktop)),
  };
  return {
    deps,
    publish: (events) => triggerEvents(deps, events),
    acts: createDeliveryActs(deps),
    queue,
    transport,
    bulk,
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
      await bulk?.close();
      await maker.close();
    },
  };
}
