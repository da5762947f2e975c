import type { Clock } from '../ports.ts';
import type { Warnings } from './warnings.ts';

/** A look that comes this much too late means that the computer slept or the process stood still. */
const SLEPT_MS = 10_000;
const JUMPED_MS = 5_000;

export interface ClockWatchDeps {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Since the computer started, its sleep included; the monotonic clock leaves sleep out on most systems. */
  readonly uptimeMs: () => number;
  readonly warnings: Pick<Warnings, 'add'>;
}

/**
 * Tells by three clocks what happened since the last look, a second ago: the computer slept, this process stood still, the
 * wall clock was set. Each is said, with the gap.
 */
export function createClockWatch({ clock, uptimeMs, warnings }: ClockWatchDeps): () => void {
  const read = () => ({
    wallMs: clock.now(),
    monotonicMs: clock.monotonic(),
    bootedMs: uptimeMs(),
  });
  let before = read();
  return () => {
    const now = read();
    const awakeMs = now.monotonicMs - before.monotonicMs;
    const passedMs = Math.max(awakeMs, now.bootedMs - before.bootedMs);
    const setMs = now.wallMs - before.wallMs - passedMs;
    const since = new Date(before.wallMs).toISOString();
    before = now;
    if (passedMs - awakeMs > SLEPT_MS) {
      warnings.add(
        'slept',
        `The computer slept for ${seconds(passedMs)} s since ${since}: nothing was received or sent meanwhile.`,
      );
    } else if (awakeMs > SLEPT_MS) {
      warnings.add(
        'stood_still',
        `This program stood still for ${seconds(awakeMs)} s since ${since}: it was stopped, or the computer slept or was overloaded. Nothing was received or sent meanwhile.`,
      );
    }
    if (Math.abs(setMs) > JUMPED_MS) {
      const way = setMs > 0 ? 'ahead' : 'back';
      warnings.add(
        'clock_jumped',
        `The clock of this computer was set ${seconds(Math.abs(setMs))} s ${way}: times before and after it do not fit together.`,
      );
    }
  };
}

function seconds(durationMs: number): number {
  return Math.round(durationMs / 1000);
}
