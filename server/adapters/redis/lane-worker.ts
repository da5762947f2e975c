import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { redactUrl } from '../../core/redact.ts';
import type { Clock, LaneLimits, Log } from '../../ports.ts';
import { type PlacedJob, payloadOf, queueName } from './job-index.ts';

/** How soon the jobs of a process that died are taken over: at most the sum of both. */
const LOCK_MS = 10_000;
const STALLED_EVERY_MS = 5_000;
/** However often its processes died: the store decides when a delivery is over, not BullMQ. */
const MAX_STALLED = 1_000_000;
/** A tenth of a second's worth of jobs may start at once, as in the queue of one process. */
const BURST_S = 0.1;
const KEPT_EVENTS = 100;
/** How soon a worker asks again after Redis was away. */
const RETRY_MS = 500;
const COME_BACK_MS = 1_000;

/** Runs a job, or says when it should come again. */
export type RunLaneJob = (job: Job) => Promise<{ readonly againAtMs: number } | undefined>;

export interface LaneDeps {
  readonly prefix: string;
  /** Fails at once where Redis is away. */
  readonly commands: Redis;
  /** Waits for Redis; BullMQ makes a copy of it for each worker. */
  readonly waiting: Redis;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
  readonly maxRunning: number;
  readonly run: RunLaneJob;
}

/** One lane as a queue of BullMQ: its jobs, and in a process that delivers a worker for them. */
export class LaneWorker {
  readonly lane: string;
  limits: LaneLimits | undefined;
  running = 0;
  lastUseMs = 0;
  readonly #deps: LaneDeps;
  readonly #queue: Queue;
  #worker: Worker | undefined;
  #opening = 0;
  #isClosed = false;

  constructor(lane: string, deps: LaneDeps) {
    this.lane = lane;
    this.#deps = deps;
    this.#queue = new Queue(queueName(lane), {
      connection: deps.commands,
      prefix: deps.prefix,
      streams: { events: { maxLen: KEPT_EVENTS } },
      // Asked while Redis goes away, the version would fail this queue for good; the worker checks it.
      skipVersionCheck: true,
    });
    this.#queue.on('error', (error) => this.#warn(error));
  }

  get name(): string {
    return this.#queue.name;
  }

  /** Taking jobs, or about to. */
  get isOpen(): boolean {
    return this.#worker !== undefined || this.#opening > 0;
  }

  async add(placed: readonly PlacedJob[], nowMs: number): Promise<void> {
    await this.#queue.addBulk(
      placed.map(({ job, id }) => ({
        name: 'attempt',
        data: payloadOf(job),
        opts: {
          jobId: id,
          delay: Math.max(0, job.atMs - nowMs),
          attempts: 1,
          removeOnComplete: true,
          removeOnFail: true,
        },
      })),
    );
  }

  /** A job that runs is left alone. */
  async remove(jobId: string): Promise<void> {
    await this.#queue.remove(jobId).catch(() => 0);
  }

  /** Sets the limits for all processes, then lets this one take jobs within them. */
  async open(limits: LaneLimits): Promise<void> {
    this.limits = limits;
    this.#opening += 1;
    try {
      await this.#setLimits(limits);
    } finally {
      this.#opening -= 1;
    }
    // The newest limits count where it was opened twice at once.
    const { concurrency, isPaused } = this.limits;
    if (this.#isClosed) {
      return;
    }
    this.#worker ??= this.#createWorker();
    this.#worker.concurrency = Math.min(concurrency, this.#deps.maxRunning);
    if (isPaused) {
      await this.#worker.pause(true);
    } else if (this.#worker.isPaused()) {
      await this.#worker.resume();
    }
  }

  async #setLimits({ concurrency, ratePerS, isOrdered }: LaneLimits): Promise<void> {
    await this.#queue.setGlobalConcurrency(isOrdered ? 1 : concurrency);
    if (ratePerS === null) {
      await this.#queue.removeGlobalRateLimit();
    } else {
      const most = Math.max(1, Math.floor(ratePerS * BURST_S));
      await this.#queue.setGlobalRateLimit(most, Math.ceil((most / ratePerS) * 1000));
    }
  }

  /** Takes no more jobs; resolves when those that run have ended, at once where forced. */
  async close(isForced = false): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    await worker?.close(isForced);
    this.#worker = undefined;
    await this.#queue.close();
  }

  #createWorker(): Worker {
    const { waiting, prefix } = this.#deps;
    const worker = new Worker(queueName(this.lane), (job, token) => this.#process(job, token), {
      connection: waiting,
      prefix,
      concurrency: 1,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_EVERY_MS,
      maxStalledCount: MAX_STALLED,
      runRetryDelay: RETRY_MS,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    worker.on('error', (error) => this.#warn(error));
    return worker;
  }

  async #process(job: Job, token: string | undefined): Promise<void> {
    this.running += 1;
    try {
      const again = await this.#run(job);
      if (again !== undefined) {
        await job.moveToDelayed(again.againAtMs, token);
        throw new DelayedError();
      }
    } finally {
      this.running -= 1;
    }
  }

  /** BullMQ drops a job that fails: whatever went wrong on our side, it comes back. */
  async #run(job: Job): ReturnType<RunLaneJob> {
    try {
      return await this.#deps.run(job);
    } catch (error) {
      this.#warn(error instanceof Error ? error : new Error(String(error)));
      return { againAtMs: this.#deps.clock.now() + COME_BACK_MS };
    }
  }

  #warn(error: Error): void {
    // The client hangs the command on its error, with whatever was in it: its text alone is logged.
    this.#deps.log.warn(
      { lane: redactUrl(this.lane), reason: error.message },
      'a lane could not do its work; it tries again',
    );
  }
}
