import type { DeliveryId, EventId } from '../contract/ids.ts';
import { newDeliveries } from '../core/new-deliveries.ts';
import { newId } from '../core/new-id.ts';
import type { DeliveryRecord, EventRecord, NewDelivery } from '../core/records.ts';
import { SharedEvent } from '../core/shared-event.ts';
import type { DeliveryJob, SaveResult, TriggeredItem } from '../ports.ts';
import type { DeliveryDeps } from './delivery-deps.ts';
import { byHandLaneOf, laneOf } from './lanes.ts';
import type { EventToPublish, PublishResult } from './publish-events.ts';

type Deps = Pick<
  DeliveryDeps,
  'subscriptions' | 'deliveries' | 'queue' | 'feed' | 'clock' | 'random' | 'meter'
>;

/**
 * Stores events with one delivery per subscription that wants them, then queues these. Resolves
 * once all are stored. Rejects with AppError `storage_full` where nothing was.
 */
export async function triggerEvents(
  deps: Deps,
  events: readonly EventToPublish[],
): Promise<PublishResult[]> {
  const bytesOf = (size: number) => deps.random.bytes(size);
  const random = () => deps.random.next();
  const nowMs = deps.clock.now();
  const subscriptions = deps.subscriptions.all();
  const newDeliveryId = () => newId('dlv', bytesOf) as DeliveryId;
  const items = events.map((given): TriggeredItem => {
    const id = given.id ?? (newId('evt', bytesOf) as EventId);
    const event = eventRecord(given, id, nowMs);
    if (given.oneOff) {
      return { event, deliveries: [oneOffDelivery(newDeliveryId(), nowMs, given.oneOff)] };
    }
    const { subscriptionIds: onlyIds } = given;
    const addressees = { subscriptions, onlyIds, newDeliveryId, random };
    return { event, deliveries: newDeliveries(event, addressees), isIdNew: given.id === undefined };
  });
  const saved = await deps.deliveries.saveTriggered(items);
  const jobs: DeliveryJob[] = [];
  let storedEvents = 0;
  for (const result of saved) {
    if (result.kind === 'stored') {
      storedEvents += 1;
      for (const delivery of result.deliveries) {
        jobs.push(firstJob(delivery));
        deps.feed.delivery(delivery);
      }
    }
  }
  deps.meter.triggered(storedEvents, jobs.length);
  await deps.queue.scheduleMany(jobs);
  return items.map((item, index) => resultOf(item, saved[index]));
}

function eventRecord(given: EventToPublish, id: EventId, createdAtMs: number): EventRecord {
  const { type, origin, shared } = given;
  return shared === undefined
    ? { id, type, dataText: given.dataText, createdAtMs, origin }
    : new SharedEvent({ id, type, createdAtMs, origin, shared });
}

function oneOffDelivery(
  id: DeliveryId,
  nowMs: number,
  { url, target }: NonNullable<EventToPublish['oneOff']>,
): NewDelivery {
  return {
    id,
    subscriptionId: null,
    url,
    nextAttemptAtMs: nowMs,
    isReplay: false,
    isTest: true,
    note: null,
    target,
  };
}

/** The job that makes the next attempt which a pending delivery's schedule asks for. */
export function firstJob(delivery: DeliveryRecord): DeliveryJob {
  return {
    deliveryId: delivery.id,
    lane: delivery.isTest ? byHandLaneOf(delivery) : laneOf(delivery),
    atMs: delivery.nextAttemptAtMs ?? delivery.createdAtMs,
    cause: causeOf(delivery),
    attemptKey: 'schedule',
  };
}

function causeOf(delivery: DeliveryRecord): DeliveryJob['cause'] {
  if (delivery.isTest) {
    return 'test';
  }
  return delivery.isReplay && delivery.attempts === 0 ? 'replay' : 'schedule';
}

function resultOf(item: TriggeredItem, saved: SaveResult | undefined): PublishResult {
  const eventId = item.event.id;
  switch (saved?.kind) {
    case 'stored':
      return { kind: 'stored', eventId, deliveryIds: saved.deliveries.map(({ id }) => id) };
    case 'duplicate':
      return { kind: 'duplicate', eventId, deliveries: saved.deliveries };
    case 'conflict':
      return { kind: 'conflict', eventId };
    case undefined:
      throw new Error('the store answered fewer results than it was given events');
  }
}
