/** Headers and body of a row never change: what a search found out holds for ever. */
export const KNOWN = { nothing: 0, in: 1, out: 2 } as const;

/** Searches whose findings are kept: pages of one list, and lists that are asked for again and again. */
const MAX_KEPT = 16;

/** What is known of rows, by their number: one byte of `KNOWN` each. */
export class Findings {
  #codes = new Uint8Array(1024);

  get(number: number): number {
    return this.#codes[number] ?? KNOWN.nothing;
  }

  set(number: number, isIn: boolean): void {
    if (number >= this.#codes.length) {
      const larger = new Uint8Array(Math.max(number + 1, this.#codes.length * 2));
      larger.set(this.#codes);
      this.#codes = larger;
    }
    this.#codes[number] = isIn ? KNOWN.in : KNOWN.out;
  }
}

/** Remembers the findings of the last searches. */
export class ContentMemory {
  readonly #findings = new Map<string, Findings>();

  of(key: string): Findings {
    const findings = this.#findings.get(key) ?? new Findings();
    this.#findings.delete(key);
    this.#findings.set(key, findings);
    for (const oldest of this.#findings.keys()) {
      if (this.#findings.size <= MAX_KEPT) {
        break;
      }
      this.#findings.delete(oldest);
    }
    return findings;
  }
}
