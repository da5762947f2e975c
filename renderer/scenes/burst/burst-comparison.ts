import type { Burst, BurstDetail, BurstSample } from '../../../server/contract/burst.ts';
import { countText, durationText } from '../../text/amount-text.ts';

/** One measure of two runs. `tone` says whether the second did better, worse, or neither. */
export interface ComparedMeasure {
  name: string;
  left: string;
  right: string;
  change: string;
  tone: 'better' | 'worse' | 'same';
}

interface Measure {
  name: string;
  of: (burst: Burst) => number | null;
  text: (value: number) => string;
  /** Which way is better; left out where neither is. */
  better?: 'more' | 'less';
  /** It grows with what was sent: neither side did better where that differs. */
  isShareOfSent?: boolean;
}

const MEASURES: readonly Measure[] = [
  { name: 'Sent', of: ({ sent }) => sent, text: countText },
  { name: 'Sent/s asked for', of: ({ rate_per_s }) => rate_per_s, text: countText },
  { name: 'Sent/s reached', of: sentPerS, text: countText, better: 'more' },
  {
    name: 'Delivered',
    of: ({ delivered }) => delivered,
    text: countText,
    better: 'more',
    isShareOfSent: true,
  },
  {
    name: 'Failed',
    of: ({ failed }) => failed,
    text: countText,
    better: 'less',
    isShareOfSent: true,
  },
  { name: 'Attempts', of: ({ attempts }) => attempts, text: countText },
  { name: 'Lost', of: ({ captured }) => captured?.lost ?? null, text: countText, better: 'less' },
  { name: 'Twice', of: ({ captured }) => captured?.twice ?? null, text: countText, better: 'less' },
  {
    name: 'p50',
    of: ({ latency_ms }) => latency_ms?.p50 ?? null,
    text: durationText,
    better: 'less',
  },
  {
    name: 'p95',
    of: ({ latency_ms }) => latency_ms?.p95 ?? null,
    text: durationText,
    better: 'less',
  },
  {
    name: 'p99',
    of: ({ latency_ms }) => latency_ms?.p99 ?? null,
    text: durationText,
    better: 'less',
  },
  {
    name: 'CPU',
    of: ({ cpu_percent }) => cpu_percent,
    text: (value) => `${countText(value)} %`,
    better: 'less',
  },
];

/** Every measure of two runs, then their failures cause by cause. */
export function compareBursts(left: Burst, right: Burst): ComparedMeasure[] {
  return [...MEASURES, ...failureMeasures(left, right)].map((measure) => {
    const row = compared(measure, measure.of(left), measure.of(right));
    return measure.isShareOfSent && left.sent !== right.sent ? { ...row, tone: 'same' } : row;
  });
}

function failureMeasures(left: Burst, right: Burst): Measure[] {
  const causes = [...left.failures, ...right.failures].map(({ cause }) => cause);
  return [...new Set(causes)].sort().map((cause) => ({
    name: `Failed: ${cause.replaceAll('_', ' ')}`,
    of: ({ failures }) => failures.find((one) => one.cause === cause)?.count ?? 0,
    text: countText,
    better: 'less',
    isShareOfSent: true,
  }));
}

function compared(
  { name, text, better }: Measure,
  left: number | null,
  right: number | null,
): ComparedMeasure {
  const shown = (value: number | null) => (value === null ? '–' : text(value));
  const sides = { name, left: shown(left), right: shown(right) };
  if (left === null || right === null || left === right) {
    return { ...sides, change: left === right && left !== null ? 'the same' : '–', tone: 'same' };
  }
  const isMore = right > left;
  const tone = better === undefined ? 'same' : isMore === (better === 'more') ? 'better' : 'worse';
  return { ...sides, change: changeText(left, right), tone };
}

function changeText(left: number, right: number): string {
  const sign = right > left ? '+' : '−';
  if (left === 0) {
    return `${sign}${countText(Math.abs(right))}`;
  }
  const percent = Math.abs(((right - left) * 100) / left);
  return `${sign}${percent < 10 ? percent.toFixed(1) : countText(Math.round(percent))} %`;
}

/** On the average of the whole run. */
function sentPerS({ started_at: start, ended_at: end, sent }: Burst): number | null {
  const spanMs = end === null ? 0 : Date.parse(end) - Date.parse(start);
  return spanMs > 0 ? Math.round((sent * 1000) / spanMs) : null;
}

/** Both runs over the time from their own start. */
export interface AlignedSample {
  atMs: number;
  left: BurstSample | null;
  right: BurstSample | null;
}

/** Samples that end within this of each other stand in one row. */
const STEP_MS = 100;

export function alignSamples(left: BurstDetail, right: BurstDetail): AlignedSample[] {
  const rows = new Map<number, AlignedSample>();
  const put = (side: 'left' | 'right', samples: readonly BurstSample[]) => {
    for (const sample of samples) {
      let atMs = Math.round(sample.at_ms / STEP_MS) * STEP_MS;
      // Two samples of one run close together: each keeps a row.
      while (rows.get(atMs)?.[side]) {
        atMs += 1;
      }
      const row = rows.get(atMs) ?? { atMs, left: null, right: null };
      rows.set(atMs, { ...row, [side]: sample });
    }
  };
  put('left', left.samples);
  put('right', right.samples);
  return [...rows.values()].sort((a, b) => a.atMs - b.atMs);
}
