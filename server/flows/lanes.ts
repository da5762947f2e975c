import { isBuiltInDialect } from '../core/dialects/registry.ts';
import type { DeliveryRecord, SubscriptionRecord } from '../core/records.ts';
import type { ConfigStores, LaneLimits } from '../ports.ts';

/** One-off sends to the same URL, and what is started by hand for one subscription. */
const ONE_OFF_LIMITS: LaneLimits = {
  concurrency: 4,
  ratePerS: null,
  isOrdered: false,
  isPaused: false,
};

/**
 * An endpoint that has only failed since its last success gets no more than this at a time: enough
 * to notice that it is back, too little to take the processor from those that work.
 */
const FAILING_CONCURRENCY = 8;

/** So many times its concurrency a lane may order ahead. */
const AHEAD = 2;

/** The lane of a delivery: its subscription, or the URL of a one-off send. */
export function laneOf(delivery: Pick<DeliveryRecord, 'subscriptionId' | 'url'>): string {
  return delivery.subscriptionId ?? delivery.url;
}

/**
 * Beside each lane runs one for what a user starts by hand: it waits for no schedule, no pause and
 * no line.
 */
export function byHandLaneOf(delivery: Pick<DeliveryRecord, 'subscriptionId' | 'url'>): string {
  return `${laneOf(delivery)} by hand`;
}

/**
 * The limits of a lane, from the subscription's policy. Deliveries of a disabled subscription are
 * not held back: each ends as cancelled when its time comes.
 */
export function limitsOfLane(
  subscriptions: ConfigStores['subscriptions'],
  lane: string,
): LaneLimits {
  const subscription = subscriptions.find(lane);
  if (subscription === undefined) {
    return ONE_OFF_LIMITS;
  }
  const { policy } = subscription;
  return {
    concurrency:
      subscription.failingSinceMs === null
        ? policy.concurrency
        : Math.min(policy.concurrency, FAILING_CONCURRENCY),
    ratePerS: policy.rate_per_s,
    isOrdered: policy.ordered,
    isPaused: subscription.state === 'paused',
    ahead: aheadOf(subscription),
  };
}

/**
 * What is ordered ahead is claimed before its turn. So nothing where that has a meaning: in an
 * ordered or rate-limited lane, where a claim counts as sent, and where attempts fail.
 */
function aheadOf({ policy, dialect, state, failingSinceMs }: SubscriptionRecord): number {
  const isPlain = !policy.ordered && !policy.at_most_once && policy.rate_per_s === null;
  const isHealthy = state === 'enabled' && failingSinceMs === null;
  return isPlain && isHealthy && isBuiltInDialect(dialect) ? AHEAD * policy.concurrency : 0;
}
