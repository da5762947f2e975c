import type { RetentionLimits } from '../../ports.ts';

/** What is left while rows are taken away, held against the limits. */
export class Retention {
  readonly #limits: RetentionLimits;
  readonly #oldestMs: number;
  #items: number;
  #bytes: number;

  constructor(limits: RetentionLimits, nowMs: number, held: { items: number; bytes: number }) {
    this.#limits = limits;
    this.#oldestMs =
      limits.olderThanMs === null ? Number.NEGATIVE_INFINITY : nowMs - limits.olderThanMs;
    this.#items = held.items;
    this.#bytes = held.bytes;
  }

  /** There is more than may be. */
  isBeyond(): boolean {
    return this.#items > this.#limits.maxItems || this.#bytes > this.#limits.maxBytes;
  }

  /** Nothing more goes, whatever its age. */
  isDone(): boolean {
    return this.#limits.olderThanMs === null && !this.isBeyond();
  }

  mayGo(atMs: number): boolean {
    return this.isBeyond() || atMs < this.#oldestMs;
  }

  take(items: number, bytes: number): void {
    this.#items -= items;
    this.#bytes -= bytes;
  }
}
