import { DEFAULT_RETRY_DELAYS_MS, type Schedule } from '../../server/contract/policy.ts';

const UNITS_MS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** `5 m`: the largest unit that divides it. */
export function delayText(ms: number): string {
  if (ms === 0) {
    return '0 s';
  }
  const [unit, factor] = UNITS_MS.find(([, size]) => ms % size === 0) ?? ['ms', 1];
  return `${ms / factor} ${unit}`;
}

/** `0 s, 5 s, 5 m`: how a list of delays is shown and typed. */
export function delaysText(delaysMs: readonly number[]): string {
  return delaysMs.map(delayText).join(', ');
}

/** Reads `0s, 5s, 5m`, or answers null where it is no such list. */
export function parseDelays(text: string): number[] | null {
  const parts = text.split(/[,;·]/).map((part) => part.trim());
  const delays = parts.map((part) => {
    const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(part) ?? [];
    const factor = UNITS_MS.find(([name]) => name === unit)?.[1] ?? 0;
    return amount === undefined ? Number.NaN : Number(amount) * factor;
  });
  return delays.some((delay) => !Number.isInteger(delay)) ? null : delays;
}

/** Reads one delay, or answers null. */
export function parseDelay(text: string): number | null {
  const delays = parseDelays(text);
  return delays?.length === 1 ? (delays[0] ?? null) : null;
}

/** The delays after the first attempt of a growing schedule; null where its fields are not filled in well. */
export function growingDelays(values: {
  firstDelay: string;
  factor: string;
  maxDelay: string;
  attempts: string;
}): number[] | null {
  const first = parseDelay(values.firstDelay);
  const max = parseDelay(values.maxDelay);
  const [factor, attempts] = [Number(values.factor), Number(values.attempts)];
  if (first === null || max === null || !(factor >= 1) || !(attempts >= 1 && attempts <= 100)) {
    return null;
  }
  return Array.from({ length: Math.floor(attempts) - 1 }, (_, index) =>
    Math.round(Math.min(first * factor ** index, max)),
  );
}

/** One line that says when a failed attempt is tried again. */
export function scheduleText(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'list':
      return schedule.delays_ms.length === 1
        ? 'never again'
        : `after ${delaysText(schedule.delays_ms.slice(1))}`;
    case 'exponential':
      return `after ${delayText(schedule.first_ms)}, ×${schedule.factor} each, at most ${delayText(schedule.max_ms)}, ${schedule.attempts} attempts`;
    case 'preset':
      return `as ${schedule.dialect} does`;
    default:
      return schedule satisfies never;
  }
}

export const SCHEDULE_PRESETS: readonly { id: string; label: string; delaysMs: number[] }[] = [
  { id: 'standard', label: 'Standard: 8 attempts in 28 h', delaysMs: [...DEFAULT_RETRY_DELAYS_MS] },
  { id: 'quick', label: 'Quick, for tests: 1 s, 2 s, 4 s', delaysMs: [0, 1000, 2000, 4000] },
  { id: 'never', label: 'Never again', delaysMs: [0] },
];
