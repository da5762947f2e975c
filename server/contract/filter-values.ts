import { type FilterKeyInfo, nearestWord } from './filter-keys.ts';

/** One value of a filter term; the values of a term are alternatives. */
export type FilterValue =
  /** Text to compare case-insensitively; `*` stands for any run of characters if `hasWildcard`. */
  | { kind: 'pattern'; text: string; hasWildcard: boolean }
  /** One of the closed set of the key, in lower case. */
  | { kind: 'word'; word: string }
  /** A number: status, attempts, milliseconds (`dur`) or bytes (`size`). `null`: no bound. */
  | {
      kind: 'range';
      min: number | null;
      max: number | null;
      isMinExclusive: boolean;
      isMaxExclusive: boolean;
    }
  /** A time before now, in milliseconds. */
  | { kind: 'age'; ageMs: number }
  /** A point in time, in milliseconds since 1970. */
  | { kind: 'instant'; epochMs: number };

/** A value that could not be read: why, and what to write instead where that is known. */
export interface ValueFault {
  message: string;
  replacement: string | null;
}

type ReadValue = FilterValue | ValueFault;
/** One value as typed: quotes removed, and whether there were any. */
export interface RawValue {
  text: string;
  isQuoted: boolean;
}

const DURATION_UNITS_MS: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const SIZE_UNITS_BYTES: Record<string, number> = {
  b: 1,
  k: 1024,
  kb: 1024,
  m: 1024 ** 2,
  mb: 1024 ** 2,
  g: 1024 ** 3,
  gb: 1024 ** 3,
};
const OPERATOR = /^(>=|<=|>|<|=)?(.+)$/;

export function isFault(value: ReadValue): value is ValueFault {
  return 'message' in value;
}

/** Reads one value as its key wants it. */
export function readValue(info: FilterKeyInfo, raw: RawValue): ReadValue {
  switch (info.type) {
    case 'pattern':
      return patternOf(raw);
    case 'words':
      return readWord(info, raw.text);
    case 'status':
      return readStatus(info, raw.text);
    case 'count':
      return readRange(info, raw.text, readNumber);
    case 'duration':
      return readRange(info, raw.text, (text) => readWithUnit(text, DURATION_UNITS_MS, 'ms'));
    case 'size':
      return readRange(info, raw.text, (text) => readWithUnit(text, SIZE_UNITS_BYTES, 'b'));
    case 'moment':
      return readMoment(info, raw.text);
    case 'mixed':
      return readMixed(raw);
    default:
      return info.type satisfies never;
  }
}

/** `1`, `"1"` and `a*b` as text to look for. */
export function patternOf(raw: RawValue): FilterValue {
  return { kind: 'pattern', text: raw.text, hasWildcard: !raw.isQuoted && raw.text.includes('*') };
}

function readWord(info: FilterKeyInfo, text: string): ReadValue {
  const word = text.toLowerCase();
  const words = info.words ?? [];
  if (words.includes(word)) {
    return { kind: 'word', word };
  }
  const near = nearestWord(word, words);
  const hint = near ? `Did you mean \`${info.key}:${near}\`?` : `It takes ${listed(words)}.`;
  return {
    message: `\`${info.key}:\` does not know \`${text}\`. ${hint}`,
    replacement: near ? `${info.key}:${near}` : null,
  };
}

function readStatus(info: FilterKeyInfo, text: string): ReadValue {
  const group = /^([1-5])xx$/i.exec(text)?.[1];
  if (group !== undefined) {
    const hundreds = Number(group) * 100;
    return closedRange(hundreds, hundreds + 99);
  }
  return /^[<>=\d.]/.test(text) ? readRange(info, text, readNumber) : readWord(info, text);
}

/** A value inside a JSON body: a comparison is numeric, everything else is text. */
function readMixed(raw: RawValue): FilterValue {
  const compared = raw.isQuoted ? null : /^(>=|<=|>|<)(-?\d+(?:\.\d+)?)$/.exec(raw.text);
  const span = raw.isQuoted ? null : /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/.exec(raw.text);
  if (span) {
    return closedRange(Number(span[1]), Number(span[2]));
  }
  return compared ? bound(compared[1] ?? '', Number(compared[2])) : patternOf(raw);
}

function readRange(
  info: FilterKeyInfo,
  text: string,
  read: (text: string) => number | null,
): ReadValue {
  const fault: ValueFault = {
    message: `\`${info.key}:\` cannot read \`${text}\`. Write it as \`${info.example}\`.`,
    replacement: null,
  };
  const dots = text.indexOf('..');
  if (dots >= 0) {
    return readSpan([text.slice(0, dots), text.slice(dots + 2)], read) ?? fault;
  }
  const [, operator = '=', amountText = ''] = OPERATOR.exec(text) ?? [];
  const amount = read(amountText);
  return amount === null ? fault : bound(operator, amount);
}

function readSpan(
  ends: [string, string],
  read: (text: string) => number | null,
): FilterValue | null {
  const [min, max] = ends.map((end) => (end === '' ? null : read(end)));
  const isBroken = (ends[0] !== '' && min === null) || (ends[1] !== '' && max === null);
  if (isBroken || (min === null && max === null)) {
    return null;
  }
  return closedRange(min ?? null, max ?? null);
}

function bound(operator: string, amount: number): FilterValue {
  if (operator.startsWith('>')) {
    return { ...closedRange(amount, null), isMinExclusive: operator === '>' };
  }
  if (operator.startsWith('<')) {
    return { ...closedRange(null, amount), isMaxExclusive: operator === '<' };
  }
  return closedRange(amount, amount);
}

function closedRange(min: number | null, max: number | null) {
  return { kind: 'range' as const, min, max, isMinExclusive: false, isMaxExclusive: false };
}

function readMoment(info: FilterKeyInfo, text: string): ReadValue {
  const ageMs = /^\d/.test(text) && /[a-z]$/i.test(text) ? readAge(text) : null;
  if (ageMs !== null) {
    return { kind: 'age', ageMs };
  }
  const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/i;
  const epochMs = isDate.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(epochMs)) {
    return {
      message: `\`${info.key}:\` cannot read \`${text}\`. Write \`${info.key}:15m\` or \`${info.key}:2026-05-12T14:00Z\`.`,
      replacement: null,
    };
  }
  return { kind: 'instant', epochMs };
}

function readAge(text: string): number | null {
  const unit = /[a-z]+$/i.exec(text)?.[0].toLowerCase() ?? '';
  return unit === 'z' ? null : readWithUnit(text, DURATION_UNITS_MS, 'ms');
}

function readNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function readWithUnit(
  text: string,
  units: Record<string, number>,
  defaultUnit: string,
): number | null {
  const [, amount, unit] = /^(\d{1,12}(?:\.\d{1,6})?)([a-z]*)$/i.exec(text) ?? [];
  const factor = units[(unit || defaultUnit).toLowerCase()];
  return amount === undefined || factor === undefined ? null : Number(amount) * factor;
}

function listed(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
