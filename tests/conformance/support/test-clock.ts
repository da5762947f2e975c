import type { Clock, Log } from '../../../server/ports.ts';

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  nowMs = 1_780_000_000_000;
  #monotonicMs = 0;
  readonly #timers = new Set<{ atMs: number; call: () => void }>();

  now(): number {
    return this.nowMs;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, call: () => void): () => void {
    const timer = { atMs: this.#monotonicMs + delayMs, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass: wall time, monotonic time, and the timers that come due. */
  advance(ms: number): void {
    this.nowMs += ms;
    this.#monotonicMs += ms;
    const due = [...this.#timers].filter((timer) => timer.atMs <= this.#monotonicMs);
    for (const timer of due.sort((a, b) => a.atMs - b.atMs)) {
      this.#timers.delete(timer);
      timer.call();
    }
  }
}

export interface Logged {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/** A log that a test can read. */
export function memoryLog(): Log & { readonly lines: Logged[] } {
  const lines: Logged[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
