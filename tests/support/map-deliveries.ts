import type { DeliveryId, EventId } from '../../server/contract/ids.ts';
import type {
  AttemptRecord,
  DeliveryRecord,
  EventRecord,
  NewDelivery,
} from '../../server/core/records.ts';
import type { DeliveryStore } from '../../server/ports.ts';

export type MapDeliveries = DeliveryStore & {
  readonly events: Map<EventId, EventRecord>;
  readonly deliveries: Map<DeliveryId, DeliveryRecord>;
  readonly attempts: AttemptRecord[];
};

/** The least that the flows need of a store, in plain maps: a double for unit tests. */
export function createMapDeliveries(now: () => number): MapDeliveries {
  const events = new Map<EventId, EventRecord>();
  const deliveries = new Map<DeliveryId, DeliveryRecord>();
  const attempts: AttemptRecord[] = [];
  const claimed = new Set<DeliveryId>();

  function add(event: EventRecord, given: NewDelivery): DeliveryRecord {
    const record: DeliveryRecord = {
      ...given,
      number: deliveries.size + 1,
      eventId: event.id,
      eventType: event.type,
      state: 'pending',
      attempts: 0,
      scheduledAttempts: 0,
      createdAtMs: now(),
      updatedAtMs: now(),
      lastStatus: null,
      lastOutcome: null,
      lastDurationMs: null,
    };
    deliveries.set(record.id, record);
    return record;
  }

  function update(id: DeliveryId, change: Partial<DeliveryRecord>): DeliveryRecord | undefined {
    const record = deliveries.get(id);
    if (record === undefined) {
      return undefined;
    }
    const changed = { ...record, ...change, updatedAtMs: now() };
    deliveries.set(id, changed);
    return changed;
  }

  function page(items: readonly DeliveryRecord[]) {
    return { items: [...items].reverse(), next: null, total: items.length };
  }

  return {
    events,
    deliveries,
    attempts,
    saveTriggered: async (items) =>
      items.map(({ event, deliveries: fresh }) => {
        const known = events.get(event.id);
        if (known !== undefined) {
          const isSame = known.type === event.type && known.dataText === event.dataText;
          return isSame ? { kind: 'duplicate', deliveries: 0 } : { kind: 'conflict' };
        }
        events.set(event.id, event);
        return { kind: 'stored', deliveries: fresh.map((delivery) => add(event, delivery)) };
      }),
    addDelivery: async (eventId, delivery) => {
      const event = events.get(eventId);
      return event && add(event, delivery);
    },
    claim: async (id, anyState) => {
      const delivery = deliveries.get(id);
      const event = delivery && events.get(delivery.eventId);
      if (!delivery || !event || claimed.has(id)) {
        return undefined;
      }
      if (delivery.state !== 'pending' && anyState !== true) {
        return undefined;
      }
      claimed.add(id);
      return { delivery, event };
    },
    release: (id) => {
      claimed.delete(id);
    },
    recordAttempt: async (attempt, settlement) => {
      const delivery = deliveries.get(attempt.deliveryId);
      attempts.push(attempt);
      claimed.delete(attempt.deliveryId);
      const counted = attempt.cause === 'schedule' ? 1 : 0;
      const changed = update(attempt.deliveryId, {
        ...settlement,
        attempts: (delivery?.attempts ?? 0) + 1,
        scheduledAttempts: (delivery?.scheduledAttempts ?? 0) + counted,
        lastStatus: attempt.status,
        lastOutcome: attempt.outcome,
        lastDurationMs: attempt.timing.totalMs,
      });
      if (changed === undefined) {
        throw new Error('no such delivery');
      }
      return changed;
    },
    settle: async (id, settlement) => update(id, settlement),
    findEvent: async (id) => events.get(id),
    findDelivery: async (id) => deliveries.get(id),
    readAttempts: async (id) => attempts.filter((attempt) => attempt.deliveryId === id),
    listEvents: async () => ({ items: [], next: null, total: events.size }),
    listDeliveries: async () => page([...deliveries.values()]),
    deliveriesOfEvent: async (id) =>
      [...deliveries.values()].filter((delivery) => delivery.eventId === id),
    pending: async function* pending(subscriptionId) {
      for (const delivery of [...deliveries.values()]) {
        const isWanted = subscriptionId === undefined || delivery.subscriptionId === subscriptionId;
        if (delivery.state === 'pending' && isWanted) {
          yield delivery;
        }
      }
    },
    countsOf: async () => countStates([...deliveries.values()]),
    ledger: async () => ({
      events: events.size,
      deliveries: countStates([...deliveries.values()]),
      attempts: attempts.length,
    }),
    prune: async () => 0,
  };
}

function countStates(deliveries: readonly DeliveryRecord[]) {
  const count = (state: DeliveryRecord['state']) =>
    deliveries.filter((delivery) => delivery.state === state).length;
  return {
    total: deliveries.length,
    pending: count('pending'),
    delivered: count('delivered'),
    failed: count('failed'),
    cancelled: count('cancelled'),
  };
}
