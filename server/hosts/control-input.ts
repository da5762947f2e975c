import type { LiveMeter } from '../adapters/prometheus.ts';
import type { LiveStats } from '../contract/live.ts';
import type { Catalogue } from '../flows/event-types.ts';
import type { OneAtATime } from '../flows/one-at-a-time.ts';
import type { ProbeMark } from '../flows/probe-public-url.ts';
import type { SettingsFlow } from '../flows/settings.ts';
import type { SubscriptionDeps } from '../flows/subscription-deps.ts';
import type { EventStreams } from '../http/event-streams.ts';
import type { LiveHub } from '../http/live.ts';
import type { SessionCodes } from '../http/session-codes.ts';
import type { Listener } from './listen.ts';
import type { ServerOrder } from './server-order.ts';
import type { Warnings } from './warnings.ts';
import type { DeliveryParts } from './wire-delivery.ts';
import type { ReceiverParts } from './wire-receiver.ts';

/** Everything that the control API is made of, as the composition root hands it over. */
export interface ControlInput {
  readonly order: ServerOrder;
  readonly mark: ProbeMark;
  readonly streams: EventStreams;
  readonly live: LiveHub;
  readonly meter: LiveMeter;
  readonly settings: SettingsFlow;
  readonly catalogue: Catalogue;
  readonly delivery: DeliveryParts;
  readonly receiving: ReceiverParts;
  readonly subscriptions: SubscriptionDeps;
  readonly oneAtATime: OneAtATime;
  readonly warnings: Warnings;
  readonly sessionCodes: SessionCodes;
  /** Filled in as listeners open. */
  readonly listeners: { readonly exposee?: Listener; readonly control?: Listener };
  readonly readStats: () => Promise<LiveStats>;
}
