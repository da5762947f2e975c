import { redactUrl } from '../../core/redact.ts';
import type { Clock, DeliveryJob, LaneLimits, Log } from '../../ports.ts';
import type { RedisBus } from './bus.ts';
import type { RedisLink } from './connection.ts';
import { type JobIndex, jobIdOf, splitPlace } from './job-index.ts';
import { type LaneDeps, LaneWorker } from './lane-worker.ts';

export interface LaneSetDeps {
  readonly link: RedisLink;
  readonly bus: RedisBus;
  readonly clock: Clock;
  readonly log: Log;
  readonly index: JobIndex;
  readonly maxRunning: number;
  readonly waiting: LaneDeps['waiting'];
  readonly run: LaneDeps['run'];
}

const LANES_CHANNEL = 'lanes';
const IDLE_MS = 30_000;
/** Where Redis is away, even closing by force waits for it. */
const FORCED_MS = 500;

/** The lanes that have something to do: opened where any process adds to one, closed when idle. */
export class LaneSet {
  limitsOf: ((lane: string) => LaneLimits) | undefined;
  readonly #deps: LaneSetDeps;
  readonly #lanes = new Map<string, LaneWorker>();
  #isClosed = false;

  constructor(deps: LaneSetDeps) {
    this.#deps = deps;
  }

  async listen(): Promise<void> {
    await this.#deps.bus.hear(LANES_CHANNEL, (message) => {
      if (!this.#isClosed && this.limitsOf) {
        this.open(String(message));
      }
    });
  }

  find(lane: string): LaneWorker | undefined {
    return this.#lanes.get(lane);
  }

  /** Opens a lane, or tells an open one its limits anew. */
  open(lane: string): void {
    const worker = this.#laneOf(lane);
    this.use(lane);
    const limits = this.limitsOf?.(lane);
    if (limits !== undefined) {
      worker.open(limits).catch((error: unknown) => {
        this.#deps.log.warn(
          { lane: redactUrl(lane), reason: String(error) },
          'a lane could not be opened yet',
        );
      });
    }
  }

  use(lane: string): void {
    this.#laneOf(lane).lastUseMs = this.#deps.clock.monotonic();
  }

  async add(lane: string, jobs: readonly DeliveryJob[]): Promise<void> {
    if (jobs.length === 0 || this.#isClosed) {
      return;
    }
    const placed = jobs.map((job) => ({ job, id: jobIdOf(job) }));
    const worker = this.#laneOf(lane);
    const replaced = await this.#deps.index.note(lane, placed);
    await worker.add(placed, this.#deps.clock.now());
    await this.remove(replaced);
    if (!worker.isOpen) {
      this.open(lane);
      this.#deps.bus.say(LANES_CHANNEL, lane);
    }
  }

  /** Jobs in lanes of other processes alone stay: they do not count any more, and end unseen. */
  async remove(places: readonly string[]): Promise<void> {
    for (const place of places) {
      const [name, id] = splitPlace(place);
      for (const worker of this.#lanes.values()) {
        if (worker.name === name) {
          await worker.remove(id);
        }
      }
    }
  }

  async openAll(): Promise<void> {
    for (const lane of await this.#deps.index.lanes()) {
      if (!this.#lanes.get(lane)?.isOpen) {
        this.open(lane);
      }
    }
  }

  async retireIdle(): Promise<void> {
    const nowMs = this.#deps.clock.monotonic();
    for (const [lane, worker] of this.#lanes) {
      const isIdle = worker.running === 0 && nowMs - worker.lastUseMs > IDLE_MS;
      if (isIdle && (await this.#deps.index.retire(lane))) {
        this.#lanes.delete(lane);
        await worker.close();
      }
    }
  }

  /** Waits for what runs, at most `waitMs`: what still runs then comes back once its lock has run out. */
  async close(waitMs: number): Promise<void> {
    this.#isClosed = true;
    const workers = [...this.#lanes.values()];
    const closed = Promise.all(workers.map((worker) => worker.close()));
    if ((await this.#atMost(waitMs, closed)) === 'late') {
      closed.catch(() => undefined);
      await this.#atMost(FORCED_MS, Promise.all(workers.map((worker) => worker.close(true))));
    }
  }

  async #atMost(waitMs: number, promise: Promise<unknown>): Promise<unknown> {
    let cancel: (() => void) | undefined;
    const late = new Promise<'late'>((resolve) => {
      cancel = this.#deps.clock.after(waitMs, () => resolve('late'));
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      cancel?.();
    }
  }

  #laneOf(lane: string): LaneWorker {
    const known = this.#lanes.get(lane);
    if (known !== undefined) {
      return known;
    }
    const { link, log, clock, maxRunning, index, waiting, run } = this.#deps;
    const prefix = index.bullPrefix;
    const deps = { prefix, commands: link.commands, waiting, clock, log, maxRunning, run };
    const made = new LaneWorker(lane, deps);
    made.lastUseMs = clock.monotonic();
    this.#lanes.set(lane, made);
    return made;
  }
}
