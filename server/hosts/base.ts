import type { Clock, LiveFeed, Log, Meter, Random, SealedBox } from '../ports.ts';
import type { OpenStores } from './open-stores.ts';
import type { WatchedFeed } from './watched-feed.ts';

/** What every part of a server stands on. */
export interface Base {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly box: SealedBox;
  readonly stores: OpenStores;
  readonly feed: LiveFeed;
  readonly watchDeliveries: WatchedFeed['watchDeliveries'];
  readonly meter: Meter;
  /** In the desktop app loopback stays reachable whatever the settings say. */
  readonly isDesktop: boolean;
}
