import type { BurstSample } from '../contract/burst.ts';
import type { DeliveryId, EventId } from '../contract/ids.ts';
import type { DeliveryRecord } from './records.ts';

type Standing = 'waiting' | 'delivered' | 'failed' | 'retrying' | 'cancelled';
interface Entry {
  readonly deliveryId: DeliveryId | null;
  readonly standing: Standing;
  readonly attempts: number;
}

/** Sixteen buckets to each doubling from 10 µs: at most 4.5 % off, up to an hour. */
const PER_DOUBLING = 16;
const LOWEST_MS = 0.01;
const BUCKETS = 460;
/** Beyond it two stretches of time become one, so that a long burst stays as small as a short one. */
const MAX_SAMPLES = 240;
const STATUS_SUCCESS = (status: number | null) => status !== null && status >= 200 && status < 300;

/** The books of one burst: what became of each event, how long answers took, and why some failed. */
export class BurstFigures {
  attempts = 0;
  readonly causes = new Map<string, number>();
  private readonly entries = new Map<EventId, Entry>();
  private readonly counts: Record<Standing, number> = {
    waiting: 0,
    delivered: 0,
    failed: 0,
    retrying: 0,
    cancelled: 0,
  };
  private readonly buckets = new Uint32Array(BUCKETS);
  private measured = 0;

  /** Before an event is stored: its first change must find it here. */
  expect(id: EventId): void {
    this.entries.set(id, { deliveryId: null, standing: 'waiting', attempts: 0 });
    this.counts.waiting += 1;
  }

  /** An event that could not be stored after all. */
  forget(id: EventId): void {
    const entry = this.entries.get(id);
    if (entry && this.entries.delete(id)) {
      this.counts[entry.standing] -= 1;
    }
  }

  /** A delivery was made or changed. Answers the failed attempts that this adds, or undefined where it is not of this burst. */
  saw(
    record: DeliveryRecord,
  ): { readonly durationMs: number | null; readonly isFailure: boolean } | undefined {
    const before = this.entries.get(record.eventId);
    if (before === undefined) {
      return undefined;
    }
    const standing = standingOf(record);
    this.entries.set(record.eventId, {
      deliveryId: record.id,
      standing,
      attempts: record.attempts,
    });
    this.counts[before.standing] -= 1;
    this.counts[standing] += 1;
    if (record.attempts <= before.attempts) {
      return { durationMs: null, isFailure: false };
    }
    return this.tried(record);
  }

  private tried(record: DeliveryRecord) {
    this.attempts += 1;
    const durationMs = record.lastDurationMs;
    if (durationMs !== null) {
      const bucket = bucketOf(durationMs);
      this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
      this.measured += 1;
    }
    const isFailure = !(record.state === 'delivered' && STATUS_SUCCESS(record.lastStatus));
    if (isFailure) {
      const cause = String(record.lastStatus ?? record.lastOutcome ?? 'not sent');
      this.causes.set(cause, (this.causes.get(cause) ?? 0) + 1);
    }
    return { durationMs, isFailure };
  }

  count(standing: Standing): number {
    return this.counts[standing];
  }

  get stored(): number {
    return this.entries.size;
  }

  /** Deliveries that may still be sent. */
  *open(): Iterable<DeliveryId> {
    for (const { deliveryId, standing } of this.entries.values()) {
      if (deliveryId !== null && (standing === 'waiting' || standing === 'retrying')) {
        yield deliveryId;
      }
    }
  }

  *delivered(): Iterable<EventId> {
    for (const [id, { standing }] of this.entries) {
      if (standing === 'delivered') {
        yield id;
      }
    }
  }

  /** Over all attempts so far, in milliseconds; null before the first. */
  percentiles(): { p50: number; p95: number; p99: number } | null {
    if (this.measured === 0) {
      return null;
    }
    return { p50: this.at(0.5), p95: this.at(0.95), p99: this.at(0.99) };
  }

  private at(share: number): number {
    let seen = 0;
    for (const [bucket, count] of this.buckets.entries()) {
      seen += count;
      if (seen >= share * this.measured) {
        return roundedTo3(LOWEST_MS * 2 ** (bucket / PER_DOUBLING));
      }
    }
    return 0;
  }
}

/** Exact, of the few values of one stretch of time; null where there are none. */
export function p95Of(values: readonly number[]): number | null {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))];
  return value === undefined ? null : roundedTo3(value);
}

/** Appends a sample; where there are too many, each two neighbours become one. */
export function withSample(samples: readonly BurstSample[], next: BurstSample): BurstSample[] {
  const all = [...samples, next];
  if (all.length <= MAX_SAMPLES) {
    return all;
  }
  const joined: BurstSample[] = [];
  let startMs = 0;
  for (let index = 0; index < all.length; index += 2) {
    const [left, right] = [all[index], all[index + 1]];
    if (left) {
      joined.push(right ? joinSamples(startMs, left, right) : left);
      startMs = (right ?? left).at_ms;
    }
  }
  return joined;
}

function joinSamples(startMs: number, left: BurstSample, right: BurstSample): BurstSample {
  const spanMs = right.at_ms - startMs || 1;
  const share = (left.at_ms - startMs) / spanMs;
  const mean = (key: 'sent_per_s' | 'delivered_per_s' | 'failed_per_s' | 'cpu_percent') =>
    roundedTo3(left[key] * share + right[key] * (1 - share));
  const p95s = [left.p95_ms, right.p95_ms].filter((value) => value !== null);
  return {
    at_ms: right.at_ms,
    sent_per_s: mean('sent_per_s'),
    delivered_per_s: mean('delivered_per_s'),
    failed_per_s: mean('failed_per_s'),
    p95_ms: p95s.length > 0 ? Math.max(...p95s) : null,
    cpu_percent: mean('cpu_percent'),
  };
}

function standingOf(record: DeliveryRecord): Standing {
  if (record.state !== 'pending') {
    return record.state;
  }
  return record.attempts > 0 ? 'retrying' : 'waiting';
}

function bucketOf(valueMs: number): number {
  if (!(valueMs > LOWEST_MS)) {
    return 0;
  }
  return Math.min(BUCKETS - 1, Math.ceil(Math.log2(valueMs / LOWEST_MS) * PER_DOUBLING));
}

function roundedTo3(value: number): number {
  return Math.round(value * 1000) / 1000;
}
