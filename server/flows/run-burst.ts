import { type Burst, type BurstCreate, type BurstDetail, burstEventId } from '../contract/burst.ts';
import type { BurstId, DeliveryId, EventId } from '../contract/ids.ts';
import { BurstFigures } from '../core/burst-figures.ts';
import { AppError } from '../core/errors.ts';
import { newId } from '../core/new-id.ts';
import type { DeliveryRecord } from '../core/records.ts';
import type {
  CaptureStore,
  Clock,
  ConfigStores,
  LiveFeed,
  Log,
  Random,
  SealedBox,
} from '../ports.ts';
import { BurstMeter } from './burst-meter.ts';
import { type BurstRun, isActive, presentBurst } from './burst-run.ts';
import { burstTarget } from './burst-target.ts';
import type { Catalogue } from './event-types.ts';
import { joinBurst } from './join-burst.ts';
import type { PublishEvents } from './publish-events.ts';

export interface BurstDeps {
  readonly bursts: ConfigStores['bursts'];
  readonly subscriptions: ConfigStores['subscriptions'];
  readonly captures: Pick<CaptureStore, 'findByDeliveryKey'>;
  readonly catalogue: Pick<Catalogue, 'check' | 'randomData'>;
  readonly publish: PublishEvents;
  readonly cancel: (id: DeliveryId) => Promise<unknown>;
  /** Whether a URL leads to our own receiver: then lost and twice can be counted. */
  readonly isOwnReceiver: (url: string) => boolean;
  /** Processor time of the server so far, in milliseconds. */
  readonly cpuMs: () => number;
  readonly clock: Clock;
  readonly random: Random;
  readonly box: SealedBox;
  readonly log: Log;
  readonly feed: Pick<LiveFeed, 'changed'>;
}

/** Many events of one type at a rate, counted from the first to the last. One runs at a time. */
export interface Bursts {
  list(): readonly Burst[];
  start(input: BurstCreate): Promise<BurstDetail>;
  /** Throws AppError `burst_not_found`. */
  get(id: BurstId): BurstDetail;
  /** Sends nothing more, at once, and cancels what is not delivered yet. */
  stop(id: BurstId): BurstDetail;
  /** A delivery was made or changed, whoever caused it. */
  saw(record: DeliveryRecord): void;
  close(): void;
}

const TICK_MS = 5;
/** Windows are told this often: a chart needs no more. */
const TELL_MS = 250;
const MAX_BATCH = 256;
/** Data of so many events is drawn; then it begins anew. Their ids differ all the same. */
const TEXTS = 32;
const KEPT = 50;
const CANCEL_CHUNK = 200;

export function createBursts(deps: BurstDeps): Bursts {
  return new EventBursts(deps);
}

class EventBursts implements Bursts {
  private readonly deps: BurstDeps;
  /** The last one, and those before it that still retry. */
  private readonly runs = new Map<BurstId, BurstRun>();

  constructor(deps: BurstDeps) {
    this.deps = deps;
  }

  list(): readonly Burst[] {
    const live = [...this.runs.values()].map(presentBurst);
    const stored = this.deps.bursts.all().filter(({ id }) => !this.runs.has(id));
    return [...live, ...stored]
      .map(({ samples: _samples, ...burst }: BurstDetail) => burst)
      .sort((left, right) => right.started_at.localeCompare(left.started_at));
  }

  async start(input: BurstCreate): Promise<BurstDetail> {
    const { catalogue, clock, random } = this.deps;
    if ([...this.runs.values()].some(isActive)) {
      throw new AppError('conflict', 'A burst is running. Wait for its end, or stop it.');
    }
    catalogue.check([input.event_type], () => 'event_type');
    const target = burstTarget(this.deps, input);
    const run: BurstRun = {
      id: newId('bst', (size) => random.bytes(size)) as BurstId,
      input,
      target,
      texts: Array.from({ length: Math.min(TEXTS, input.count) }, (_, index) =>
        JSON.stringify(catalogue.randomData(input.event_type, index + 1)),
      ),
      startedAtMs: clock.now(),
      figures: new BurstFigures(),
      meter: new BurstMeter(clock.monotonic(), this.deps.cpuMs()),
      state: 'sending',
      sent: 0,
      error: null,
      endedAtMs: null,
      captured: null,
      allowance: 1,
      allowedAtMs: clock.monotonic(),
      cancelTick: () => undefined,
      cancelTold: () => undefined,
    };
    this.runs.set(run.id, run);
    this.tick(run);
    this.tellLater(run);
    this.deps.feed.changed('bursts');
    return presentBurst(run);
  }

  get(id: BurstId): BurstDetail {
    const run = this.runs.get(id);
    const burst = run ? presentBurst(run) : this.deps.bursts.find(id);
    if (!burst) {
      throw new AppError('burst_not_found', 'There is no such burst.');
    }
    return burst;
  }

  stop(id: BurstId): BurstDetail {
    const run = this.runs.get(id);
    if (run && isActive(run)) {
      this.end(run, 'stopped');
      this.guard(this.cancelOpen(run));
    }
    return this.get(id);
  }

  saw(record: DeliveryRecord): void {
    for (const run of this.runs.values()) {
      const attempt = run.figures.saw(record);
      if (attempt) {
        run.meter.tried(attempt.durationMs, attempt.isFailure);
        this.mayEnd(run);
      }
    }
  }

  close(): void {
    for (const run of this.runs.values()) {
      run.cancelTick();
      run.cancelTold();
    }
  }

  private tick(run: BurstRun): void {
    run.cancelTick = this.deps.clock.after(TICK_MS, () => {
      this.guard(
        this.sendDue(run).then(() => {
          if (run.state === 'sending') {
            this.tick(run);
          }
        }),
      );
    });
  }

  /** As many as the rate and the answers so far allow. */
  private async sendDue(run: BurstRun): Promise<void> {
    const { input, figures } = run;
    const nowMs = this.deps.clock.monotonic();
    const earned = ((nowMs - run.allowedAtMs) * input.rate_per_s) / 1000;
    // A pause is caught up with, but never by more than a second's worth.
    run.allowance = Math.min(run.allowance + earned, Math.max(1, input.rate_per_s));
    run.allowedAtMs = nowMs;
    const room = input.parallel - figures.count('waiting');
    const size = Math.min(Math.floor(run.allowance), room, input.count - run.sent, MAX_BATCH);
    if (size <= 0 || run.state !== 'sending') {
      return;
    }
    run.allowance -= size;
    await this.send(run, size);
    if (run.sent >= input.count && run.state === 'sending') {
      run.state = 'waiting';
      this.mayEnd(run);
    }
  }

  private async send(run: BurstRun, size: number): Promise<void> {
    const events = Array.from({ length: size }, (_, index) => ({
      id: burstEventId(run.id, run.sent + index) as EventId,
      type: run.input.event_type,
      dataText: run.texts[(run.sent + index) % run.texts.length] ?? '{}',
      origin: 'burst' as const,
      ...run.target.address,
    }));
    for (const { id } of events) {
      run.figures.expect(id);
    }
    try {
      const results = await this.deps.publish(events);
      run.sent += size;
      run.meter.sent(size);
      const isUnwanted = results.some(
        (result) => result.kind === 'stored' && result.deliveryIds.length === 0,
      );
      if (isUnwanted) {
        this.abort(run, 'The subscription takes nothing any more.');
      } else if (run.state === 'stopped') {
        this.guard(this.cancelOpen(run));
      }
    } catch (error) {
      for (const { id } of events) {
        run.figures.forget(id);
      }
      this.abort(run, error instanceof Error ? error.message : String(error));
    }
  }

  private abort(run: BurstRun, why: string): void {
    run.error = why;
    this.end(run, 'aborted');
  }

  /** Done once nothing waits for its first answer; what is retried is counted on. */
  private mayEnd(run: BurstRun): void {
    if (run.state === 'waiting' && run.figures.count('waiting') === 0) {
      this.end(run, 'done');
    } else if (!isActive(run) && run.figures.count('retrying') === 0) {
      this.tellLater(run);
    }
  }

  private end(run: BurstRun, state: 'done' | 'stopped' | 'aborted'): void {
    run.cancelTick();
    run.cancelTold();
    run.state = state;
    run.endedAtMs = this.deps.clock.now();
    run.meter.cut(this.deps.clock.monotonic(), this.deps.cpuMs());
    this.guard(this.settle(run));
  }

  private async settle(run: BurstRun): Promise<void> {
    await this.join(run);
    await this.deps.bursts.put(presentBurst(run));
    for (const old of this.list().slice(KEPT)) {
      await this.deps.bursts.remove(old.id);
    }
    for (const other of this.runs.values()) {
      const isSettled = other.figures.count('retrying') + other.figures.count('waiting') === 0;
      if (other.id !== run.id && !isActive(other) && isSettled) {
        this.runs.delete(other.id);
      }
    }
    this.deps.feed.changed('bursts');
  }

  private tellLater(run: BurstRun): void {
    run.cancelTold();
    run.cancelTold = this.deps.clock.after(TELL_MS, () => {
      if (isActive(run)) {
        run.meter.cut(this.deps.clock.monotonic(), this.deps.cpuMs());
        this.tellLater(run);
        this.deps.feed.changed('bursts');
      } else {
        this.guard(this.settle(run));
      }
    });
  }

  private async join(run: BurstRun): Promise<void> {
    if (this.deps.isOwnReceiver(run.target.url)) {
      run.captured = await joinBurst(this.deps.captures, [...run.figures.delivered()]);
    }
  }

  private async cancelOpen(run: BurstRun): Promise<void> {
    const open = [...run.figures.open()];
    for (let start = 0; start < open.length; start += CANCEL_CHUNK) {
      // One that was delivered meanwhile refuses; that is as good.
      await Promise.allSettled(open.slice(start, start + CANCEL_CHUNK).map(this.deps.cancel));
    }
    await this.settle(run);
  }

  private guard(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.deps.log.error({ err: error }, 'a burst failed'));
  }
}
