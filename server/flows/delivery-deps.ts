import type {
  AttemptMaker,
  Clock,
  ConfigStores,
  DeliveryQueue,
  DeliveryStore,
  LiveFeed,
  Log,
  Meter,
  Random,
  SealedBox,
} from '../ports.ts';
import type { OneAtATime } from './one-at-a-time.ts';

/** Where attempts may go. Read anew for each attempt: the settings can change at any time. */
export interface SendingRules {
  /** The exposee has a public URL: strangers can register, so private addresses are off. */
  readonly isShared: boolean;
  /** In the desktop app loopback stays allowed even then: the workbench talks to itself. */
  readonly isDesktop: boolean;
  /** Host names and literal addresses that are allowed although they are private. */
  readonly allowedPrivateHosts: readonly string[];
}

/** Everything that the outgoing path works with. */
export interface DeliveryDeps {
  readonly subscriptions: ConfigStores['subscriptions'];
  readonly deliveries: DeliveryStore;
  readonly queue: DeliveryQueue;
  readonly maker: AttemptMaker;
  readonly feed: LiveFeed;
  readonly box: SealedBox;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
  /** Shared by all flows that change subscriptions. */
  readonly oneAtATime: OneAtATime;
  readonly sendingRules: () => SendingRules;
}
