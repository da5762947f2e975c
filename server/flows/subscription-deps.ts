import type { Settings } from '../contract/settings.ts';
import type {
  Clock,
  ConfigStores,
  DeliveryQueue,
  DeliveryStore,
  LiveFeed,
  Log,
  Random,
  SealedBox,
} from '../ports.ts';
import type { Catalogue } from './event-types.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import type { PublishEvents } from './publish-events.ts';

/** What the flows around subscriptions work with. */
export interface SubscriptionDeps {
  readonly subscriptions: ConfigStores['subscriptions'];
  readonly deliveries: DeliveryStore;
  readonly queue: DeliveryQueue;
  readonly catalogue: Catalogue;
  readonly settings: () => Settings;
  readonly publish: PublishEvents;
  readonly box: SealedBox;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly feed: LiveFeed;
  /** Shared by all flows that change subscriptions. */
  readonly oneAtATime: OneAtATime;
}
