import type { DeliveryId } from '../../contract/ids.ts';
import type { Clock, DeliveryJob, DeliveryQueue, LaneLimits, Log, RunJob } from '../../ports.ts';
import { DueHeap } from './due-heap.ts';
import { EntryIndex } from './entry-index.ts';
import { type Entry, Lane, newEntry } from './lane.ts';
import { LaneRing } from './lane-ring.ts';
import { QueueTime } from './queue-time.ts';

/**
 * The queue of the one-process default.
 *
 * Time: a job's instant is turned into a distance when it comes in and is measured with the
 * monotonic clock from then on. So a wall clock that jumps back freezes nothing. A jump forward
 * counts as time that has passed (a laptop that slept): what fell due meanwhile runs, within the
 * limits of its lane.
 */
export interface LaneQueueOptions {
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
  /** Attempts in flight over all lanes; beyond it each lane has a few of its own. */
  readonly maxRunning?: number;
}

const DEFAULT_MAX_RUNNING = 1024;
/** A lane gets so many whatever the others do: not even a thousand that hang can starve it. */
const GUARANTEED_SLOTS = 4;
/** How long the one timer sleeps at most: so soon a jump of the wall clock is seen. */
const MAX_SLEEP_MS = 2000;
/** Attempts that wait for the disk at a time; beyond it, sending waits for recording. */
const MAX_UNRECORDED = 512;
/** A job whose run failed for a reason of ours (the store) comes back after this. */
const COME_BACK_MS = 1000;

const CLOSED: LaneLimits = { concurrency: 1, ratePerS: null, isOrdered: false, isPaused: true };

export function createLaneQueue(options: LaneQueueOptions): DeliveryQueue {
  return new LaneQueue(options);
}

class LaneQueue implements DeliveryQueue {
  private readonly clock: Clock;
  private readonly log: Pick<Log, 'error'>;
  private readonly maxRunning: number;
  private readonly waiting = new DueHeap<Entry>();
  private readonly lanes = new Map<string, Lane>();
  private readonly entries = new EntryIndex();
  private readonly ring = new LaneRing();
  /** Lanes with work that the cap holds back. */
  private readonly held = new Set<Lane>();
  private readonly time: QueueTime;
  private run: RunJob | undefined;
  private limitsOf: ((lane: string) => LaneLimits) | undefined;
  private running = 0;
  /** Answered, and not recorded yet. */
  private unrecorded = 0;
  private order = 0;
  private isPumping = false;
  private isStopped = false;
  private whenIdle: (() => void) | undefined;
  private timerAtMs = Number.POSITIVE_INFINITY;
  private cancelTimer: (() => void) | undefined;

  constructor(options: LaneQueueOptions) {
    this.clock = options.clock;
    this.log = options.log;
    this.maxRunning = options.maxRunning ?? DEFAULT_MAX_RUNNING;
    this.time = new QueueTime(options.clock);
  }

  scheduleMany(jobs: readonly DeliveryJob[]): Promise<void> {
    const nowMs = this.time.now();
    const wallMs = this.clock.now();
    for (const job of jobs) {
      this.add(job, nowMs + Math.max(0, job.atMs - wallMs), nowMs);
    }
    this.pump();
    this.setTimer();
    return Promise.resolve();
  }

  remove(deliveryId: DeliveryId): Promise<void> {
    for (let entry = this.entries.first(deliveryId); entry; entry = entry.sibling) {
      if (entry.state !== 'running') {
        this.drop(entry);
        entry.lane.leave(deliveryId);
        this.ring.enter(entry.lane);
      }
    }
    this.pump();
    return Promise.resolve();
  }

  refreshLane(id: string): void {
    const lane = this.lanes.get(id);
    if (lane === undefined || this.limitsOf === undefined) {
      return;
    }
    lane.limits = this.limitsOf(id);
    if (lane.limits.isOrdered !== lane.isOrdered) {
      lane.reorder(this.entries.ofLane(lane));
    }
    this.ring.enter(lane);
    this.pump();
    this.setTimer();
  }

  start(run: RunJob, limitsOf: (lane: string) => LaneLimits): Promise<void> {
    this.run = run;
    this.limitsOf = limitsOf;
    for (const id of this.lanes.keys()) {
      this.refreshLane(id);
    }
    return Promise.resolve();
  }

  async stop(waitMs: number): Promise<void> {
    this.isStopped = true;
    this.cancelTimer?.();
    if (this.running === 0 && this.unrecorded === 0) {
      return;
    }
    await new Promise<void>((resolve) => {
      const cancel = this.clock.after(waitMs, resolve);
      this.whenIdle = () => {
        cancel();
        resolve();
      };
    });
  }

  headOf(id: string): DeliveryId | undefined {
    return this.lanes.get(id)?.head();
  }

  private add(job: DeliveryJob, dueMs: number, nowMs: number): void {
    const known = this.entries.findSame(job);
    if (known !== undefined) {
      this.drop(known);
    }
    this.order += 1;
    const entry = newEntry(job, this.laneOf(job.lane, nowMs), dueMs, this.order);
    this.entries.add(entry, job);
    entry.lane.join(entry);
    if (dueMs <= nowMs) {
      entry.lane.due(entry);
      this.ring.enter(entry.lane);
    } else {
      this.waiting.push(entry);
    }
  }

  private drop(entry: Entry): void {
    this.waiting.remove(entry);
    entry.state = 'gone';
    this.entries.remove(entry);
  }

  private laneOf(id: string, nowMs: number): Lane {
    const known = this.lanes.get(id);
    if (known !== undefined) {
      return known;
    }
    const lane = new Lane(id, this.limitsOf?.(id) ?? CLOSED, nowMs);
    this.lanes.set(id, lane);
    return lane;
  }

  /** Starts what may start: one job of each lane in turn. */
  private pump(): void {
    if (this.isPumping || this.isStopped || this.run === undefined) {
      return;
    }
    this.isPumping = true;
    const nowMs = this.time.now();
    for (let lane = this.ring.next(); lane !== undefined; lane = this.ring.next()) {
      if (this.running >= this.maxRunning && lane.running >= GUARANTEED_SLOTS) {
        this.held.add(lane);
        continue;
      }
      const entry = lane.take(nowMs);
      if (entry !== undefined) {
        this.launch(entry, this.run);
        this.ring.enter(lane);
      } else if (lane.mayStart()) {
        this.setAlarm(lane, nowMs);
      }
    }
    this.isPumping = false;
  }

  private launch(entry: Entry, run: RunJob): void {
    const { job } = entry;
    if (job === null) {
      return;
    }
    this.running += 1;
    const freeSlot = () => this.freeSlot(entry);
    run(job, freeSlot).then(
      () => this.finish(entry),
      (error: unknown) => {
        this.log.error({ delivery_id: job.deliveryId, err: error }, 'an attempt could not be made');
        this.add(job, this.time.now() + COME_BACK_MS, this.time.now());
        this.finish(entry);
      },
    );
  }

  /** The endpoint is done with it: what is left is ours, and its lane may go on meanwhile. */
  private freeSlot(entry: Entry): void {
    const { lane } = entry;
    if (entry.hasSlot && !lane.isOrdered && this.unrecorded < MAX_UNRECORDED) {
      entry.hasSlot = false;
      this.unrecorded += 1;
      lane.running -= 1;
      this.running -= 1;
      this.ring.enter(lane);
      this.letGo();
      this.pump();
    }
  }

  private finish(entry: Entry): void {
    const { lane } = entry;
    if (entry.hasSlot) {
      this.running -= 1;
      lane.running -= 1;
    } else {
      this.unrecorded -= 1;
    }
    this.entries.remove(entry);
    lane.finish(entry);
    if (lane.size === 0 && lane.limits.ratePerS === null) {
      this.lanes.delete(lane.id);
    }
    if (this.running === 0 && this.unrecorded === 0) {
      this.whenIdle?.();
    }
    this.ring.enter(lane);
    this.letGo();
    this.pump();
    this.setTimer();
  }

  /** Room again below the cap: the lanes that it held back may go on. */
  private letGo(): void {
    if (this.held.size > 0 && this.running < this.maxRunning) {
      for (const lane of this.held) {
        this.ring.enter(lane);
      }
      this.held.clear();
    }
  }

  /** The lane has something ready but no token: it is woken when it gets one. */
  private setAlarm(lane: Lane, nowMs: number): void {
    if (lane.alarm !== undefined) {
      return;
    }
    this.order += 1;
    lane.alarm = newEntry(null, lane, nowMs + lane.msToToken(nowMs), this.order);
    this.waiting.push(lane.alarm);
  }

  private setTimer(): void {
    const next = this.waiting.peek();
    if (next === undefined || this.isStopped) {
      return;
    }
    const nowMs = this.time.now();
    const atMs = Math.min(Math.max(next.dueMs, nowMs), nowMs + MAX_SLEEP_MS);
    if (atMs >= this.timerAtMs) {
      return;
    }
    this.cancelTimer?.();
    this.timerAtMs = atMs;
    this.cancelTimer = this.clock.after(atMs - nowMs, () => this.tick());
  }

  private tick(): void {
    this.timerAtMs = Number.POSITIVE_INFINITY;
    this.cancelTimer = undefined;
    const nowMs = this.time.now();
    for (
      let entry = this.waiting.peek();
      entry && entry.dueMs <= nowMs;
      entry = this.waiting.peek()
    ) {
      this.waiting.pop();
      if (entry.job === null) {
        entry.lane.alarm = undefined;
      } else {
        entry.lane.due(entry);
      }
      this.ring.enter(entry.lane);
    }
    this.pump();
    this.setTimer();
  }
}
