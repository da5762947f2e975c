import type { Catalogue } from '../flows/event-types.ts';
import type { OneAtATime } from '../flows/one-at-a-time.ts';
import type { SettingsFlow } from '../flows/settings.ts';
import type { SubscriptionDeps } from '../flows/subscription-deps.ts';
import type { TriggerHookDeps } from '../flows/trigger-hooks.ts';
import type { Base } from './base.ts';
import type { DeliveryParts } from './wire-delivery.ts';

export interface SubscriptionParts {
  readonly subscriptions: SubscriptionDeps;
  readonly hooks: TriggerHookDeps;
}

/** What the flows around subscriptions and trigger hooks work with. */
export function wireSubscriptions(
  base: Base,
  parts: {
    readonly delivery: DeliveryParts;
    readonly settings: SettingsFlow;
    readonly catalogue: Catalogue;
    readonly oneAtATime: OneAtATime;
  },
): SubscriptionParts {
  const { clock, random, log, box, feed, stores } = base;
  const { delivery, settings, catalogue, oneAtATime } = parts;
  const shared = { clock, random, log, catalogue, publish: delivery.publish };
  return {
    subscriptions: {
      ...shared,
      box,
      feed,
      oneAtATime,
      subscriptions: stores.config.subscriptions,
      deliveries: stores.deliveries,
      queue: delivery.queue,
      settings: settings.current,
    },
    hooks: { ...shared, triggerHooks: stores.config.triggerHooks },
  };
}
