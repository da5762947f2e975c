import type { Clock } from '../../ports.ts';
import type { QueueTime } from './queue-time.ts';

/** How long a queue sleeps at most: so soon a jump of the wall clock is seen. */
const MAX_SLEEP_MS = 2000;

/** The one timer of a queue: set to the earliest instant that it was asked for. */
export class WakeTimer {
  private readonly clock: Clock;
  private readonly time: QueueTime;
  private readonly wake: () => void;
  private atMs = Number.POSITIVE_INFINITY;
  private cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, time: QueueTime, wake: () => void) {
    this.clock = clock;
    this.time = time;
    this.wake = wake;
  }

  /** Wakes at `dueMs` of the queue's time, or earlier: whoever is woken looks what is due. */
  set(dueMs: number | undefined): void {
    if (dueMs === undefined) {
      return;
    }
    const nowMs = this.time.now();
    const atMs = Math.min(Math.max(dueMs, nowMs), nowMs + MAX_SLEEP_MS);
    if (atMs >= this.atMs) {
      return;
    }
    this.cancelTimer?.();
    this.atMs = atMs;
    this.cancelTimer = this.clock.after(atMs - nowMs, () => {
      this.atMs = Number.POSITIVE_INFINITY;
      this.cancelTimer = undefined;
      this.wake();
    });
  }

  cancel(): void {
    this.cancelTimer?.();
  }
}
