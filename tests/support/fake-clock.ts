import type { Clock } from '../../server/ports.ts';

interface Timer {
  readonly atMs: number;
  readonly call: () => void;
}

/** A clock that stands still until it is told to move. Wall and monotonic time move apart on demand. */
export interface FakeClock extends Clock {
  /** Lets time pass on both clocks, running what falls due in order, and promises in between. */
  advance(ms: number): Promise<void>;
  /** Sets the wall clock only: an hour forward or back. */
  jump(ms: number): void;
  timers(): number;
}

export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let wallMs = startMs;
  let passedMs = 0;
  const timers = new Set<Timer>();

  function nextTimer(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.atMs <= untilMs && (next === undefined || timer.atMs < next.atMs)) {
        next = timer;
      }
    }
    return next;
  }

  function moveTo(targetMs: number): void {
    wallMs += targetMs - passedMs;
    passedMs = targetMs;
  }

  return {
    now: () => wallMs,
    monotonic: () => passedMs,
    after(delayMs, call) {
      const timer = { atMs: passedMs + Math.max(0, delayMs), call };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const untilMs = passedMs + ms;
      await settlePromises();
      for (let timer = nextTimer(untilMs); timer; timer = nextTimer(untilMs)) {
        timers.delete(timer);
        moveTo(Math.max(passedMs, timer.atMs));
        timer.call();
        await settlePromises();
      }
      moveTo(untilMs);
    },
    jump(ms) {
      wallMs += ms;
    },
    timers: () => timers.size,
  };
}

/** Runs what promises have queued. A turn of the event loop, not a wait. */
export async function settlePromises(): Promise<void> {
  await new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
}
