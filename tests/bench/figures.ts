export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The smallest value that at least that share of all values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return sorted[index] ?? Number.NaN;
}

export function rounded(value: number, digits = 2): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

/** What one case showed: a figure, its goal, and what it was made of. */
export interface CaseResult {
  readonly name: string;
  readonly what: string;
  readonly figure: string;
  readonly goal: string;
  readonly isMet: boolean;
  readonly lost: number;
  readonly details: Readonly<Record<string, unknown>>;
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}
