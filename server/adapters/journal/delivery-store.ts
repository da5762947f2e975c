import type { DeliveryId, EventId, SubscriptionId } from '../../contract/ids.ts';
import type { Page } from '../../contract/page.ts';
import type { AttemptSummary, PackedAttempt } from '../../core/attempt-order.ts';
import { StoreGone } from '../../core/errors.ts';
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
import { attemptFrame, packAttempt, readAttempt } from './attempt-frames.ts';
import { DeliveryCache } from './delivery-cache.ts';
import type { DeliveryTotals } from './delivery-counts.ts';
import {
  type AddedTuple,
  attemptTuple,
  DELIVERY_KINDS,
  deliveryTuple,
  type SettleTuple,
  stateCode,
} from './delivery-frames.ts';
import { DeliveryLists } from './delivery-lists.ts';
import { pruneDeliveries } from './delivery-prune.ts';
import { type DeliveryRow, type EventRow, recordOf } from './delivery-row.ts';
import type { DeliveryRows } from './delivery-rows.ts';
import { DeliverySaver } from './delivery-saver.ts';
import { rawOf } from './frame.ts';
import type { Journal } from './journal.ts';
import type { Durability } from './segment-tail.ts';

export interface JournalControls {
  setDurability(durability: Durability): void;
  /** The last write failed and none succeeded since. */
  readonly isFull: boolean;
  /** The system's code of why it failed, such as ENOSPC. */
  readonly whyFull: string | undefined;
  /** Refuses all writes from here on where the folder is gone. */
  checkPlace(): Promise<void>;
  storedBytes(): number;
  close(): Promise<void>;
}

/** A delivery that can never be sent is not left pending without a word. */
const DAMAGED_NOTE = 'The stored event is damaged on the disk: it cannot be sent.';

export class DeliveryJournal implements DeliveryStore, JournalControls {
  readonly #journal: Journal<DeliveryTotals>;
  readonly #rows: DeliveryRows;
  readonly #clock: Clock;
  readonly #cache = new DeliveryCache();
  readonly #saver: DeliverySaver;
  readonly #lists: DeliveryLists;
  #pruning: Promise<unknown> = Promise.resolve();

  constructor(journal: Journal<DeliveryTotals>, rows: DeliveryRows, clock: Clock) {
    this.#journal = journal;
    this.#rows = rows;
    this.#clock = clock;
    this.#saver = new DeliverySaver({
      rows,
      cache: this.#cache,
      log: journal.log,
      readEvent: (row) => this.#readEvent(row),
    });
    this.#lists = new DeliveryLists({
      rows,
      clock,
      reader: journal.reader,
      readEvent: (row) => this.#readEvent(row),
      readAttempts: (row) => this.readAttempts(row.id),
    });
  }

  get isFull(): boolean {
    return this.#journal.log.isFull;
  }

  get whyFull(): string | undefined {
    return this.#journal.log.whyFull;
  }

  checkPlace(): Promise<void> {
    return this.#journal.log.checkPlace();
  }

  setDurability(durability: Durability): void {
    this.#journal.tail.setDurability(durability);
  }

  storedBytes(): number {
    return this.#journal.tail.storedBytes();
  }

  close(): Promise<void> {
    return this.#journal.close();
  }

  saveTriggered(items: readonly TriggeredItem[]): Promise<readonly SaveResult[]> {
    return this.#saver.save(items);
  }

  async addDelivery(eventId: EventId, delivery: NewDelivery): Promise<DeliveryRecord | undefined> {
    const event = this.#rows.eventsById.get(eventId);
    if (event === undefined || event.isLeaving) {
      return undefined;
    }
    const number = this.#rows.nextNumber;
    this.#rows.nextNumber += 1;
    const tuple: AddedTuple = [eventId, number, this.#clock.now(), deliveryTuple(delivery)];
    let row: DeliveryRow | undefined;
    await this.#journal.log.append(
      { kind: DELIVERY_KINDS.delivery, summaryText: JSON.stringify(tuple) },
      () => {
        row = this.#rows.applyAdded(tuple);
      },
    );
    return row && recordOf(row);
  }

  async claim(id: DeliveryId, anyState = false): Promise<ClaimedDelivery | undefined> {
    const row = this.#rows.deliveriesById.get(id);
    const isFree = row && !row.isClaimed && !row.event.isLeaving;
    if (!isFree || (!anyState && row.state !== 'pending')) {
      return undefined;
    }
    row.isClaimed = true;
    const event = row.event.cached;
    return event ? { delivery: recordOf(row), event } : this.#claimFromDisk(row, anyState);
  }

  async #claimFromDisk(row: DeliveryRow, anyState: boolean): Promise<ClaimedDelivery | undefined> {
    let isTaken = false;
    try {
      const event = await this.#readEvent(row.event);
      // It may have been cancelled while its event was read.
      isTaken = event !== undefined && (anyState || row.state === 'pending');
      if (event === undefined) {
        await this.settle(row.id, { state: 'failed', nextAttemptAtMs: null, note: DAMAGED_NOTE });
      }
      return event && isTaken ? { delivery: recordOf(row), event } : undefined;
    } finally {
      row.isClaimed = isTaken;
    }
  }

  release(id: DeliveryId): void {
    const row = this.#rows.deliveriesById.get(id);
    if (row) {
      row.isClaimed = false;
      this.#cache.dropIfDone(row.event);
    }
  }

  /** Where it rejects, the claim stays: the caller records again or releases. */
  recordAttempt(attempt: AttemptRecord, settlement: Settlement): Promise<DeliveryRecord> {
    const row = this.#rows.deliveriesById.get(attempt.deliveryId);
    const cached = row?.event.cached;
    const packed = packAttempt(attempt, cached?.shared?.bytes ?? cached?.dataText ?? null);
    return this.recordPacked(attempt, packed, settlement);
  }

  async recordPacked(
    summary: AttemptSummary,
    packed: PackedAttempt,
    settlement: Settlement,
  ): Promise<DeliveryRecord> {
    const row = this.#rows.deliveriesById.get(summary.deliveryId);
    if (row === undefined) {
      throw new StoreGone(`delivery ${summary.deliveryId} is not stored: it cannot get an attempt`);
    }
    const tuple = attemptTuple(summary, settlement, this.#clock.now());
    let record: DeliveryRecord | undefined;
    await this.#journal.log.append(attemptFrame(packed, tuple), (position, bytes) => {
      this.#rows.applyAttemptTo(row, tuple, position, bytes);
      row.isClaimed = false;
      this.#cache.dropIfDone(row.event);
      record = recordOf(row);
    });
    return record ?? recordOf(row);
  }

  async settle(id: DeliveryId, settlement: Settlement): Promise<DeliveryRecord | undefined> {
    const row = this.#rows.deliveriesById.get(id);
    if (row === undefined || row.event.isLeaving) {
      return undefined;
    }
    const { state, nextAttemptAtMs, note } = settlement;
    const tuple: SettleTuple = [id, stateCode(state), nextAttemptAtMs, note, this.#clock.now()];
    let record: DeliveryRecord | undefined;
    await this.#journal.log.append(
      { kind: DELIVERY_KINDS.settle, summaryText: JSON.stringify(tuple) },
      () => {
        this.#rows.applySettle(tuple);
        this.#cache.dropIfDone(row.event);
        record = recordOf(row);
      },
    );
    return record;
  }

  async findEvent(id: EventId): Promise<EventRecord | undefined> {
    const row = this.#rows.eventsById.get(id);
    return row && this.#readEvent(row);
  }

  async findDelivery(id: DeliveryId): Promise<DeliveryRecord | undefined> {
    const row = this.#rows.deliveriesById.get(id);
    return row && recordOf(row);
  }

  async readAttempts(id: DeliveryId): Promise<readonly AttemptRecord[]> {
    const row = this.#rows.deliveriesById.get(id);
    const attempts: AttemptRecord[] = [];
    const event =
      row && row.attemptPositions.length > 0 ? await this.#readEvent(row.event) : undefined;
    const dataBytes = event && Buffer.from(event.dataText, 'utf8');
    for (const position of [...(row?.attemptPositions ?? [])]) {
      const frame = await this.#journal.reader.read(position);
      const attempt = frame && readAttempt(frame, dataBytes);
      if (attempt) {
        attempts.push(attempt);
      }
    }
    return attempts;
  }

  listEvents(request: ListRequest): Promise<Page<EventRecord & { deliveries: number }>> {
    return this.#lists.events(request);
  }

  listDeliveries(request: ListRequest): Promise<Page<DeliveryRecord>> {
    return this.#lists.deliveries(request);
  }

  async deliveriesOfEvent(id: EventId): Promise<readonly DeliveryRecord[]> {
    return (this.#rows.eventsById.get(id)?.deliveries ?? []).map(recordOf);
  }

  async *pending(subscriptionId?: SubscriptionId): AsyncIterable<DeliveryRecord> {
    const isWanted = (row: DeliveryRow) =>
      row.state === 'pending' && (!subscriptionId || row.subscriptionId === subscriptionId);
    for (const row of this.#rows.deliveries.filter(isWanted)) {
      if (row.state === 'pending') {
        yield recordOf(row);
      }
    }
  }

  async countsOf(subscriptionId: SubscriptionId) {
    return this.#rows.counts.countsOf(subscriptionId);
  }

  async ledger() {
    return this.#rows.counts.ledger(this.#rows.events.length);
  }

  /** One at a time. */
  prune(limits: RetentionLimits): Promise<number> {
    const deps = { journal: this.#journal, rows: this.#rows, clock: this.#clock };
    const pruned = this.#pruning.then(() => pruneDeliveries(deps, limits));
    this.#pruning = pruned.catch(() => undefined);
    return pruned;
  }

  async #readEvent(row: EventRow): Promise<EventRecord | undefined> {
    if (row.cached) {
      return ownedEvent(row.cached);
    }
    const frame = await this.#journal.reader.readNear(row.position, row.frameBytes);
    if (frame === undefined) {
      return undefined;
    }
    const dataText = rawOf(frame).toString('utf8');
    const { id, type, createdAtMs, origin } = row;
    return { id, type, dataText, createdAtMs, origin };
  }
}
