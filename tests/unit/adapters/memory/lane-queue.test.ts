import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLaneQueue } from '../../../../server/adapters/memory/lane-queue.ts';
import type { DeliveryId } from '../../../../server/contract/ids.ts';
import type { DeliveryJob, DeliveryQueue, LaneLimits } from '../../../../server/ports.ts';
import { silentLog } from '../../../support/delivery-bed.ts';
import { createFakeClock, type FakeClock, settlePromises } from '../../../support/fake-clock.ts';

const OPEN: LaneLimits = { concurrency: 10, ratePerS: null, isOrdered: false, isPaused: false };
const HOUR = 3_600_000;

let clock: FakeClock;
let queue: DeliveryQueue;
let limits: Record<string, Partial<LaneLimits>>;
/** What was started, and how to end it. */
let started: { job: DeliveryJob; atMs: number; end: () => void; fail: () => void }[];

beforeEach(async () => {
  await openQueue(1000);
});

afterEach(async () => {
  for (const { end } of started) {
    end();
  }
  await queue.stop(0);
});

async function openQueue(maxRunning: number) {
  clock = createFakeClock();
  limits = {};
  started = [];
  queue = createLaneQueue({ clock, log: silentLog, maxRunning });
  await queue.start(
    (job) =>
      new Promise((resolve, reject) => {
        const fail = () => reject(new Error('the store is away'));
        started.push({ job, atMs: clock.monotonic(), end: resolve, fail });
      }),
    (lane) => ({ ...OPEN, ...limits[lane] }),
  );
}

function job(id: string, lane = 'a', change: Partial<DeliveryJob> = {}): DeliveryJob {
  return {
    deliveryId: id as DeliveryId,
    lane,
    atMs: clock.now(),
    cause: 'schedule',
    attemptKey: 'schedule',
    ...change,
  };
}

const ids = () => started.map((entry) => entry.job.deliveryId as string);

async function endAll() {
  for (const { end } of started) {
    end();
  }
  await settlePromises();
}

describe('time', () => {
  it('runs a job when it is due, to the millisecond, over 27 hours', async () => {
    const due = [0, 5_000, 305_000, 2_105_000, 17 * HOUR, 27 * HOUR];
    const startMs = clock.now();
    await queue.scheduleMany(due.map((ms, index) => job(`d${index}`, 'a', { atMs: startMs + ms })));
    await clock.advance(27 * HOUR);
    expect(started.map(({ atMs }) => atMs)).toEqual(due);
  });

  it('keeps one timer however much waits', async () => {
    const startMs = clock.now();
    await queue.scheduleMany(
      Array.from({ length: 500 }, (_, index) =>
        job(`d${index}`, 'a', { atMs: startMs + 1 + index }),
      ),
    );
    expect(clock.timers()).toBe(1);
  });

  it('is not frozen by a clock that jumps back an hour', async () => {
    await queue.scheduleMany([job('waits', 'a', { atMs: clock.now() + 5_000 })]);
    clock.jump(-HOUR);
    await clock.advance(5_000);
    expect(started.map(({ atMs }) => atMs)).toEqual([5_000]);
    await queue.scheduleMany([job('later', 'a', { atMs: clock.now() + 100 })]);
    await clock.advance(100);
    expect(ids()).toEqual(['waits', 'later']);
  });

  it('takes a jump forward as time that has passed, and runs each job once', async () => {
    const nowMs = clock.now();
    await queue.scheduleMany([
      job('soon', 'a', { atMs: nowMs + 30 * 60_000 }),
      job('late', 'a', { atMs: nowMs + 2 * HOUR }),
    ]);
    clock.jump(HOUR);
    await clock.advance(2_000);
    expect(ids()).toEqual(['soon']);
    clock.jump(-HOUR);
    await clock.advance(HOUR - 2_001);
    expect(ids()).toEqual(['soon']);
    await clock.advance(1);
    expect(ids()).toEqual(['soon', 'late']);
  });

  it('lets no rate burst build up while the computer sleeps', async () => {
    limits.a = { ratePerS: 10 };
    await queue.scheduleMany(
      Array.from({ length: 50 }, (_, index) =>
        job(`d${index}`, 'a', { atMs: clock.now() + 60_000 }),
      ),
    );
    clock.jump(HOUR);
    await clock.advance(2_000);
    await endAll();
    expect(started.length).toBeLessThanOrEqual(21);
  });
});

describe('lanes', () => {
  it('takes turns, so a long lane does not hold up a short one', async () => {
    await openQueue(4);
    await queue.scheduleMany([
      ...Array.from({ length: 20 }, (_, index) => job(`long${index}`, 'long')),
      job('short0', 'short'),
      job('short1', 'short'),
    ]);
    await endAll();
    await endAll();
    expect(ids().indexOf('short1')).toBeLessThan(8);
  });

  it('goes on while one lane hangs', async () => {
    limits.hangs = { concurrency: 3 };
    await queue.scheduleMany(Array.from({ length: 9 }, (_, index) => job(`h${index}`, 'hangs')));
    expect(started).toHaveLength(3);
    for (let index = 0; index < 100; index += 1) {
      await queue.scheduleMany([job(`ok${index}`, 'ok')]);
      started.at(-1)?.end();
      await settlePromises();
    }
    expect(ids().filter((id) => id.startsWith('ok'))).toHaveLength(100);
  });

  it('never starves a lane, however many others hang up to the cap', async () => {
    await openQueue(20);
    for (const lane of ['h1', 'h2', 'h3', 'h4']) {
      await queue.scheduleMany(
        Array.from({ length: 50 }, (_, index) => job(`${lane}_${index}`, lane)),
      );
    }
    await queue.scheduleMany(Array.from({ length: 30 }, (_, index) => job(`ok${index}`, 'ok')));
    for (let round = 0; round < 20; round += 1) {
      for (const { job: running, end } of started) {
        if (running.lane === 'ok') {
          end();
        }
      }
      await settlePromises();
    }
    expect(ids().filter((id) => id.startsWith('ok'))).toHaveLength(30);
    expect(ids().filter((id) => id.startsWith('h')).length).toBeLessThanOrEqual(28);
  });

  it('keeps the concurrency of each lane and the cap over all', async () => {
    await openQueue(5);
    limits.a = { concurrency: 2 };
    await queue.scheduleMany([
      ...Array.from({ length: 6 }, (_, index) => job(`a${index}`, 'a')),
      ...Array.from({ length: 6 }, (_, index) => job(`b${index}`, 'b')),
    ]);
    expect(ids().filter((id) => id.startsWith('a'))).toHaveLength(2);
    expect(started).toHaveLength(6);
  });

  it('keeps a rate over time', async () => {
    limits.a = { ratePerS: 20 };
    await queue.scheduleMany(Array.from({ length: 100 }, (_, index) => job(`d${index}`)));
    for (let step = 0; step < 20; step += 1) {
      await clock.advance(100);
      await endAll();
    }
    expect(started.length).toBeGreaterThanOrEqual(40);
    expect(started.length).toBeLessThanOrEqual(43);
  });

  it('queues while paused, and runs all when it is resumed', async () => {
    limits.a = { isPaused: true };
    await queue.scheduleMany([job('one'), job('two')]);
    await clock.advance(HOUR);
    expect(started).toHaveLength(0);
    limits.a = {};
    queue.refreshLane('a');
    expect(ids()).toEqual(['one', 'two']);
  });
});

describe('jobs', () => {
  it('takes the same intent once, at its later time', async () => {
    await queue.scheduleMany([job('one', 'a', { atMs: clock.now() + 10 })]);
    await queue.scheduleMany([job('one', 'a', { atMs: clock.now() + 500 })]);
    await clock.advance(499);
    expect(started).toHaveLength(0);
    await clock.advance(1);
    expect(started).toHaveLength(1);
  });

  it('never collapses a manual attempt into a scheduled one, nor two into one', async () => {
    const manual = { cause: 'manual' as const };
    await queue.scheduleMany([
      job('one', 'a', { atMs: clock.now() + 1000 }),
      job('one', 'a', { ...manual, attemptKey: 'try_1' }),
      job('one', 'a', { ...manual, attemptKey: 'try_2' }),
    ]);
    expect(started).toHaveLength(2);
    await endAll();
    await clock.advance(1000);
    expect(started.map((entry) => entry.job.attemptKey)).toEqual(['try_1', 'try_2', 'schedule']);
  });

  it('forgets what is removed, waiting or ready', async () => {
    limits.a = { concurrency: 1 };
    await queue.scheduleMany([
      job('running'),
      job('ready'),
      job('waiting', 'a', { atMs: clock.now() + 10 }),
      job('stays'),
    ]);
    await queue.remove('ready' as DeliveryId);
    await queue.remove('waiting' as DeliveryId);
    await queue.remove('running' as DeliveryId);
    await endAll();
    await clock.advance(100);
    expect(ids()).toEqual(['running', 'stays']);
  });

  it('comes back a second later where the store failed', async () => {
    await queue.scheduleMany([job('one')]);
    started[0]?.fail();
    await clock.advance(999);
    expect(started).toHaveLength(1);
    await clock.advance(1);
    expect(ids()).toEqual(['one', 'one']);
  });

  it('waits for the running ones when it stops, and starts nothing more', async () => {
    await queue.scheduleMany([job('one')]);
    let isStopped = false;
    const stopped = queue.stop(1000).then(() => {
      isStopped = true;
    });
    await queue.scheduleMany([job('two')]);
    await settlePromises();
    expect(isStopped).toBe(false);
    await endAll();
    await stopped;
    expect(ids()).toEqual(['one']);
  });
});

describe('an ordered lane', () => {
  beforeEach(() => {
    limits.a = { isOrdered: true };
  });

  it('runs one after the other, in the order in which they came', async () => {
    await queue.scheduleMany([job('one'), job('two'), job('three')]);
    expect(ids()).toEqual(['one']);
    expect(queue.headOf('a')).toBe('one');
    await endAll();
    expect(ids()).toEqual(['one', 'two']);
    await endAll();
    expect(ids()).toEqual(['one', 'two', 'three']);
    await endAll();
    expect(queue.headOf('a')).toBeUndefined();
  });

  it('lets the head block the lane until its retries end', async () => {
    await queue.scheduleMany([job('head'), job('next')]);
    await queue.scheduleMany([job('head', 'a', { atMs: clock.now() + 5000 })]);
    await endAll();
    await clock.advance(4999);
    expect(ids()).toEqual(['head']);
    expect(queue.headOf('a')).toBe('head');
    await clock.advance(1);
    expect(ids()).toEqual(['head', 'head']);
    await endAll();
    expect(ids()).toEqual(['head', 'head', 'next']);
  });

  it('goes on when the head is taken out', async () => {
    await queue.scheduleMany([job('head', 'a', { atMs: clock.now() + HOUR }), job('next')]);
    expect(started).toHaveLength(0);
    await queue.remove('head' as DeliveryId);
    expect(ids()).toEqual(['next']);
  });

  it('lets a manual attempt past the line', async () => {
    await queue.scheduleMany([job('head', 'a', { atMs: clock.now() + HOUR }), job('next')]);
    await queue.scheduleMany([job('next', 'a', { cause: 'manual', attemptKey: 'try_1' })]);
    expect(started.map((entry) => entry.job.cause)).toEqual(['manual']);
    await endAll();
    expect(queue.headOf('a')).toBe('head');
  });

  it('can be switched on and off while jobs wait', async () => {
    limits.a = { isPaused: true };
    queue.refreshLane('a');
    await queue.scheduleMany([job('one'), job('two'), job('three')]);
    limits.a = { isOrdered: true };
    queue.refreshLane('a');
    expect(ids()).toEqual(['one']);
    limits.a = {};
    queue.refreshLane('a');
    expect(ids()).toEqual(['one', 'two', 'three']);
  });
});

describe('under load', () => {
  it('runs 20,000 jobs of 50 lanes once each', async () => {
    const seen = new Map<string, number>();
    const busy = createLaneQueue({ clock, log: silentLog });
    await busy.start(
      async (entry) => {
        seen.set(entry.deliveryId, (seen.get(entry.deliveryId) ?? 0) + 1);
        await Promise.resolve();
      },
      () => ({ ...OPEN, concurrency: 64 }),
    );
    const jobs = Array.from({ length: 20_000 }, (_, index) =>
      job(`d${index}`, `lane${index % 50}`, { atMs: clock.now() + (index % 7) }),
    );
    await busy.scheduleMany(jobs);
    await clock.advance(10);
    await settlePromises();
    expect(seen.size).toBe(20_000);
    expect([...seen.values()].every((count) => count === 1)).toBe(true);
    await busy.stop(0);
  });
});

describe('a lane that orders ahead', () => {
  /** Jobs that were handed on and not begun: they can be taken back. */
  let waiting: Set<string>;
  let takesAhead: boolean;
  let rests: number;

  beforeEach(async () => {
    await queue.stop(0);
    waiting = new Set();
    takesAhead = true;
    rests = 0;
    clock = createFakeClock();
    limits = { a: { concurrency: 2, ahead: 3 } };
    started = [];
    const maker = {
      takesAhead: () => takesAhead,
      recall: (id: DeliveryId) => {
        const isTaken = waiting.delete(id);
        if (isTaken) {
          started.findLast((entry) => entry.job.deliveryId === id)?.end();
        }
        return isTaken;
      },
      rest: () => {
        rests += 1;
      },
    };
    queue = createLaneQueue({ clock, log: silentLog, maxRunning: 12, maker });
    await queue.start(
      (job) =>
        new Promise((resolve, reject) => {
          const fail = () => reject(new Error('the store is away'));
          if (started.length >= 2) {
            waiting.add(job.deliveryId);
          }
          started.push({ job, atMs: clock.monotonic(), end: resolve, fail });
        }),
      (lane) => ({ ...OPEN, ...limits[lane] }),
    );
  });

  it('hands on so many more, and none where nobody keeps its concurrency', async () => {
    await queue.scheduleMany(['1', '2', '3', '4', '5', '6', '7'].map((id) => job(id)));
    expect(ids()).toEqual(['1', '2', '3', '4', '5']);
    takesAhead = false;
    started[0]?.end();
    started[1]?.end();
    started[2]?.end();
    await settlePromises();
    expect(ids()).toEqual(['1', '2', '3', '4', '5']);
    started[3]?.end();
    await settlePromises();
    expect(ids()).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('takes back what was not begun when it is paused, and goes on in order', async () => {
    await queue.scheduleMany(['1', '2', '3', '4', '5', '6'].map((id) => job(id)));
    limits.a = { concurrency: 2, ahead: 0, isPaused: true };
    queue.refreshLane('a');
    expect([...waiting]).toEqual([]);
    await settlePromises();
    started[0]?.end();
    started[1]?.end();
    await settlePromises();
    expect(ids()).toEqual(['1', '2', '3', '4', '5']);
    limits.a = { concurrency: 10 };
    queue.refreshLane('a');
    expect(ids()).toEqual(['1', '2', '3', '4', '5', '3', '4', '5', '6']);
  });

  it('forgets what is removed before it was begun', async () => {
    await queue.scheduleMany(['1', '2', '3', '4', '5', '6'].map((id) => job(id)));
    await queue.remove('4' as DeliveryId);
    await settlePromises();
    expect(ids()).toEqual(['1', '2', '3', '4', '5', '6']);
    await endAll();
    await endAll();
    expect(ids().filter((id) => id === '4')).toHaveLength(1);
  });

  it('keeps what was taken back in its place when it becomes ordered', async () => {
    await queue.scheduleMany(['1', '2', '3', '4', '5', '6'].map((id) => job(id)));
    limits.a = { isOrdered: true };
    queue.refreshLane('a');
    await settlePromises();
    expect(ids()).toHaveLength(5);
    for (const next of ['3', '4', '5', '6']) {
      await endAll();
      expect(ids().at(-1)).toBe(next);
    }
    expect(ids()).toHaveLength(9);
  });

  it('stops without waiting for what was not begun, and rests when all is done', async () => {
    await queue.scheduleMany(['1', '2', '3', '4', '5', '6'].map((id) => job(id)));
    const stopped = queue.stop(HOUR);
    expect(waiting.size).toBe(0);
    await settlePromises();
    expect(rests).toBe(0);
    started[0]?.end();
    started[1]?.end();
    await stopped;
    expect(rests).toBe(1);
    expect(ids()).toHaveLength(5);
  });

  it('leaves half of the cap to lanes that have begun nothing', async () => {
    limits.b = { concurrency: 6 };
    await queue.scheduleMany(['b1', 'b2', 'b3', 'b4', 'b5', 'b6'].map((id) => job(id, 'b')));
    await queue.scheduleMany(['1', '2', '3', '4'].map((id) => job(id)));
    expect(ids()).toEqual(['b1', 'b2', 'b3', 'b4', 'b5', 'b6', '1', '2']);
  });
});
