import type { BurstCreate } from '../contract/burst.ts';
import { kindOfAddress } from '../core/address-policy.ts';
import { AppError } from '../core/errors.ts';
import type { OneOffTarget } from '../core/records.ts';
import type { Clock, ConfigStores, Random, SealedBox } from '../ports.ts';
import type { EventToPublish } from './publish-events.ts';
import { oneOffTarget } from './test-fire.ts';

export interface BurstTarget {
  readonly url: string;
  readonly dialect: string;
  /** How each event is addressed. */
  readonly address: Pick<EventToPublish, 'subscriptionIds' | 'oneOff'>;
}

interface Deps {
  readonly subscriptions: ConfigStores['subscriptions'];
  readonly box: SealedBox;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Where a burst goes. Throws AppError `invalid_request` where the host of another computer was not
 * typed once more, `subscription_not_found`, `conflict` where the subscription takes nothing.
 */
export function burstTarget(deps: Deps, input: BurstCreate): BurstTarget {
  const target = findTarget(deps, input);
  const { hostname, host } = new URL(target.url);
  if (!isLoopbackHost(hostname) && input.confirm_host !== host) {
    throw new AppError(
      'invalid_request',
      `confirm_host: ${host} is not this computer. Type its name to send a burst there.`,
      [{ path: 'confirm_host', message: `must be ${host}` }],
    );
  }
  return target;
}

function findTarget(deps: Deps, input: BurstCreate): BurstTarget {
  if ((input.subscription_id === undefined) === (input.url === undefined)) {
    throw new AppError('invalid_request', 'Give either subscription_id or url.', [
      { path: 'subscription_id', message: 'either subscription_id or url, not both' },
    ]);
  }
  if (input.url !== undefined) {
    const target: OneOffTarget = oneOffTarget(deps, input);
    return {
      url: input.url,
      dialect: target.dialect,
      address: { oneOff: { url: input.url, target } },
    };
  }
  const subscription = input.subscription_id && deps.subscriptions.find(input.subscription_id);
  if (!subscription) {
    throw new AppError('subscription_not_found', 'There is no such subscription.');
  }
  if (subscription.state !== 'enabled') {
    throw new AppError(
      'conflict',
      `The subscription is ${subscription.state}: enable it first, or nothing would be sent.`,
    );
  }
  const { url, dialect, id } = subscription;
  return { url, dialect, address: { subscriptionIds: [id] } };
}

/** Whether a host of a URL is this computer. A name is one only if no other computer can have it. */
function isLoopbackHost(hostname: string): boolean {
  return /(^|\.)localhost$/i.test(hostname) || kindOfAddress(hostname) === 'loopback';
}
