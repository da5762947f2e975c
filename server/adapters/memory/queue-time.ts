import type { Clock } from '../../ports.ts';

/** Smaller differences between the clocks are drift, not jumps. */
const JUMP_MS = 1000;

/**
 * Time as a queue measures it: monotonic, moved on by what the wall clock jumps ahead, because a
 * computer that slept looks just like that. A wall clock that jumps back changes nothing.
 */
export class QueueTime {
  private readonly clock: Clock;
  private sleptMs = 0;
  private gapMs: number;

  constructor(clock: Clock) {
    this.clock = clock;
    this.gapMs = clock.now() - clock.monotonic();
  }

  now(): number {
    const monotonicMs = this.clock.monotonic();
    const gapMs = this.clock.now() - monotonicMs;
    if (gapMs - this.gapMs > JUMP_MS) {
      this.sleptMs += gapMs - this.gapMs;
    }
    this.gapMs = gapMs;
    return monotonicMs + this.sleptMs;
  }
}
