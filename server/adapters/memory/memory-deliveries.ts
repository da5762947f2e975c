// A double of the deliveries store for tests: the same promises, nothing kept. Plain on purpose: the
// journal is compared with it, operation by operation.
import type { Ledger } from '../../contract/delivery.ts';
import type { DeliveryId, EventId, SubscriptionId } from '../../contract/ids.ts';
import type { Page } from '../../contract/page.ts';
import { deliveryRunFacts } from '../../core/collapsed-page.ts';
import { StoreGone } from '../../core/errors.ts';
import { deliveryValues, ValueCounter } from '../../core/filter/value-counts.ts';
import { deliverySortKey } from '../../core/list-order.ts';
import type {
  AttemptRecord,
  DeliveryRecord,
  EventRecord,
  NewDelivery,
  Settlement,
} from '../../core/records.ts';
import { ownedEvent } from '../../core/shared-event.ts';
import type {
  ClaimedDelivery,
  Clock,
  DeliveryStore,
  ListRequest,
  RetentionLimits,
  SaveResult,
  TriggeredItem,
} from '../../ports.ts';
import { deliveryFit, faceOf, nowhere } from './memory-delivery-fit.ts';
import { pageOfRows } from './memory-page.ts';

interface StoredEvent {
  readonly event: EventRecord;
  readonly sequence: number;
  readonly deliveries: DeliveryId[];
}

type Counts = Ledger['deliveries'];

export class MemoryDeliveryStore implements DeliveryStore {
  readonly #clock: Clock;
  readonly #events = new Map<EventId, StoredEvent>();
  readonly #deliveries = new Map<DeliveryId, DeliveryRecord>();
  readonly #attempts = new Map<DeliveryId, AttemptRecord[]>();
  readonly #claimed = new Set<DeliveryId>();
  readonly #pruned: DeliveryRecord[] = [];
  #prunedEvents = 0;
  #nextNumber = 1;
  #nextSequence = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async saveTriggered(items: readonly TriggeredItem[]): Promise<readonly SaveResult[]> {
    return items.map((item) => this.#saveOne(item));
  }

  async addDelivery(eventId: EventId, delivery: NewDelivery): Promise<DeliveryRecord | undefined> {
    const stored = this.#events.get(eventId);
    return stored && this.#add(stored, delivery, this.#clock.now());
  }

  async claim(id: DeliveryId, anyState = false): Promise<ClaimedDelivery | undefined> {
    const delivery = this.#deliveries.get(id);
    const event = delivery && this.#events.get(delivery.eventId)?.event;
    const isFree = !this.#claimed.has(id) && (anyState || delivery?.state === 'pending');
    if (!delivery || !event || !isFree) {
      return undefined;
    }
    this.#claimed.add(id);
    return { delivery, event };
  }

  release(id: DeliveryId): void {
    this.#claimed.delete(id);
  }

  async recordAttempt(attempt: AttemptRecord, settlement: Settlement): Promise<DeliveryRecord> {
    const delivery = this.#deliveries.get(attempt.deliveryId);
    if (delivery === undefined) {
      throw new StoreGone(`delivery ${attempt.deliveryId} is not stored: it cannot get an attempt`);
    }
    this.#claimed.delete(delivery.id);
    this.#attempts.get(delivery.id)?.push(attempt);
    return this.#put({
      ...delivery,
      ...settlement,
      attempts: delivery.attempts + 1,
      scheduledAttempts: delivery.scheduledAttempts + (attempt.cause === 'schedule' ? 1 : 0),
      lastStatus: attempt.status,
      lastOutcome: attempt.outcome,
      lastDurationMs: attempt.timing.totalMs,
    });
  }

  async settle(id: DeliveryId, settlement: Settlement): Promise<DeliveryRecord | undefined> {
    const delivery = this.#deliveries.get(id);
    return delivery && this.#put({ ...delivery, ...settlement });
  }

  async findEvent(id: EventId): Promise<EventRecord | undefined> {
    return this.#events.get(id)?.event;
  }

  async findDelivery(id: DeliveryId): Promise<DeliveryRecord | undefined> {
    return this.#deliveries.get(id);
  }

  async readAttempts(id: DeliveryId): Promise<readonly AttemptRecord[]> {
    return [...(this.#attempts.get(id) ?? [])];
  }

  async listEvents(request: ListRequest): Promise<Page<EventRecord & { deliveries: number }>> {
    const fits = this.#fitting(request);
    const events = [...this.#events.values()].filter(({ event, deliveries }) => {
      const rows = deliveries.flatMap((id) => this.#deliveries.get(id) ?? []);
      return (rows.length > 0 ? rows : [nowhere(event)]).some(fits);
    });
    const page = pageOfRows(events, (each) => each.sequence, request);
    const items = page.items.map(({ event, deliveries }) => ({
      ...event,
      deliveries: deliveries.length,
    }));
    return { ...page, items };
  }

  async listDeliveries(request: ListRequest): Promise<Page<DeliveryRecord>> {
    const fits = this.#fitting(request);
    const rows = [...this.#deliveries.values()].filter(fits);
    return pageOfRows(rows, (row) => row.number, request, {
      keyOf: deliverySortKey,
      factsOf: deliveryRunFacts,
      counterOf: (values) => {
        const counter = new ValueCounter(deliveryValues(values), values);
        return {
          add: (row) => counter.add(faceOf(row, this.#events.get(row.eventId)?.event)),
          finish: () => counter.finish(),
        };
      },
    });
  }

  async deliveriesOfEvent(id: EventId): Promise<readonly DeliveryRecord[]> {
    const ids = this.#events.get(id)?.deliveries ?? [];
    return ids.flatMap((each) => this.#deliveries.get(each) ?? []);
  }

  async *pending(subscriptionId?: SubscriptionId): AsyncIterable<DeliveryRecord> {
    for (const row of [...this.#deliveries.values()]) {
      const isWanted = subscriptionId === undefined || row.subscriptionId === subscriptionId;
      if (isWanted && row.state === 'pending') {
        yield row;
      }
    }
  }

  async countsOf(subscriptionId: SubscriptionId): Promise<Counts> {
    return this.#count((row) => row.subscriptionId === subscriptionId);
  }

  async ledger(): Promise<Omit<Ledger, 'captures'>> {
    const all = [...this.#deliveries.values(), ...this.#pruned];
    return {
      events: this.#events.size + this.#prunedEvents,
      deliveries: this.#count(() => true),
      attempts: all.reduce((sum, row) => sum + row.attempts, 0),
    };
  }

  /** By number and age: a store in memory has no bytes to give back. */
  async prune(limits: RetentionLimits): Promise<number> {
    const { olderThanMs, maxItems } = limits;
    const oldestMs =
      olderThanMs === null ? Number.NEGATIVE_INFINITY : this.#clock.now() - olderThanMs;
    const weigh = ({ deliveries }: StoredEvent) => Math.max(1, deliveries.length);
    let items = [...this.#events.values()].reduce((sum, stored) => sum + weigh(stored), 0);
    let pruned = 0;
    for (const stored of [...this.#events.values()]) {
      const isOver = items > maxItems || stored.event.createdAtMs < oldestMs;
      if (isOver && !this.#isBusy(stored)) {
        items -= weigh(stored);
        pruned += this.#remove(stored);
      }
    }
    return pruned;
  }

  #saveOne({ event, deliveries }: TriggeredItem): SaveResult {
    const known = this.#events.get(event.id);
    if (known) {
      const isSame = known.event.type === event.type && known.event.dataText === event.dataText;
      return isSame
        ? { kind: 'duplicate', deliveries: known.deliveries.length }
        : { kind: 'conflict' };
    }
    const stored: StoredEvent = {
      event: ownedEvent(event),
      sequence: this.#nextSequence,
      deliveries: [],
    };
    this.#nextSequence += 1;
    this.#events.set(event.id, stored);
    const added = deliveries.map((delivery) => this.#add(stored, delivery, event.createdAtMs));
    return { kind: 'stored', deliveries: added };
  }

  #add(stored: StoredEvent, delivery: NewDelivery, atMs: number): DeliveryRecord {
    const record: DeliveryRecord = {
      ...delivery,
      number: this.#nextNumber,
      eventId: stored.event.id,
      eventType: stored.event.type,
      state: 'pending',
      attempts: 0,
      scheduledAttempts: 0,
      createdAtMs: atMs,
      updatedAtMs: atMs,
      lastStatus: null,
      lastOutcome: null,
      lastDurationMs: null,
    };
    this.#nextNumber += 1;
    stored.deliveries.push(record.id);
    this.#deliveries.set(record.id, record);
    this.#attempts.set(record.id, []);
    return record;
  }

  #put(delivery: DeliveryRecord): DeliveryRecord {
    const record = { ...delivery, updatedAtMs: this.#clock.now() };
    this.#deliveries.set(record.id, record);
    return record;
  }

  #isBusy({ deliveries }: StoredEvent): boolean {
    return deliveries.some(
      (id) => this.#claimed.has(id) || this.#deliveries.get(id)?.state === 'pending',
    );
  }

  #remove({ event, deliveries }: StoredEvent): number {
    this.#events.delete(event.id);
    this.#prunedEvents += 1;
    for (const id of deliveries) {
      this.#pruned.push(...[this.#deliveries.get(id)].filter((row) => row !== undefined));
      this.#deliveries.delete(id);
      this.#attempts.delete(id);
    }
    return deliveries.length;
  }

  #fitting(request: ListRequest): (row: DeliveryRecord) => boolean {
    return deliveryFit(request, this.#clock.now(), {
      eventOf: (row) => this.#events.get(row.eventId)?.event,
      attemptsOf: (row) => this.#attempts.get(row.id) ?? [],
    });
  }

  #count(isCounted: (row: DeliveryRecord) => boolean): Counts {
    const counts: Counts = { total: 0, pending: 0, delivered: 0, failed: 0, cancelled: 0 };
    for (const row of [...this.#deliveries.values(), ...this.#pruned].filter(isCounted)) {
      counts.total += 1;
      counts[row.state] += 1;
    }
    return counts;
  }
}
