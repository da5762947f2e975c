import type { DeliveryId } from '../../contract/ids.ts';
import type { DeliveryJob, LaneLimits } from '../../ports.ts';
import type { Due } from './due-heap.ts';

/**
 * A job on its way: waiting for its time, ready, parked behind the head of its line, running; or
 * taken back before it began, until its run has ended.
 */
export interface Entry extends Due {
  /** Null for a lane's own alarm, which wakes it when its rate allows the next job. */
  readonly job: DeliveryJob | null;
  readonly lane: Lane;
  state: 'waiting' | 'ready' | 'parked' | 'running' | 'recalled' | 'gone';
  /** Whether it counts as running in its lane: until the endpoint has answered. */
  hasSlot: boolean;
  /** The next entry of the same delivery. */
  sibling: Entry | undefined;
  nextReady: Entry | undefined;
}

export function newEntry(job: DeliveryJob | null, lane: Lane, dueMs: number, order: number): Entry {
  return {
    dueMs,
    order,
    heapIndex: -1,
    job,
    lane,
    state: 'waiting',
    hasSlot: true,
    sibling: undefined,
    nextReady: undefined,
  };
}

/** A tenth of a second's worth of jobs may start at once: enough to keep a fast lane busy. */
const BURST_S = 0.1;

/** One lane: what is ready in it, its limits, and the line of an ordered one. */
export class Lane {
  readonly id: string;
  limits: LaneLimits;
  running = 0;
  /** Jobs that may be handed on beyond the concurrency, at this moment. */
  ahead = 0;
  /** Entries of this lane in whatever state, alarms left out. */
  size = 0;
  isInRing = false;
  nextInRing: Lane | undefined;
  alarm: Entry | undefined;
  private first: Entry | undefined;
  private last: Entry | undefined;
  private tokens = 1;
  private filledAtMs: number;
  /** Ordered lanes: every delivery in its turn, with its scheduled entry unless that runs. */
  private line: Map<DeliveryId, Entry | undefined> | undefined;

  constructor(id: string, limits: LaneLimits, nowMs: number) {
    this.id = id;
    this.limits = limits;
    this.filledAtMs = nowMs;
    this.line = limits.isOrdered ? new Map() : undefined;
  }

  get isOrdered(): boolean {
    return this.line !== undefined;
  }

  head(): DeliveryId | undefined {
    return this.line?.keys().next().value;
  }

  /** A new scheduled entry: in an ordered lane it joins the line, or keeps its place in it. */
  join(entry: Entry): void {
    if (this.line !== undefined && entry.job !== null && isInTurn(entry.job)) {
      this.line.set(entry.job.deliveryId, entry.state === 'running' ? undefined : entry);
    }
  }

  /** Its time has come. */
  due(entry: Entry): void {
    const { job } = entry;
    if (
      job !== null &&
      this.line !== undefined &&
      isInTurn(job) &&
      this.head() !== job.deliveryId
    ) {
      entry.state = 'parked';
      return;
    }
    this.pushReady(entry);
  }

  /** The next job that may start now, now being taken. */
  take(nowMs: number): Entry | undefined {
    if (!this.mayStart() || this.msToToken(nowMs) > 0) {
      return undefined;
    }
    const entry = this.shiftReady();
    if (entry !== undefined) {
      if (this.limits.ratePerS !== null) {
        this.tokens -= 1;
      }
      this.running += 1;
      entry.state = 'running';
      if (entry.job !== null && this.line?.get(entry.job.deliveryId) === entry) {
        this.line.set(entry.job.deliveryId, undefined);
      }
    }
    return entry;
  }

  /** Whether a job is ready and neither the pause nor the concurrency holds it back. */
  mayStart(): boolean {
    this.dropGone();
    const { isPaused, concurrency } = this.limits;
    return !isPaused && this.running < concurrency + this.ahead && this.first !== undefined;
  }

  /** Milliseconds until the rate allows a job; 0 for now. */
  msToToken(nowMs: number): number {
    const rate = this.limits.ratePerS;
    if (rate === null) {
      return 0;
    }
    const most = Math.max(1, rate * BURST_S);
    const gained = (Math.max(0, nowMs - this.filledAtMs) / 1000) * rate;
    this.tokens = Math.min(most, this.tokens + gained);
    this.filledAtMs = nowMs;
    // A hair less than a whole token is a whole one: sums of fractions fall short.
    return this.tokens >= 1 - 1e-9 ? 0 : Math.ceil(((1 - this.tokens) / rate) * 1000);
  }

  finish(entry: Entry): void {
    const { job } = entry;
    if (job === null || this.line === undefined || !isInTurn(job)) {
      return;
    }
    // Scheduled anew while it ran: it keeps its place.
    if (this.line.get(job.deliveryId) === undefined) {
      this.leave(job.deliveryId);
    }
  }

  /** The delivery's turn is over, or it was taken out: the next in line may go. */
  leave(id: DeliveryId): void {
    if (this.line?.delete(id)) {
      const head = this.head();
      const entry = head === undefined ? undefined : this.line.get(head);
      if (entry?.state === 'parked') {
        this.pushReady(entry);
      }
    }
  }

  /** Takes over the entries of the lane, in their order, after it became ordered or stopped being so. */
  reorder(entries: readonly Entry[]): void {
    this.line = this.limits.isOrdered ? new Map() : undefined;
    this.first = undefined;
    this.last = undefined;
    for (const entry of entries) {
      this.join(entry);
    }
    for (const entry of entries) {
      if (entry.state === 'ready' || entry.state === 'parked') {
        entry.nextReady = undefined;
        this.due(entry);
      }
    }
  }

  /** It was taken back: the next to start, or at its place in the line. */
  comeBack(entry: Entry): void {
    if (this.line !== undefined) {
      this.due(entry);
      return;
    }
    entry.state = 'ready';
    entry.nextReady = this.first;
    this.first = entry;
    this.last ??= entry;
  }

  private pushReady(entry: Entry): void {
    entry.state = 'ready';
    if (this.last === undefined) {
      this.first = entry;
    } else {
      this.last.nextReady = entry;
    }
    this.last = entry;
  }

  private shiftReady(): Entry | undefined {
    const entry = this.first;
    if (entry !== undefined) {
      this.first = entry.nextReady;
      entry.nextReady = undefined;
      if (this.first === undefined) {
        this.last = undefined;
      }
    }
    return entry;
  }

  private dropGone(): void {
    while (this.first?.state === 'gone') {
      this.shiftReady();
    }
  }
}

/** What a user starts by hand does not stand in line. */
function isInTurn(job: DeliveryJob): boolean {
  return job.cause === 'schedule' || job.cause === 'replay';
}
