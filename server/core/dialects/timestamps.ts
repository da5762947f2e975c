import type { TimestampFacts, TimeWindow } from './facts.ts';

/** Ten digits of seconds reach the year 2286; thirteen hold milliseconds. */
const DIGITS = /^\d{1,15}$/;

/** Milliseconds since 1970; undefined where the text is not plain digits (or ISO 8601 for Box). */
export function parseTimestamp(unit: TimestampFacts['unit'], text: string): number | undefined {
  if (unit === 'iso') {
    const at = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(at) ? undefined : at;
  }
  if (!DIGITS.test(text)) {
    return undefined;
  }
  return unit === 's' ? Number(text) * 1000 : Number(text);
}

/** A moment as the dialect writes it. */
export function writeTimestamp(unit: TimestampFacts['unit'], atMs: number): string {
  if (unit === 'iso') {
    return new Date(atMs).toISOString();
  }
  return String(unit === 's' ? Math.floor(atMs / 1000) : Math.floor(atMs));
}

export interface TimeCheck {
  readonly result: 'pass' | 'fail' | 'skipped';
  readonly text: string;
  readonly isFuture: boolean;
}

/** How far ahead of our clock a sender may be before a note is worth showing. */
const FUTURE_NOTE_MS = 5_000;

/** Judges the age of a signature against the window that the provider's package enforces. */
export function checkTime(window: TimeWindow | undefined, atMs: number, nowMs: number): TimeCheck {
  const ageMs = nowMs - atMs;
  const isFuture = ageMs < -FUTURE_NOTE_MS;
  const age = ageMs >= 0 ? `${spanText(ageMs)} old` : `${spanText(-ageMs)} in the future`;
  if (!window) {
    return { result: 'skipped', text: `${age}; the provider sets no limit`, isFuture };
  }
  if (ageMs > window.pastMs) {
    return { result: 'fail', text: `${age}, limit ${spanText(window.pastMs)}`, isFuture };
  }
  if (window.futureMs !== null && -ageMs > window.futureMs) {
    return { result: 'fail', text: `${age}, limit ${spanText(window.futureMs)}`, isFuture };
  }
  return { result: 'pass', text: `${age}, limit ${spanText(window.pastMs)}`, isFuture };
}

/** `4 s`, `5 min` where it is just that, `14 min`, `3 h`, `2 d`. */
export function spanText(spanMs: number): string {
  const seconds = spanMs / 1000;
  if (seconds <= 600 && (seconds < 120 || seconds % 60 !== 0)) {
    return `${Math.round(seconds)} s`;
  }
  if (seconds < 2 * 3600) {
    return `${Math.round(seconds / 60)} min`;
  }
  return seconds < 48 * 3600
    ? `${Math.round(seconds / 3600)} h`
    : `${Math.round(seconds / 86_400)} d`;
}
