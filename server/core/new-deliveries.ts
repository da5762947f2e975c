import type { DeliveryId } from '../contract/ids.ts';
import { parseData, selectsData } from './content-filter.ts';
import { findDialect } from './dialects/registry.ts';
import { wantsEventType } from './matching.ts';
import type { EventRecord, NewDelivery, SubscriptionRecord } from './records.ts';
import { nextAttemptAt } from './retry.ts';

export interface Addressees {
  readonly subscriptions: readonly SubscriptionRecord[];
  /** To these alone, whatever they subscribed to; undefined: to all that match. */
  readonly onlyIds?: readonly string[] | undefined;
  readonly newDeliveryId: () => DeliveryId;
  /** From 0 up to, not including, 1: for the jitter of a schedule that begins with a wait. */
  readonly random: () => number;
}

/**
 * The deliveries that an event becomes: one per subscription that wants its type and whose content
 * filter selects its data. Disabled subscriptions get none; paused ones get theirs, to wait.
 */
export function newDeliveries(event: EventRecord, addressees: Addressees): NewDelivery[] {
  const { onlyIds } = addressees;
  const deliveries: NewDelivery[] = [];
  const data = lazily(() => parseData(event.dataText));
  for (const subscription of addressees.subscriptions) {
    if (subscription.state === 'disabled') {
      continue;
    }
    const isWanted =
      onlyIds === undefined
        ? wantsEventType(subscription, event.type) && passesFilter(subscription, event, data)
        : onlyIds.includes(subscription.id);
    if (isWanted) {
      deliveries.push({
        id: addressees.newDeliveryId(),
        subscriptionId: subscription.id,
        url: subscription.url,
        nextAttemptAtMs: firstAttemptAt(subscription, event, addressees.random),
        isReplay: false,
        isTest: false,
        note: null,
        target: null,
      });
    }
  }
  return deliveries;
}

/** As the schedule's first entry says; a ping goes at once, since somebody waits for it. */
function firstAttemptAt(
  { policy, dialect }: SubscriptionRecord,
  { createdAtMs: nowMs, origin }: EventRecord,
  random: () => number,
): number {
  if (origin === 'ping') {
    return nowMs;
  }
  const { schedule } = policy;
  if (
    schedule.kind === 'exponential' ||
    (schedule.kind === 'list' && schedule.delays_ms[0] === 0)
  ) {
    return nowMs; // Almost all: nothing to draw, and nothing to compute for each event.
  }
  const presetDelaysMs = findDialect(dialect)?.delivery.delaysMs ?? [];
  const given = { policy, presetDelaysMs, scheduledAttempts: 0, nowMs };
  const atOnceMs = nextAttemptAt({ ...given, random: 0 }) ?? nowMs;
  return atOnceMs === nowMs ? nowMs : (nextAttemptAt({ ...given, random: random() }) ?? nowMs);
}

/** Whether a subscription's content filter lets an event through. */
export function passesContentFilter(subscription: SubscriptionRecord, event: EventRecord): boolean {
  return passesFilter(subscription, event, () => parseData(event.dataText));
}

/** A ping has no data worth filtering: it says that the endpoint is there. */
function passesFilter(
  subscription: SubscriptionRecord,
  event: EventRecord,
  data: () => ReturnType<typeof parseData>,
): boolean {
  const filterText = subscription.policy.content_filter;
  return filterText === null || event.origin === 'ping' || selectsData(filterText, data());
}

function lazily<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
