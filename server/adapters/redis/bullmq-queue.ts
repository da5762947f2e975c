// Deliveries in Redis: one queue of BullMQ a lane. A lane's limits are then BullMQ's own, over all
// processes, and an endpoint that hangs fills its own lane and nobody else's. A lane that has nothing
// to do costs nothing: its worker is closed, and opened again when one of the processes says so.
// The line of an ordered lane is the store's: only its head is ever in BullMQ.
import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { DeliveryId } from '../../contract/ids.ts';
import type { DeliveryRecord } from '../../core/records.ts';
import type { Clock, DeliveryJob, DeliveryQueue, LaneLimits, Log, RunJob } from '../../ports.ts';
import type { RedisBus } from './bus.ts';
import type { RedisLink } from './connection.ts';
import { JobIndex, jobOf, readPayload } from './job-index.ts';
import { LaneSet } from './lane-set.ts';
import { type HeadOfLine, LineHeads } from './line-heads.ts';
import { redisFailure } from './redis-failure.ts';
import { Slots } from './slots.ts';

/** What the queue asks of the store. */
export interface DeliveryLine extends HeadOfLine {
  findDelivery(id: DeliveryId): Promise<DeliveryRecord | undefined>;
  pending(): AsyncIterable<DeliveryRecord>;
}

export interface BullmqQueueOptions {
  readonly link: RedisLink;
  readonly bus: RedisBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly line: DeliveryLine;
  /** The job that makes a pending delivery's next attempt. */
  readonly jobOfDelivery: (delivery: DeliveryRecord) => DeliveryJob;
  /** Lanes whose line has to be looked after. */
  readonly orderedLanes: () => readonly string[];
  /** Attempts in flight in this process, over all lanes. */
  readonly maxRunning: number;
}

/** A job whose run failed for a reason of ours (the store) comes back after this. */
const COME_BACK_MS = 1_000;
const TICK_MS = 1_000;
const LOOK_FOR_LANES_MS = 5_000;
const LOOK_FOR_LOST_MS = 60_000;
/** Two clocks, or a clock and Redis', may differ by so much. */
const EARLY_MS = 1_000;
const CHUNK_SIZE = 500;

export async function createBullmqQueue(options: BullmqQueueOptions): Promise<DeliveryQueue> {
  const queue = new BullmqQueue(options, await options.link.another());
  await queue.listen();
  return queue;
}

class BullmqQueue implements DeliveryQueue {
  readonly #options: BullmqQueueOptions;
  readonly #index: JobIndex;
  readonly #slots: Slots;
  readonly #lanes: LaneSet;
  readonly #heads: LineHeads;
  /** What was asked for before the start, when nobody knows yet which lanes are ordered. */
  #early: DeliveryJob[] = [];
  #run: RunJob | undefined;
  #limitsOf: ((lane: string) => LaneLimits) | undefined;
  #isStopped = false;
  #cancelTick: (() => void) | undefined;
  #lanesAtMs = 0;
  #lostAtMs = 0;

  constructor(options: BullmqQueueOptions, waiting: Redis) {
    this.#options = options;
    this.#index = new JobIndex(options.link);
    this.#slots = new Slots(options.maxRunning);
    const run = (job: Job) => this.#process(job);
    this.#lanes = new LaneSet({ ...options, index: this.#index, waiting, run });
    this.#heads = new LineHeads({ ...options, index: this.#index, lanes: this.#lanes });
  }

  listen(): Promise<void> {
    return this.#lanes.listen();
  }

  async scheduleMany(jobs: readonly DeliveryJob[]): Promise<void> {
    if (this.#limitsOf === undefined) {
      this.#early = this.#early.concat(jobs);
      return;
    }
    try {
      await this.#place(jobs, this.#limitsOf);
    } catch (error) {
      const failure = redisFailure(error, this.#options.link.where);
      if (!jobs.every(isInTurn)) {
        throw failure;
      }
      // They are stored already: whoever asked is told so, and the next look finds them without a job.
      this.#lostAtMs = 0;
      this.#warn(failure);
    }
  }

  async #place(
    jobs: readonly DeliveryJob[],
    limitsOf: (lane: string) => LaneLimits,
  ): Promise<void> {
    for (const [lane, inLane] of byLane(jobs)) {
      const { isOrdered } = limitsOf(lane);
      const direct = isOrdered ? inLane.filter((job) => !isInTurn(job)) : inLane;
      await this.#lanes.add(lane, direct);
      if (direct.length < inLane.length) {
        await this.#heads.bring(lane);
      }
    }
  }

  async remove(deliveryId: DeliveryId): Promise<void> {
    await this.#lanes.remove(await this.#index.forget(deliveryId));
  }

  refreshLane(lane: string): void {
    const known = this.#lanes.find(lane);
    if (known?.isOpen && this.#limitsOf) {
      if (known.limits?.isOrdered && !this.#limitsOf(lane).isOrdered) {
        // Those who stood behind the head may go now.
        this.#lostAtMs = 0;
      }
      this.#lanes.open(lane);
    }
  }

  async start(run: RunJob, limitsOf: (lane: string) => LaneLimits): Promise<void> {
    this.#run = run;
    this.#limitsOf = limitsOf;
    this.#lanes.limitsOf = limitsOf;
    const early = this.#early;
    this.#early = [];
    await this.#lookForLanes();
    this.#lostAtMs = this.#options.clock.monotonic() + LOOK_FOR_LOST_MS;
    for (let start = 0; start < early.length; start += CHUNK_SIZE) {
      await this.scheduleMany(early.slice(start, start + CHUNK_SIZE));
    }
    this.#tickLater();
  }

  async stop(waitMs: number): Promise<void> {
    this.#isStopped = true;
    this.#cancelTick?.();
    await this.#lanes.close(waitMs);
  }

  headOf(lane: string): DeliveryId | undefined {
    return this.#heads.of(lane);
  }

  async #process(bullJob: Job): Promise<{ againAtMs: number } | undefined> {
    const { clock, log } = this.#options;
    const payload = readPayload(bullJob.data);
    const id = bullJob.id ?? '';
    const { lane } = payload;
    this.#lanes.use(lane);
    if (!(await this.#index.counts(payload, id))) {
      return undefined;
    }
    const job = jobOf(payload, clock.now());
    const againAtMs = await this.#reasonToWait(job, bullJob.stalledCounter > 0);
    if (againAtMs !== undefined) {
      return { againAtMs };
    }
    const isOrdered = this.#limitsOf?.(lane).isOrdered === true && isInTurn(job);
    if (isOrdered && !(await this.#heads.isHead(job))) {
      await this.#index.end(payload, id);
      return undefined;
    }
    await this.#slots.take();
    try {
      if (this.#isStopped) {
        return { againAtMs: clock.now() };
      }
      await this.#run?.(job);
    } catch (error) {
      log.error({ delivery_id: job.deliveryId, err: error }, 'an attempt could not be made');
      return { againAtMs: clock.now() + COME_BACK_MS };
    } finally {
      this.#slots.give();
    }
    const ended = this.#index.end(payload, id);
    if (isOrdered) {
      await ended;
      await this.#heads.bring(lane);
    } else {
      // Nobody waits for it: a place without its job counts as none.
      ended.catch(() => undefined);
    }
    return undefined;
  }

  /**
   * A lane that was paused meanwhile waits. A job that came back from a process that died may have
   * been recorded before: its next attempt then has a time of its own.
   */
  async #reasonToWait(job: DeliveryJob, isBack: boolean): Promise<number | undefined> {
    const nowMs = this.#options.clock.now();
    if (this.#limitsOf?.(job.lane).isPaused) {
      return nowMs + COME_BACK_MS;
    }
    if (!isBack || !isInTurn(job)) {
      return undefined;
    }
    const dueMs = (await this.#options.line.findDelivery(job.deliveryId))?.nextAttemptAtMs;
    return dueMs && dueMs > nowMs + EARLY_MS ? dueMs : undefined;
  }

  #tickLater(): void {
    if (!this.#isStopped) {
      this.#cancelTick = this.#options.clock.after(TICK_MS, () => {
        this.#tick()
          .catch((error: unknown) => this.#warn(error))
          .finally(() => this.#tickLater());
      });
    }
  }

  async #tick(): Promise<void> {
    const nowMs = this.#options.clock.monotonic();
    for (const lane of this.#options.orderedLanes()) {
      await this.#heads.bring(lane);
    }
    if (nowMs >= this.#lanesAtMs) {
      await this.#lanes.retireIdle();
      await this.#lookForLanes();
    }
    if (nowMs >= this.#lostAtMs) {
      this.#lostAtMs = nowMs + LOOK_FOR_LOST_MS;
      await this.#lookForLost().catch((error: unknown) => {
        this.#lostAtMs = 0;
        throw error;
      });
    }
  }

  async #lookForLanes(): Promise<void> {
    this.#lanesAtMs = this.#options.clock.monotonic() + LOOK_FOR_LANES_MS;
    await this.#lanes.openAll();
  }

  /** A process may have died between storing a delivery and queueing it: every pending one has a job. */
  async #lookForLost(): Promise<void> {
    let some: DeliveryRecord[] = [];
    for await (const delivery of this.#options.line.pending()) {
      some.push(delivery);
      if (some.length >= CHUNK_SIZE) {
        await this.#bringLost(some);
        some = [];
      }
    }
    await this.#bringLost(some);
  }

  async #bringLost(some: readonly DeliveryRecord[]): Promise<void> {
    if (some.length > 0) {
      const missing = await this.#index.missing(some.map(({ id }) => id));
      const lost = some.filter(({ id }) => missing.has(id));
      await this.scheduleMany(lost.map((each) => this.#options.jobOfDelivery(each)));
    }
  }

  #warn(error: unknown): void {
    this.#options.log.warn({ reason: String(error) }, 'the queue could not look after its lanes');
  }
}

/** What a user starts by hand does not stand in line. */
function isInTurn(job: DeliveryJob): boolean {
  return job.cause === 'schedule' || job.cause === 'replay';
}

function byLane(jobs: readonly DeliveryJob[]): Map<string, DeliveryJob[]> {
  const lanes = new Map<string, DeliveryJob[]>();
  for (const job of jobs) {
    const known = lanes.get(job.lane);
    if (known === undefined) {
      lanes.set(job.lane, [job]);
    } else {
      known.push(job);
    }
  }
  return lanes;
}
