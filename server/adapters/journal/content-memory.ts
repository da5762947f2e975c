/** Headers and body of a row never change: what a search found out holds for ever. */
export type Known = 'unknown' | 'in' | 'out';

/** Searches whose findings are kept: pages of one list, and lists that are asked for again and again. */
const MAX_KEPT = 16;
const CODES: readonly Known[] = ['unknown', 'in', 'out'];

/** What is known of rows, by their number: one byte each. */
export class Findings {
  #codes = new Uint8Array(1024);

  get(number: number): Known {
    return CODES[this.#codes[number] ?? 0] ?? 'unknown';
  }

  set(number: number, isIn: boolean): void {
    if (number >= this.#codes.length) {
      const larger = new Uint8Array(Math.max(number + 1, this.#codes.length * 2));
      larger.set(this.#codes);
      this.#codes = larger;
    }
    this.#codes[number] = isIn ? 1 : 2;
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
