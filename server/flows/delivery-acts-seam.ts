import type { ParsedFilter } from '../contract/filter.ts';
import type { DeliveryId, EventId, SubscriptionId } from '../contract/ids.ts';
import type { DeliveryRecord } from '../core/records.ts';

/** Which deliveries to replay. All that is given must hold. */
export interface ReplaySelection {
  readonly filter?: ParsedFilter | undefined;
  readonly sinceMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** In place of the others: everything that this subscription wanted and never got. */
  readonly neverDeliveredTo?: SubscriptionId | undefined;
  readonly isDryRun: boolean;
}

/** One event to a one-off URL, or to a subscription with something broken on purpose. */
export interface TestFireInput {
  /** A new one is made where it is left out. */
  readonly eventId?: EventId | undefined;
  readonly url?: string | undefined;
  readonly subscriptionId?: SubscriptionId | undefined;
  readonly type: string;
  readonly dataText: string;
  readonly dialect?: string | undefined;
  readonly secret?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly breakIt?: readonly string[] | undefined;
}

/**
 * What people do to deliveries by hand; each act is an intent of its own and never counts as a
 * failure. They throw AppError `delivery_not_found`, `subscription_not_found`, `not_pending` or `conflict`.
 */
export interface DeliveryActs {
  tryNow(id: DeliveryId): Promise<DeliveryId>;
  cancel(id: DeliveryId): Promise<DeliveryRecord>;
  /** Takes a cancel back. */
  resume(id: DeliveryId): Promise<DeliveryRecord>;
  /** Signed with the secret given, or with the one that is in force. */
  replay(id: DeliveryId, secret?: string): Promise<DeliveryId>;
  replayMany(selection: ReplaySelection): Promise<{ matched: number; replayed: number }>;
  testFire(input: TestFireInput): Promise<{ eventId: EventId; deliveryId: DeliveryId }>;
}
