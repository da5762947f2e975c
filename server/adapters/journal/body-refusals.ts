import type { Clock } from '../../ports.ts';

/** A disk without room for a big body may have some for small ones: it counts as full for so long. */
const REFUSED_FOR_MS = 10_000;

/** Why the file of a body was last refused, until one is kept again or a while has passed. */
export class BodyRefusals {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #last: { readonly code: string; readonly atMs: number } | undefined;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  note(code: string): void {
    this.#last = { code, atMs: this.#clock.monotonic() };
  }

  clear(): void {
    this.#last = undefined;
  }

  /** The system's code. */
  why(): string | undefined {
    const { code, atMs = Number.NEGATIVE_INFINITY } = this.#last ?? {};
    return this.#clock.monotonic() - atMs < REFUSED_FOR_MS ? code : undefined;
  }
}
