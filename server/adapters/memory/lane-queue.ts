import type { DeliveryId } from '../../contract/ids.ts';
import type { Clock, DeliveryJob, DeliveryQueue, LaneLimits, Log, RunJob } from '../../ports.ts';
import { DueHeap } from './due-heap.ts';
import { EntryIndex } from './entry-index.ts';
import { type Entry, Lane, newEntry } from './lane.ts';
import { LaneRound } from './lane-round.ts';
import { type OrdersAhead, putBack, recall, recallAll } from './orders-ahead.ts';
import { QueueTime } from './queue-time.ts';
import { WakeTimer } from './wake-timer.ts';

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
  /** Who makes the attempts, where it takes some ahead of their turn. */
  readonly maker?: OrdersAhead | undefined;
}

const DEFAULT_MAX_RUNNING = 1024;
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
  private readonly waiting = new DueHeap<Entry>();
  private readonly lanes = new Map<string, Lane>();
  private readonly entries = new EntryIndex();
  private readonly round: LaneRound;
  private readonly time: QueueTime;
  private readonly timer: WakeTimer;
  private readonly maker: OrdersAhead | undefined;
  private run: RunJob | undefined;
  private limitsOf: ((lane: string) => LaneLimits) | undefined;
  /** Answered, and not recorded yet. */
  private unrecorded = 0;
  private order = 0;
  private isPumping = false;
  private isStopped = false;
  private whenIdle: (() => void) | undefined;

  constructor(options: LaneQueueOptions) {
    this.clock = options.clock;
    this.log = options.log;
    this.maker = options.maker;
    this.round = new LaneRound(options.maxRunning ?? DEFAULT_MAX_RUNNING, options.maker);
    this.time = new QueueTime(options.clock);
    this.timer = new WakeTimer(options.clock, this.time, () => this.tick());
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
      if (entry.state !== 'running' || recall(this.maker, entry)) {
        this.drop(entry);
        entry.lane.leave(deliveryId);
        this.round.enter(entry.lane);
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
    recallAll(this.maker, this.entries, lane);
    if (lane.limits.isOrdered !== lane.isOrdered) {
      lane.reorder(this.entries.list(lane));
    }
    this.round.enter(lane);
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
    this.timer.cancel();
    recallAll(this.maker, this.entries);
    if (this.round.running === 0 && this.unrecorded === 0) {
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
      this.round.enter(entry.lane);
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
    for (let lane = this.round.next(); lane !== undefined; lane = this.round.next()) {
      const entry = lane.take(nowMs);
      if (entry !== undefined) {
        this.launch(entry, this.run);
        this.round.enter(lane);
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
    this.round.running += 1;
    const freeSlot = () => this.freeSlot(entry);
    run(job, freeSlot).then(
      () => this.finish(entry),
      (error: unknown) => {
        this.log.error({ delivery_id: job.deliveryId, err: error }, 'an attempt could not be made');
        if (entry.state === 'running') {
          this.add(job, this.time.now() + COME_BACK_MS, this.time.now());
        }
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
      this.round.leave(lane);
      this.round.enter(lane);
      this.round.letGo();
      this.pump();
    }
  }

  private finish(entry: Entry): void {
    const { lane } = entry;
    if (entry.hasSlot) {
      this.round.leave(lane);
    } else {
      this.unrecorded -= 1;
    }
    if (entry.state === 'recalled') {
      putBack(this.entries, entry);
    } else if (entry.state === 'running') {
      this.entries.remove(entry);
      lane.finish(entry);
    }
    if (lane.size === 0 && lane.limits.ratePerS === null) {
      this.lanes.delete(lane.id);
    }
    if (this.round.running === 0 && this.unrecorded === 0) {
      this.maker?.rest();
      this.whenIdle?.();
    }
    this.round.enter(lane);
    this.round.letGo();
    this.pump();
    this.setTimer();
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
    if (!this.isStopped) {
      this.timer.set(this.waiting.peek()?.dueMs);
    }
  }

  private tick(): void {
    const nowMs = this.time.now();
    for (;;) {
      const entry = this.waiting.peek();
      if (entry === undefined || entry.dueMs > nowMs) {
        break;
      }
      this.waiting.pop();
      if (entry.job === null) {
        entry.lane.alarm = undefined;
      } else {
        entry.lane.due(entry);
      }
      this.round.enter(entry.lane);
    }
    this.pump();
    this.setTimer();
  }
}
