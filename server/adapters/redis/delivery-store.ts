import type { Ledger } from '../../contract/delivery.ts';
import type { DeliveryId, EventId, SubscriptionId } from '../../contract/ids.ts';
import type { Page } from '../../contract/page.ts';
import { tallyField } from '../../core/attempt-tally.ts';
import { StoreGone } from '../../core/errors.ts';
import type {
  AttemptRecord,
  DeliveryRecord,
  EventRecord,
  NewDelivery,
  Settlement,
} from '../../core/records.ts';
import type {
  ClaimedDelivery,
  Clock,
  DeliveryStore,
  ListRequest,
  RetentionLimits,
  SaveResult,
  TriggeredItem,
} from '../../ports.ts';
import { packAttempt, unpackAttempt } from './attempt-pack.ts';
import { ClaimLeases, LEASE_MS } from './claim-leases.ts';
import type { RedisLink } from './connection.ts';
import { RedisDeliveryLists } from './delivery-lists.ts';
import {
  ADD_DELIVERY,
  CLAIM,
  PRUNE_DELIVERIES,
  RECORD_ATTEMPT,
  SAVE_TRIGGERED,
  SETTLE,
} from './delivery-lua.ts';
import { READ_DELIVERIES } from './delivery-read-lua.ts';
import {
  addArguments,
  isRow,
  newRecord,
  noteText,
  readDelivery,
  readEvent,
  recordedDelivery,
  rowsOf,
  textOf,
} from './delivery-row.ts';

/** Events looked at by one script of retention: Redis serves nobody else meanwhile. */
const PRUNE_CHUNK = 200;
/** Events and deliveries stored by one script: Redis serves nobody else meanwhile, and takes a million arguments. */
const MAX_RECORDS = 12_000;
const STATES = ['total', 'pending', 'delivered', 'failed', 'cancelled'] as const;

/** Events, deliveries and attempts in Redis, shared by every process on it. */
export class RedisDeliveryStore implements DeliveryStore {
  readonly #link: RedisLink;
  readonly #clock: Clock;
  readonly #leases: ClaimLeases;
  readonly #lists: RedisDeliveryLists;
  #storedBytes = 0;

  constructor(link: RedisLink, clock: Clock) {
    this.#link = link;
    this.#clock = clock;
    this.#leases = new ClaimLeases(link, clock);
    this.#lists = new RedisDeliveryLists({
      link,
      clock,
      findEvent: (id) => this.findEvent(id),
      readAttempts: (id) => this.readAttempts(id),
    });
  }

  /** Gives the claims of this process back. */
  close(): Promise<void> {
    return this.#leases.close();
  }

  /** As of the last look: whoever asks for the ledger looks. */
  storedBytes(): number {
    return this.#storedBytes;
  }

  /**
   * Beyond 12,000 records a call is stored in pieces. Where a later piece fails, the earlier ones stay:
   * they are delivered, and the same ids again are duplicates.
   */
  async saveTriggered(items: readonly TriggeredItem[]): Promise<readonly SaveResult[]> {
    const results: SaveResult[] = [];
    for (const some of inScripts(items)) {
      const args = some.flatMap(eventArguments);
      const answers = rowsOf(await this.#link.run(SAVE_TRIGGERED, some.length, args));
      for (const [index, item] of some.entries()) {
        results.push(saveResult(item, answers[index] ?? []));
      }
    }
    return results;
  }

  async addDelivery(eventId: EventId, delivery: NewDelivery): Promise<DeliveryRecord | undefined> {
    const nowMs = this.#clock.now();
    const args = addArguments(eventId, delivery);
    return recordOf(await this.#link.run(ADD_DELIVERY, eventId, nowMs, ...args));
  }

  async claim(id: DeliveryId, anyState = false): Promise<ClaimedDelivery | undefined> {
    const { owner } = this.#leases;
    await this.#leases.afterRelease(id);
    const answer = await this.#link.run(CLAIM, id, anyState ? '1' : '', owner, LEASE_MS);
    const [row, fields] = rowsOf(answer);
    if (row === undefined || fields === undefined) {
      return undefined;
    }
    const { record } = readDelivery(row);
    this.#leases.hold(record);
    const event = readEvent(record.eventId, fields);
    return event && { delivery: record, event };
  }

  release(id: DeliveryId): void {
    this.#leases.release(id);
  }

  async recordAttempt(attempt: AttemptRecord, settlement: Settlement): Promise<DeliveryRecord> {
    const { deliveryId: id, status, outcome, isSuccess, timing } = attempt;
    const nowMs = this.#clock.now();
    const before = this.#leases.heldRecord(id);
    const answer = await this.#link.run(
      RECORD_ATTEMPT,
      id,
      this.#leases.owner,
      attempt.id,
      attempt.cause === 'schedule' ? 1 : 0,
      textOf(status),
      outcome,
      timing.totalMs,
      tallyField(outcome, isSuccess, timing.totalMs),
      ...settleArguments(settlement),
      nowMs,
      packAttempt(attempt),
    );
    this.#leases.drop(id);
    const record = isRow(answer)
      ? recordedDelivery(before ?? (await this.findDelivery(id)), answer, attempt, nowMs)
      : undefined;
    if (record === undefined) {
      throw new StoreGone(`delivery ${id} is not stored: it cannot get an attempt`);
    }
    return record;
  }

  async settle(id: DeliveryId, settlement: Settlement): Promise<DeliveryRecord | undefined> {
    const args = [...settleArguments(settlement), this.#clock.now()];
    return recordOf(await this.#link.run(SETTLE, id, ...args));
  }

  async findEvent(id: EventId): Promise<EventRecord | undefined> {
    const key = this.#link.key(`ev:${id}`);
    const fields = await this.#link.ask((redis) =>
      redis.hmget(key, 'type', 'data', 'at', 'origin'),
    );
    return readEvent(id, fields);
  }

  async findDelivery(id: DeliveryId): Promise<DeliveryRecord | undefined> {
    const [row] = rowsOf(await this.#link.run(READ_DELIVERIES, id));
    return recordOf(row);
  }

  async readAttempts(id: DeliveryId): Promise<readonly AttemptRecord[]> {
    const key = this.#link.key(`at:${id}`);
    const packed = await this.#link.ask((redis) => redis.lrangeBuffer(key, 0, -1));
    return packed.map(unpackAttempt);
  }

  listEvents(request: ListRequest): Promise<Page<EventRecord & { deliveries: number }>> {
    return this.#lists.events(request);
  }

  listDeliveries(request: ListRequest): Promise<Page<DeliveryRecord>> {
    return this.#lists.deliveries(request);
  }

  async deliveriesOfEvent(id: EventId): Promise<readonly DeliveryRecord[]> {
    return (await this.#lists.ofEvent(id)).map(({ record }) => record);
  }

  pending(subscriptionId?: SubscriptionId): AsyncIterable<DeliveryRecord> {
    const name = subscriptionId === undefined ? 'pending' : `pending:${subscriptionId}`;
    return this.#lists.rows(name, 'up');
  }

  async countsOf(subscriptionId: SubscriptionId): Promise<Ledger['deliveries']> {
    const counted = await this.#counts(`counts:${subscriptionId}`, STATES);
    return deliveryCounts(counted);
  }

  async ledger(): Promise<Omit<Ledger, 'captures'>> {
    const names = [...STATES, 'events', 'attempts', 'bytes'] as const;
    const counted = await this.#counts('counts', names);
    this.#storedBytes = counted.bytes ?? 0;
    return {
      events: counted.events ?? 0,
      deliveries: deliveryCounts(counted),
      attempts: counted.attempts ?? 0,
    };
  }

  async prune({ maxItems, maxBytes, olderThanMs }: RetentionLimits): Promise<number> {
    const oldestMs = olderThanMs === null ? '-inf' : this.#clock.now() - olderThanMs;
    let pruned = 0;
    for (let edge = '-inf'; edge !== ''; ) {
      const answer = await this.#link.run(
        PRUNE_DELIVERIES,
        maxItems,
        maxBytes,
        oldestMs,
        edge,
        PRUNE_CHUNK,
      );
      const [count, next] = Array.isArray(answer) ? answer : [0, ''];
      pruned += Number(count);
      edge = String(next);
    }
    return pruned;
  }

  /** The oldest delivery that waits for a subscription: all others of an ordered one wait for it. */
  async headOfLine(subscriptionId: string): Promise<DeliveryRecord | undefined> {
    const key = this.#link.key(`line:${subscriptionId}`);
    const [id] = await this.#link.ask((redis) => redis.zrange(key, '0', '0'));
    return id === undefined ? undefined : await this.findDelivery(id as DeliveryId);
  }

  async #counts(name: string, fields: readonly string[]): Promise<Record<string, number>> {
    const key = this.#link.key(name);
    const values = await this.#link.ask((redis) => redis.hmget(key, ...fields));
    return Object.fromEntries(fields.map((field, index) => [field, Number(values[index] ?? 0)]));
  }
}

/** Cuts a call into scripts that are short enough: an event is never in two. */
function inScripts(items: readonly TriggeredItem[]): TriggeredItem[][] {
  const scripts: TriggeredItem[][] = [];
  let records = MAX_RECORDS;
  for (const item of items) {
    records += 1 + item.deliveries.length;
    const script = scripts.at(-1);
    if (script === undefined || records > MAX_RECORDS) {
      records = 1 + item.deliveries.length;
      scripts.push([item]);
    } else {
      script.push(item);
    }
  }
  return scripts;
}

function eventArguments({ event, deliveries }: TriggeredItem): (string | number)[] {
  const { id, type, dataText, createdAtMs, origin } = event;
  const added = deliveries.flatMap((delivery) => addArguments(id, delivery));
  const bytes = Buffer.byteLength(dataText);
  return [id, type, dataText, createdAtMs, origin, bytes, deliveries.length, ...added];
}

function saveResult({ event, deliveries }: TriggeredItem, answer: readonly string[]): SaveResult {
  const [kind, ...rest] = answer;
  switch (kind) {
    case 'stored': {
      const records = deliveries.map((delivery, index) =>
        newRecord(event, delivery, Number(rest[index])),
      );
      return { kind: 'stored', deliveries: records };
    }
    case 'duplicate':
      return { kind: 'duplicate', deliveries: Number(rest[0]) };
    case 'conflict':
      return { kind: 'conflict' };
    default:
      throw new Error('Redis answered fewer results than it was given events');
  }
}

function recordOf(row: unknown): DeliveryRecord | undefined {
  return isRow(row) ? readDelivery(row).record : undefined;
}

function settleArguments({ state, nextAttemptAtMs, note }: Settlement): string[] {
  return [state, textOf(nextAttemptAtMs), noteText(note)];
}

function deliveryCounts(counted: Record<string, number>): Ledger['deliveries'] {
  const { total = 0, pending = 0, delivered = 0, failed = 0, cancelled = 0 } = counted;
  return { total, pending, delivered, failed, cancelled };
}
