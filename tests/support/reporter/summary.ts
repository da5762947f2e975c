import type { Requirement } from '../requirements.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The last lines of a run: what was left out and why, then one plain line of figures. */
export function summaryLines(counts: Counts, parts: readonly Requirement[]): string[] {
  const leftOut = parts.flatMap((part) =>
    part.isMissing ? [`Left out: ${part.part} (${part.reason})`] : [],
  );
  return [
    ...leftOut,
    `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  ];
}
