import {
  FILTER_KEYS,
  type FilterKey,
  type FilterKeyInfo,
  findFilterKey,
  nearestWord,
} from './filter-keys.ts';
import { type FilterValue, isFault, patternOf, type RawValue, readValue } from './filter-values.ts';

/** One condition. All terms of a filter must hold; the values of a term are alternatives. */
export interface FilterTerm {
  /** `text`: a bare word, looked for in path, headers and body. */
  key: FilterKey | 'text';
  /** Header name in lower case (`header.NAME`), or the JSON path (`body.$.a.b`); else null. */
  name: string | null;
  isNegated: boolean;
  values: FilterValue[];
  /** The term as typed, and where it stands in the filter. */
  token: string;
  start: number;
  end: number;
}

/** A token that could not be read. It is never dropped silently: it filters nothing and is shown. */
export interface FilterError {
  token: string;
  start: number;
  end: number;
  message: string;
  /** What to write instead of the token, where that is known. */
  suggestion: string | null;
}

export interface ParsedFilter {
  terms: FilterTerm[];
  errors: FilterError[];
}

interface Token {
  text: string;
  start: number;
  end: number;
  isClosed: boolean;
}

/** Reads a filter: space is and, comma is or, `-` is not, `*` any run of characters, `"…"` keeps spaces. Never throws. */
export function parseFilter(text: string): ParsedFilter {
  const parsed: ParsedFilter = { terms: [], errors: [] };
  for (const token of tokensOf(text)) {
    const outcome = readToken(token);
    if ('message' in outcome) {
      parsed.errors.push(outcome);
    } else {
      parsed.terms.push(outcome);
    }
  }
  return parsed;
}

/** Puts quotes around a value where the filter language needs them. */
export function quoteFilterValue(value: string): string {
  const isPlain = value !== '' && !/[\s",*\\]/.test(value) && !value.startsWith('-');
  return isPlain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Whether `text` fits a pattern value, without regard to case. Linear in the length of `text`. */
export function matchesFilterPattern(
  value: { text: string; hasWildcard: boolean },
  text: string,
  match: 'whole' | 'part',
): boolean {
  const wanted = value.text.toLowerCase();
  const given = text.toLowerCase();
  if (!value.hasWildcard) {
    return match === 'whole' ? given === wanted : given.includes(wanted);
  }
  const pieces = wanted.split('*');
  return match === 'whole' ? fitsWhole(pieces, given) : findPieces(pieces, given, 0) >= 0;
}

/** Whether a number lies in a range value. */
export function isInFilterRange(
  value: Extract<FilterValue, { kind: 'range' }>,
  amount: number,
): boolean {
  const isAbove =
    value.min === null || amount > value.min || (amount === value.min && !value.isMinExclusive);
  const isBelow =
    value.max === null || amount < value.max || (amount === value.max && !value.isMaxExclusive);
  return isAbove && isBelow;
}

/** How the values of a term are compared: over the whole text or anywhere in it. */
export function filterMatchOf(term: FilterTerm): 'whole' | 'part' {
  const isJsonValue = term.key === 'body' && term.name !== null;
  return isJsonValue ? 'whole' : (findFilterKey(term.key)?.match ?? 'part');
}

function fitsWhole(pieces: string[], given: string): boolean {
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (!given.startsWith(first) || given.length < first.length + last.length) {
    return false;
  }
  const end = findPieces(pieces.slice(1, -1), given, first.length);
  return end >= 0 && given.length - last.length >= end && given.endsWith(last);
}

function findPieces(pieces: string[], given: string, from: number): number {
  let position = from;
  for (const piece of pieces) {
    const found = given.indexOf(piece, position);
    if (found < 0) {
      return -1;
    }
    position = found + piece.length;
  }
  return position;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < text.length) {
    if (/\s/.test(text.charAt(position))) {
      position += 1;
      continue;
    }
    const { end, isClosed } = tokenEnd(text, position);
    tokens.push({ text: text.slice(position, end), start: position, end, isClosed });
    position = end;
  }
  return tokens;
}

function tokenEnd(text: string, start: number): { end: number; isClosed: boolean } {
  let isQuoted = false;
  let position = start;
  for (; position < text.length; position += 1) {
    const char = text.charAt(position);
    if (isQuoted && char === '\\') {
      position += 1;
    } else if (char === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted && /\s/.test(char)) {
      break;
    }
  }
  return { end: Math.min(position, text.length), isClosed: !isQuoted };
}

function readToken(token: Token): FilterTerm | FilterError {
  if (!token.isClosed) {
    return fault(token, `The quote in \`${token.text}\` is not closed.`, `${token.text}"`);
  }
  const isNegated = token.text.startsWith('-') && token.text.length > 1;
  const body = isNegated ? token.text.slice(1) : token.text;
  const colon = keyEnd(body);
  const place = { token: token.text, start: token.start, end: token.end, isNegated };
  if (colon < 0) {
    const values = splitValues(body).map(patternOf);
    return { ...place, key: 'text', name: null, values };
  }
  const minus = isNegated ? '-' : '';
  const keyText = body.slice(0, colon);
  const [keyName, name] = splitKey(keyText);
  const info = findFilterKey(keyName);
  if (info === undefined) {
    return unknownKey(token, keyText, body.slice(colon + 1));
  }
  const nameFault = faultOfName(info, name, minus + body);
  if (nameFault) {
    return fault(token, nameFault.message, nameFault.suggestion);
  }
  const outcome = readValues(token, info, { name, rest: body.slice(colon + 1), minus });
  return Array.isArray(outcome) ? { ...place, key: info.key, name, values: outcome } : outcome;
}

interface KeyedText {
  name: string | null;
  rest: string;
  minus: string;
}

function readValues(
  token: Token,
  info: FilterKeyInfo,
  text: KeyedText,
): FilterValue[] | FilterError {
  const raws = splitValues(text.rest);
  if (raws.length === 0) {
    return fault(token, `\`${info.key}:\` needs a value, such as \`${info.example}\`.`, null);
  }
  const values: FilterValue[] = [];
  for (const raw of raws) {
    const value = info.key === 'body' && text.name === null ? patternOf(raw) : readValue(info, raw);
    if (isFault(value)) {
      const isAlone = raws.length === 1 && value.replacement !== null;
      return fault(token, value.message, isAlone ? text.minus + value.replacement : null);
    }
    values.push(value);
  }
  return values;
}

function unknownKey(token: Token, keyText: string, rest: string): FilterError {
  const names = FILTER_KEYS.map((info) => info.key);
  const near = nearestWord(splitKey(keyText)[0], names);
  const minus = token.text.startsWith('-') ? '-' : '';
  const question = near
    ? ` Did you mean \`${near}:\`?`
    : ` For plain text put it in quotes: "${token.text.replaceAll('"', '')}".`;
  return fault(
    token,
    `Unknown filter \`${keyText}:\`.${question}`,
    near ? `${minus}${near}:${rest}` : `"${token.text.replaceAll('"', '')}"`,
  );
}

function faultOfName(
  info: FilterKeyInfo,
  name: string | null,
  typed: string,
): { message: string; suggestion: string | null } | null {
  if (info.key === 'header') {
    const message = 'Say which header, such as `header.content-type:json`.';
    return name ? null : { message, suggestion: null };
  }
  if (info.key === 'body') {
    const message = 'A JSON value starts with `$`, such as `body.$.data.total:>100`.';
    const isPath = name === null || /^\$([.[].+)?$/.test(name);
    return isPath ? null : { message, suggestion: typed.replace('body.', 'body.$.') };
  }
  const message = `\`${info.key}:\` takes no name after a dot.`;
  return name === null ? null : { message, suggestion: typed.replace(`.${name}:`, ':') };
}

function splitKey(keyText: string): [string, string | null] {
  const dot = keyText.indexOf('.');
  if (dot < 0) {
    return [keyText.toLowerCase(), null];
  }
  const key = keyText.slice(0, dot).toLowerCase();
  const name = keyText.slice(dot + 1);
  return [key, key === 'header' ? name.toLowerCase() : name];
}

/** Where the key ends, or -1 for bare text: a URL, a time of day and a quoted text have no key. */
function keyEnd(body: string): number {
  const match = /^[A-Za-z_]+(?:\.(?:[^\s:"[\]]|\[[^\]]*\])*)?:/.exec(body);
  const end = match ? match[0].length - 1 : -1;
  return end >= 0 && body.startsWith('//', end + 1) ? -1 : end;
}

function splitValues(text: string): RawValue[] {
  const values: RawValue[] = [];
  let current: RawValue = { text: '', isQuoted: false };
  let isInQuotes = false;
  for (let position = 0; position < text.length; position += 1) {
    const char = text.charAt(position);
    if (char === '"') {
      isInQuotes = !isInQuotes;
      current.isQuoted = true;
    } else if (isInQuotes && char === '\\' && position + 1 < text.length) {
      position += 1;
      current.text += text.charAt(position);
    } else if (char === ',' && !isInQuotes) {
      values.push(current);
      current = { text: '', isQuoted: false };
    } else {
      current.text += char;
    }
  }
  return [...values, current].filter((value) => value.text !== '' || value.isQuoted);
}

function fault(token: Token, message: string, suggestion: string | null): FilterError {
  return { token: token.text, start: token.start, end: token.end, message, suggestion };
}
