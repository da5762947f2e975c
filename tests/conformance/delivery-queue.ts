import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryId } from '../../server/contract/ids.ts';
import type { DeliveryJob, DeliveryQueue, LaneLimits } from '../../server/ports.ts';
import { until } from '../support/until.ts';
import { deliveryId } from './support/samples.ts';

/** A queue, and the store behind it as far as the queue looks into one. Time is real here. */
export interface QueueBed {
  readonly queue: DeliveryQueue;
  /** The delivery of a job is stored, pending and due when the job is. */
  store(job: Pick<DeliveryJob, 'deliveryId' | 'lane' | 'atMs'>): Promise<void>;
  /** The delivery is over, or pending again at that instant. */
  settle(id: DeliveryId, againAtMs: number | null): Promise<void>;
  close(): Promise<void>;
}

const OPEN: LaneLimits = { concurrency: 64, ratePerS: null, isOrdered: false, isPaused: false };
/** Longer than a queue takes to see a change, also where the machine stands still; far shorter than the bound of `until`. */
const LATER_MS = 3_500;

/** The promises of DeliveryQueue, for any adapter. */
export function describeDeliveryQueue(name: string, open: () => Promise<QueueBed>): void {
  describe(`delivery queue: ${name}`, () => {
    let bed: QueueBed;
    let ran: string[];
    let limits: Map<string, LaneLimits>;
    const held = new Map<string, () => void>();

    beforeEach(async () => {
      bed = await open();
      ran = [];
      limits = new Map();
    });
    afterEach(async () => {
      for (const go of held.values()) {
        go();
      }
      held.clear();
      await bed.close();
    });

    const limitsOf = (lane: string) => limits.get(lane) ?? OPEN;
    const start = (after: (job: DeliveryJob) => Promise<void> = async () => undefined) =>
      bed.queue.start(async (job) => {
        ran.push(`${job.deliveryId} ${job.attemptKey}`);
        await after(job);
      }, limitsOf);
    const jobOf = (number: number, change: Partial<DeliveryJob> = {}): DeliveryJob => ({
      deliveryId: deliveryId(number),
      lane: 'sub_aaaaaaaa',
      atMs: Date.now(),
      cause: 'schedule',
      attemptKey: 'schedule',
      ...change,
    });
    const schedule = async (jobs: readonly DeliveryJob[]) => {
      for (const job of jobs) {
        await bed.store(job);
      }
      await bed.queue.scheduleMany(jobs);
    };
    const hold = (job: DeliveryJob) =>
      new Promise<void>((resolve) => {
        held.set(job.deliveryId, resolve);
      });
    const over = (job: DeliveryJob) => bed.settle(job.deliveryId, null);
    const numbers = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const scheduled = (number: number) => `${deliveryId(number)} schedule`;

    it('runs what was scheduled before the start and after it, once', async () => {
      await schedule(numbers(1, 20).map((number) => jobOf(number)));
      await start(over);
      await schedule(numbers(21, 40).map((number) => jobOf(number)));
      await until('all have run', () => ran.length >= 40);
      expect(new Set(ran)).toEqual(new Set(numbers(1, 40).map(scheduled)));
      expect(ran).toHaveLength(40);
    });

    it('runs nothing before its time', async () => {
      await start(over);
      const atMs = Date.now() + LATER_MS;
      await schedule([jobOf(1, { atMs }), jobOf(2)]);
      await until('both have run', () => ran.length === 2);
      expect(ran).toEqual([scheduled(2), scheduled(1)]);
      expect(Date.now()).toBeGreaterThanOrEqual(atMs - 1);
    });

    it('takes the same intent again as another time for it, another intent as its own', async () => {
      await start(over);
      const atMs = Date.now() + LATER_MS;
      const manual = { cause: 'manual', attemptKey: 'try_1', lane: 'by hand' } as const;
      await schedule([jobOf(1, { atMs: atMs + 3_600_000 }), jobOf(1, manual)]);
      await until('the manual one has run', () => ran.length === 1);
      await bed.queue.scheduleMany([jobOf(1, { atMs })]);
      await bed.queue.scheduleMany([jobOf(1, { atMs: atMs + 1 })]);
      await schedule([jobOf(2, { atMs: atMs + 100 })]);
      await until('the later one has run', () => ran.includes(scheduled(2)));
      expect(ran).toEqual([`${deliveryId(1)} try_1`, scheduled(1), scheduled(2)]);
    });

    it('forgets what is removed', async () => {
      await start(over);
      const atMs = Date.now() + LATER_MS;
      await schedule([jobOf(1, { atMs }), jobOf(2, { atMs: atMs + 100 })]);
      await bed.queue.remove(deliveryId(1));
      await until('the other has run', () => ran.length > 0);
      expect(ran).toEqual([scheduled(2)]);
    });

    it('lets a job schedule its own next run, and brings one back that failed for a reason of ours', async () => {
      await start(async (job) => {
        if (job.deliveryId === deliveryId(1) && ran.length === 1) {
          throw new Error('the store is away');
        }
        const isAgain = ran.filter((each) => each === scheduled(2)).length === 1;
        if (job.deliveryId === deliveryId(2) && isAgain) {
          await bed.settle(job.deliveryId, Date.now() + 50);
          await bed.queue.scheduleMany([jobOf(2, { atMs: Date.now() + 50 })]);
          return;
        }
        await over(job);
      });
      await schedule([jobOf(1)]);
      await until('the first has run', () => ran.length > 0);
      await schedule([jobOf(2)]);
      await until('both have run twice', () => ran.length === 4);
      expect([...ran].sort()).toEqual([1, 1, 2, 2].map(scheduled));
    });

    it('keeps to the concurrency of a lane, and one that hangs holds nobody up', async () => {
      limits.set('sub_hanging0', { ...OPEN, concurrency: 2 });
      await start(async (job) => {
        if (job.lane === 'sub_hanging0') {
          await hold(job);
        }
        await over(job);
      });
      await schedule(numbers(1, 50).map((number) => jobOf(number, { lane: 'sub_hanging0' })));
      await until('two hang', () => held.size === 2);
      await schedule(numbers(51, 80).map((number) => jobOf(number)));
      await until('the others have run', () => ran.length === 32);
      expect(held.size).toBe(2);
    });

    it('holds a paused lane back until it is told otherwise', async () => {
      limits.set('sub_paused00', { ...OPEN, isPaused: true });
      await start(over);
      await schedule([jobOf(1, { lane: 'sub_paused00' }), jobOf(2, { atMs: Date.now() + 100 })]);
      await until('the open one has run', () => ran.length > 0);
      expect(ran).toEqual([scheduled(2)]);
      limits.set('sub_paused00', OPEN);
      bed.queue.refreshLane('sub_paused00');
      await until('it has run', () => ran.length === 2);
    });

    it('runs an ordered lane one after the other; all wait for the retry of its head', async () => {
      limits.set('sub_ordered0', { ...OPEN, isOrdered: true });
      await start(async (job) => {
        if (job.deliveryId === deliveryId(1) && ran.length === 1) {
          await bed.settle(job.deliveryId, Date.now() + LATER_MS);
          await bed.queue.scheduleMany([jobOf(1, { lane: job.lane, atMs: Date.now() + LATER_MS })]);
          return;
        }
        await over(job);
      });
      await schedule(numbers(1, 5).map((number) => jobOf(number, { lane: 'sub_ordered0' })));
      await until('the head is known', () => bed.queue.headOf('sub_ordered0') === deliveryId(1));
      await until('all have run', () => ran.length === 6);
      expect(ran).toEqual([1, 1, 2, 3, 4, 5].map(scheduled));
      expect(bed.queue.headOf('sub_other000')).toBeUndefined();
    });

    it('lets the next of an ordered lane go where its head is taken out', async () => {
      limits.set('sub_ordered0', { ...OPEN, isOrdered: true });
      await start(over);
      const lane = 'sub_ordered0';
      await schedule([jobOf(1, { lane, atMs: Date.now() + 3_600_000 }), jobOf(2, { lane })]);
      await schedule([jobOf(3, { atMs: Date.now() + 100 })]);
      await until('the other lane has run', () => ran.length > 0);
      expect(ran).toEqual([scheduled(3)]);
      await bed.queue.remove(deliveryId(1));
      await bed.settle(deliveryId(1), null);
      await until('the next has run', () => ran.length === 2);
      expect(ran).toEqual([scheduled(3), scheduled(2)]);
    });

    it('starts no more in a second than the rate of a lane allows', async () => {
      limits.set('sub_aaaaaaaa', { ...OPEN, ratePerS: 10 });
      await start(over);
      const startedMs = performance.now();
      await schedule(numbers(1, 6).map((number) => jobOf(number)));
      await until('all have run', () => ran.length === 6);
      // One at once, five more a tenth of a second apart.
      expect(performance.now() - startedMs).toBeGreaterThan(450);
    });

    it('waits at a stop for what runs, and takes nothing new', async () => {
      let isOver = false;
      limits.set('sub_aaaaaaaa', { ...OPEN, concurrency: 1 });
      await start(async (job) => {
        await hold(job);
        await over(job);
        isOver = true;
      });
      await schedule([jobOf(1), jobOf(2)]);
      await until('one runs', () => held.size === 1);
      const stopped = bed.queue.stop(10_000);
      held.get(deliveryId(1))?.();
      await stopped;
      expect(isOver).toBe(true);
      expect(ran).toEqual([scheduled(1)]);
    });
  });
}
