import { type Bursts, createBursts } from '../flows/run-burst.ts';
import type { Base } from './base.ts';
import type { ControlInput } from './control-input.ts';

/** The engine of bursts, told of every delivery. */
export function wireBursts(
  base: Base,
  { catalogue, delivery, receiving, ...input }: ControlInput,
): Bursts {
  const { stores, clock, random, box, log, feed } = base;
  const bursts = createBursts({
    bursts: stores.config.bursts,
    subscriptions: stores.config.subscriptions,
    captures: stores.captures,
    catalogue,
    publish: delivery.publish,
    cancel: delivery.acts.cancel,
    isOwnReceiver: (url) =>
      [receiving.receiver.url, input.settings.current().receiver_public_url].some(
        (own) => typeof own === 'string' && new URL(own).origin === new URL(url).origin,
      ),
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    clock,
    random,
    box,
    log,
    feed,
  });
  base.watchDeliveries(bursts.saw.bind(bursts));
  return bursts;
}
