import { OUTCOMES, type Outcome } from '../contract/delivery.ts';

/** Upper bounds in seconds, as Prometheus has it. */
export const DURATION_BOUNDS_S = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60];
const MICROSECONDS_PER_S = 1_000_000;

/** How many attempts ended how, and how long they took. It only ever grows. */
export class AttemptTally {
  readonly successes = new Map<Outcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  readonly failures = new Map<Outcome, number>(OUTCOMES.map((outcome) => [outcome, 0]));
  /** One for each bound, and one for what took longer. */
  readonly durationCounts: number[] = Array.from({ length: DURATION_BOUNDS_S.length + 1 }, () => 0);
  durationSumS = 0;

  add(outcome: Outcome, isSuccess: boolean, totalMs: number): void {
    this.#count(outcome, isSuccess, bucketOf(totalMs / 1000), 1);
    this.durationSumS += totalMs / 1000;
  }

  /** The tally that a store keeps by `tallyField`. Fields of another version are left out. */
  static read(fields: Readonly<Record<string, string>>): AttemptTally {
    const tally = new AttemptTally();
    for (const [field, text] of Object.entries(fields)) {
      const [name = '', success, bucket = ''] = field.split(':');
      const outcome = OUTCOMES.find((each) => each === name);
      if (outcome !== undefined && Number(bucket) < tally.durationCounts.length) {
        tally.#count(outcome, success === '1', Number(bucket), Number(text));
      }
    }
    tally.durationSumS = Number(fields.us ?? 0) / MICROSECONDS_PER_S;
    return tally;
  }

  #count(outcome: Outcome, isSuccess: boolean, bucket: number, by: number): void {
    const counts = isSuccess ? this.successes : this.failures;
    counts.set(outcome, (counts.get(outcome) ?? 0) + by);
    this.durationCounts[bucket] = (this.durationCounts[bucket] ?? 0) + by;
  }
}

/** The field in which a store that several processes share counts an attempt; `us` sums microseconds. */
export function tallyField(outcome: Outcome, isSuccess: boolean, totalMs: number): string {
  return `${outcome}:${isSuccess ? 1 : 0}:${bucketOf(totalMs / 1000)}`;
}

function bucketOf(seconds: number): number {
  const found = DURATION_BOUNDS_S.findIndex((bound) => seconds <= bound);
  return found < 0 ? DURATION_BOUNDS_S.length : found;
}
