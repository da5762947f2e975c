import type { DeliveryId, EventId, SubscriptionId } from '../contract/ids.ts';
import type { EventOrigin, OneOffTarget } from '../core/records.ts';
import type { SharedData } from '../core/shared-data.ts';

/** What every flow and route that makes events hands to the outgoing path. */
export interface EventToPublish {
  /** Chosen by the publisher; a new one is made where it is left out. */
  readonly id?: EventId | undefined;
  readonly type: string;
  /** JSON text of data, sent exactly as it is. */
  readonly dataText: string;
  /** The data where it lies in shared memory, held until the event is stored. */
  readonly shared?: SharedData | undefined;
  readonly origin: EventOrigin;
  /** To these alone, whatever they subscribed to (pings, "to one subscription"); absent: to all that match. */
  readonly subscriptionIds?: readonly SubscriptionId[] | undefined;
  /** To this URL alone and to no subscription: sent once, never retried. */
  readonly oneOff?: { readonly url: string; readonly target: OneOffTarget } | undefined;
}

export type PublishResult =
  | {
      readonly kind: 'stored';
      readonly eventId: EventId;
      readonly deliveryIds: readonly DeliveryId[];
    }
  | { readonly kind: 'duplicate'; readonly eventId: EventId; readonly deliveries: number }
  | { readonly kind: 'conflict'; readonly eventId: EventId };

/**
 * Stores events with their deliveries and puts these into the queue: `triggerEvents` with its
 * dependencies bound. One result per event, in order, once all are stored; rejects with AppError
 * `storage_full` where nothing was.
 */
export type PublishEvents = (
  events: readonly EventToPublish[],
) => Promise<readonly PublishResult[]>;
