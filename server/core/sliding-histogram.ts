/** Seconds that a window holds: long enough to be steady, short enough to show a change. */
const WINDOW_S = 10;
/** Four buckets to each doubling, from a tenth of a millisecond: at most 19 % off, up to 6 minutes. */
const PER_DOUBLING = 4;
const LOWEST_MS = 0.1;
const BUCKETS = 88;

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/**
 * Counts and percentiles of the last ten seconds, at the cost of two array writes an entry. Time
 * is any clock that never goes back, in milliseconds.
 */
export class SlidingHistogram {
  private readonly slots = Array.from({ length: WINDOW_S + 1 }, () => new Uint32Array(BUCKETS));
  private readonly seconds = new Float64Array(WINDOW_S + 1).fill(-1);

  add(nowMs: number, valueMs: number): void {
    this.addMany(nowMs, bucketOfMs(valueMs), 1);
  }

  /** Entries that were put into their bucket by `bucketOfMs`, maybe in another process. */
  addMany(nowMs: number, bucket: number, count: number): void {
    const second = Math.floor(nowMs / 1000);
    const index = second % this.slots.length;
    const slot = this.slots[index];
    if (slot === undefined) {
      return;
    }
    if (this.seconds[index] !== second) {
      slot.fill(0);
      this.seconds[index] = second;
    }
    slot[bucket] = (slot[bucket] ?? 0) + count;
  }

  /** Entries a second over the last ten full seconds. */
  ratePerS(nowMs: number): number {
    const total = this.merged(nowMs).reduce((sum, count) => sum + count, 0);
    return total / WINDOW_S;
  }

  /** Upper bounds of the buckets in milliseconds; null where nothing happened. */
  percentiles(nowMs: number): Percentiles | null {
    const counts = this.merged(nowMs);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total === 0) {
      return null;
    }
    const at = (share: number) => valueAt(counts, share * total);
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }

  private merged(nowMs: number): Float64Array {
    const oldest = Math.floor(nowMs / 1000) - WINDOW_S;
    const counts = new Float64Array(BUCKETS);
    this.slots.forEach((slot, index) => {
      const second = this.seconds[index] ?? -1;
      if (second >= oldest && second < oldest + WINDOW_S) {
        slot.forEach((count, bucket) => {
          counts[bucket] = (counts[bucket] ?? 0) + count;
        });
      }
    });
    return counts;
  }
}

/** The bucket of a duration in milliseconds. */
export function bucketOfMs(valueMs: number): number {
  if (!(valueMs > LOWEST_MS)) {
    return 0;
  }
  return Math.min(BUCKETS - 1, Math.ceil(Math.log2(valueMs / LOWEST_MS) * PER_DOUBLING));
}

function valueAt(counts: Float64Array, rank: number): number {
  let seen = 0;
  for (const [bucket, count] of counts.entries()) {
    seen += count;
    if (seen >= rank) {
      return roundedTo3(LOWEST_MS * 2 ** (bucket / PER_DOUBLING));
    }
  }
  return roundedTo3(LOWEST_MS * 2 ** ((BUCKETS - 1) / PER_DOUBLING));
}

function roundedTo3(value: number): number {
  return Math.round(value * 1000) / 1000;
}
