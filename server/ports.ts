import type { BurstDetail } from './contract/burst.ts';
import type { AttemptCause, Ledger, Outcome } from './contract/delivery.ts';
import type { EventType } from './contract/event.ts';
import type { CaptureId, DeliveryId, EventId, SubscriptionId } from './contract/ids.ts';
import type { ChangedThing } from './contract/live.ts';
import type { Page } from './contract/page.ts';
import type { Publisher } from './contract/publisher.ts';
import type { SavedView } from './contract/saved-view.ts';
import type { RawHeaders } from './contract/text.ts';
import type {
  AttemptMade,
  AttemptOrder,
  AttemptSummary,
  PackedAttempt,
} from './core/attempt-order.ts';
import type { ListRequest } from './core/list-order.ts';
import type { OutgoingRequest } from './core/outgoing-request.ts';
import type {
  AttemptRecord,
  CaptureChange,
  CaptureDetailRecord,
  CaptureRecord,
  DeliveryRecord,
  EventRecord,
  InboxRecord,
  NewCapture,
  NewDelivery,
  RuleRecord,
  Settlement,
  StoredSettings,
  SubscriptionRecord,
  TriggerHookRecord,
} from './core/records.ts';

/** Wall time and timers. Tests inject one that stands still until it is told to move. */
export interface Clock {
  /** Milliseconds since 1970. May jump, both ways. */
  now(): number;
  /** Milliseconds from an arbitrary start; never jumps back. */
  monotonic(): number;
  /** Calls once after `delayMs`; the returned function cancels. */
  after(delayMs: number, call: () => void): () => void;
}

/** Chance, so that tests can rule it out. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  bytes(size: number): Uint8Array;
}

/** Structured log. Fields pass through redaction; never hand it a secret all the same. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Seals secrets for the disk. `open` throws where the text was sealed with another key. */
export interface SealedBox {
  seal(text: string): string;
  open(sealed: string): string;
}

export type { ListRequest } from './core/list-order.ts';

// --- What people configure or register: tens to thousands of records, changed by people ---

/**
 * Records by id. `all` answers from memory: it is called once per event.
 * `put` and `remove` resolve when the change is stored.
 */
export interface RecordStore<Item extends { readonly id: string }> {
  all(): readonly Item[];
  find(id: string): Item | undefined;
  put(item: Item): Promise<void>;
  /** All of them or none. */
  putMany(items: readonly Item[]): Promise<void>;
  remove(id: string): Promise<boolean>;
}

/** All that people configure, by kind. */
export interface ConfigStores {
  readonly subscriptions: RecordStore<SubscriptionRecord>;
  readonly inboxes: RecordStore<InboxRecord>;
  readonly rules: RecordStore<RuleRecord>;
  readonly triggerHooks: RecordStore<TriggerHookRecord>;
  readonly publishers: RecordStore<Publisher>;
  readonly eventTypes: RecordStore<EventType & { readonly id: string }>;
  /** Finished ones. */
  readonly bursts: RecordStore<BurstDetail>;
  readonly views: RecordStore<SavedView>;
  /** One document, with defaults filled in by the flow that reads it. */
  readonly settings: RecordStore<StoredSettings>;
}

// --- What arrives at the rate of traffic ---

export interface TriggeredItem {
  readonly event: EventRecord;
  readonly deliveries: readonly NewDelivery[];
  /** The event's id was made just now: nobody can have used it before. */
  readonly isIdNew?: boolean;
}

export type SaveResult =
  | { readonly kind: 'stored'; readonly deliveries: readonly DeliveryRecord[] }
  /** The same id with the same type and data was stored before. */
  | { readonly kind: 'duplicate'; readonly deliveries: number }
  /** The same id with other data. */
  | { readonly kind: 'conflict' };

/** A delivery, with its event, that this process alone may attempt now. */
export interface ClaimedDelivery {
  readonly delivery: DeliveryRecord;
  readonly event: EventRecord;
}

/**
 * Events, deliveries and attempts. Every promise resolves when the change is stored as the
 * durability setting says, and rejects with AppError `storage_full` where it could not be:
 * nothing of the change is then visible. The ledger balances between any two calls.
 */
export interface DeliveryStore {
  /** Group commit: one append for all that is asked for while the last one is written. */
  saveTriggered(items: readonly TriggeredItem[]): Promise<readonly SaveResult[]>;
  /** Adds a delivery to a stored event: replays and test sends. */
  addDelivery(eventId: EventId, delivery: NewDelivery): Promise<DeliveryRecord | undefined>;
  /** The delivery with its event, where it is pending (or `anyState`); undefined where another has it. */
  claim(id: DeliveryId, anyState?: boolean): Promise<ClaimedDelivery | undefined>;
  /** Ends a claim without an attempt. */
  release(id: DeliveryId): void;
  /** Stores the attempt and the state that follows from it, in one append; ends the claim. */
  recordAttempt(attempt: AttemptRecord, settlement: Settlement): Promise<DeliveryRecord>;
  /** The same for an attempt that was packed by `packAttempt` of this store's adapter, in another thread. */
  recordPacked?(
    summary: AttemptSummary,
    packed: PackedAttempt,
    settlement: Settlement,
  ): Promise<DeliveryRecord>;
  /** Changes the state without an attempt: cancelled, held, due at another time. */
  settle(id: DeliveryId, settlement: Settlement): Promise<DeliveryRecord | undefined>;
  findEvent(id: EventId): Promise<EventRecord | undefined>;
  findDelivery(id: DeliveryId): Promise<DeliveryRecord | undefined>;
  /** Oldest first. */
  readAttempts(id: DeliveryId): Promise<readonly AttemptRecord[]>;
  listEvents(request: ListRequest): Promise<Page<EventRecord & { deliveries: number }>>;
  listDeliveries(request: ListRequest): Promise<Page<DeliveryRecord>>;
  deliveriesOfEvent(id: EventId): Promise<readonly DeliveryRecord[]>;
  /** Every pending delivery, oldest first: what a start puts back into the queue. */
  pending(subscriptionId?: SubscriptionId): AsyncIterable<DeliveryRecord>;
  countsOf(subscriptionId: SubscriptionId): Promise<Ledger['deliveries']>;
  ledger(): Promise<Omit<Ledger, 'captures'>>;
  /** Drops the oldest that are neither pending nor within the limits. Answers how many deliveries. */
  prune(limits: RetentionLimits): Promise<number>;
}

/** How much is kept; what is older goes first. */
export interface RetentionLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
  /** An age in milliseconds, not a moment: older items go; null keeps whatever fits. */
  readonly olderThanMs: number | null;
}

/** A body on its way to the disk: small ones stay in memory until they are stored. */
export interface BodyWriter {
  write(chunk: Uint8Array): Promise<void> | void;
  readonly sizeBytes: number;
  /** The whole body where it is small enough to be in memory, else undefined. */
  inMemory(): Uint8Array | undefined;
  discard(): Promise<void>;
}

/** Captures and their bodies. What `save` resolved for survives `kill -9`. */
export interface CaptureStore {
  openBody(): BodyWriter;
  save(
    capture: NewCapture,
    detail: CaptureDetailRecord,
    body: BodyWriter | Uint8Array,
  ): Promise<CaptureRecord>;
  change(id: CaptureId, change: CaptureChange): Promise<CaptureRecord | undefined>;
  find(id: CaptureId): Promise<CaptureRecord | undefined>;
  readDetail(id: CaptureId): Promise<CaptureDetailRecord | undefined>;
  /** The body's bytes from `start` up to, not including, `end`. */
  readBody(id: CaptureId, start?: number, end?: number): AsyncIterable<Uint8Array> | undefined;
  list(request: ListRequest): Promise<Page<CaptureRecord>>;
  /** Newest first; all captures whose delivery key is one of these. */
  findByDeliveryKey(keys: readonly string[]): Promise<readonly CaptureRecord[]>;
  /** Hidden at once, gone for good after a while; the token restores them until then. */
  delete(ids: readonly CaptureId[]): Promise<{ deleted: number; undo: string }>;
  restore(undo: string): Promise<number>;
  ledger(): Promise<Ledger['captures']>;
  storedBytes(): number;
  prune(limits: RetentionLimits): Promise<number>;
}

// --- Moving parts ---

export interface DeliveryJob {
  readonly deliveryId: DeliveryId;
  /** Isolation is per lane: the subscription's id, or the URL of a one-off send. */
  readonly lane: string;
  readonly atMs: number;
  readonly cause: AttemptCause;
  /** Names the intent: a manual act never collapses into a scheduled attempt. */
  readonly attemptKey: string;
}

/** How fast, how many at a time and in which order a lane may send. */
export interface LaneLimits {
  readonly concurrency: number;
  readonly ratePerS: number | null;
  readonly isOrdered: boolean;
  readonly isPaused: boolean;
  /** So many may be ordered ahead of their turn, where the maker of attempts keeps the concurrency. */
  readonly ahead?: number;
}

/**
 * Runs one job. `freeSlot` may be called once the endpoint has answered: its lane may then start the
 * next job while this one is still being recorded. Ordered lanes wait for the end all the same.
 */
export type RunJob = (job: DeliveryJob, freeSlot?: () => void) => Promise<void>;

/** Runs due deliveries, fair among lanes, within their limits and a global cap; knows no more of them. */
export interface DeliveryQueue {
  scheduleMany(jobs: readonly DeliveryJob[]): Promise<void>;
  /** Forgets what is scheduled for a delivery; a running attempt is not touched. */
  remove(deliveryId: DeliveryId): Promise<void>;
  /** Asks `limitsOf` again for a lane: its policy or state changed. */
  refreshLane(lane: string): void;
  start(run: RunJob, limitsOf: (lane: string) => LaneLimits): Promise<void>;
  /** Takes no new job and waits for the running ones, at most `waitMs`. */
  stop(waitMs: number): Promise<void>;
  /** The delivery that all others of an ordered lane wait for. */
  headOf(lane: string): DeliveryId | undefined;
}

export type { OutgoingRequest, SocketEnds } from './core/outgoing-request.ts';

export interface TransportResult {
  readonly outcome: Outcome;
  readonly status: number | null;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
  readonly sizeBytes: number;
  readonly isCut: boolean;
  readonly connectMs: number | null;
  readonly waitMs: number | null;
  readonly totalMs: number;
  /** What failed, in a few words, for the explanation: an address, a certificate's fault. */
  readonly detail: string | null;
}

/** Sends exactly these bytes; follows no redirect; never rejects: a failure is a result. */
export interface Transport {
  send(request: OutgoingRequest): Promise<TransportResult>;
  close(): Promise<void>;
}

/** What an exposee answered, whoever runs it. */
export interface ExposeeAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly bodyText: string;
}

/** Calls an exposee over HTTP for the integrator. Rejects with AppError `upstream_failed` where none answers. */
export interface ExposeeClient {
  call(request: {
    readonly method: 'POST' | 'DELETE';
    readonly url: string;
    readonly body: object;
  }): Promise<ExposeeAnswer>;
}

/** Counts what happens, for metrics and the live rate. Called at the rate of traffic. */
export interface Meter {
  triggered(events: number, deliveries: number): void;
  attempted(outcome: Outcome, isSuccess: boolean, totalMs: number): void;
  captured(sizeBytes: number): void;
}

/** Makes attempts, in this thread or in others. Rejects only where nobody knows what came of it. */
export interface AttemptMaker {
  make(order: AttemptOrder): Promise<AttemptMade>;
  close(): Promise<void>;
}

/** What the windows are told. Costs next to nothing while nobody listens. */
export interface LiveFeed {
  delivery(record: DeliveryRecord): void;
  capture(record: CaptureRecord): void;
  capturesDeleted(ids: readonly CaptureId[]): void;
  changed(what: ChangedThing): void;
}
