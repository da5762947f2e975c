import { diffArrays } from 'diff';
import type { CompareOptions, Comparison } from '../contract/exchange.ts';
import { indentedLines } from './indent-json.ts';

type BodyComparison = Comparison['body'];
type BodyLine = BodyComparison['lines'][number];

/** Beyond this only the first part is shown piece by piece; equality is always judged over all bytes. */
const MAX_SHOWN_BYTES = 256 * 1024;
/** Bodies that differ in more pieces than this are shown as one block each: the search is quadratic. */
const MAX_EDITS = 2_000;
/** A line longer than this is cut at JSON's own joints, so that a difference can be found in it. */
const LONG_LINE = 120;
const TIMES =
  /\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?|\b1[4-9]\d{8}(\d{3})?\b/g;

/** Compares two bodies: all bytes for equality, text piece by piece without losing a byte, hex for what is no text. */
export function compareBodies(
  left: Uint8Array,
  right: Uint8Array,
  options: CompareOptions,
): BodyComparison {
  const offset = firstDifference(left, right);
  const leftText = textOf(left);
  const rightText = textOf(right);
  const isText = leftText !== undefined && rightText !== undefined;
  const indented = isText ? indentBoth(leftText, rightText) : undefined;
  const normal = normaliser(options);
  const isSame = offset === null || (isText && isSameText(options, leftText, rightText));
  const hidesAll = !isSame && indented?.left.join('\n') === indented?.right.join('\n');
  const isIndented = options.indent_json && indented !== undefined && !hidesAll;
  const pieces = isIndented ? indented : rawPieces(left, right);
  const lines = diffPieces(pieces.left, pieces.right, isSame ? undefined : normal);
  return {
    state: isSame ? 'same' : 'changed',
    left_size: left.length,
    right_size: right.length,
    first_difference: offset,
    is_text: isText,
    is_partial: Math.max(left.length, right.length) > MAX_SHOWN_BYTES,
    is_json: indented !== undefined,
    is_indented: isIndented,
    lines: isSame && offset !== null ? sameLines(pieces.left) : lines,
    note: offset === null ? null : nameOf(left, right),
  };
}

function isSameText(options: CompareOptions, left: string, right: string): boolean {
  const normal = normaliser(options);
  return isEqualUnder(options, left, right) || normal(left) === normal(right);
}

interface Pieces {
  readonly left: string[];
  readonly right: string[];
}

function rawPieces(left: Uint8Array, right: Uint8Array): Pieces {
  const [leftText, rightText] = [textOf(left), textOf(right)];
  return leftText !== undefined && rightText !== undefined
    ? { left: cutText(leftText), right: cutText(rightText) }
    : { left: cutHex(left), right: cutHex(right) };
}

/** Where both are JSON and shown as a whole. */
function indentBoth(leftText: string, rightText: string): Pieces | undefined {
  if (Math.max(leftText.length, rightText.length) > MAX_SHOWN_BYTES) {
    return undefined;
  }
  const [left, right] = [indentedLines(leftText), indentedLines(rightText)];
  return left && right ? { left, right } : undefined;
}

/** Replaces points in time by a mark: ISO 8601, and Unix seconds or milliseconds. */
export function maskTimes(text: string): string {
  return text.replace(TIMES, '<time>');
}

/** Runs of lines that differ, each counted once. */
export function countRuns(lines: readonly BodyLine[]): number {
  let runs = 0;
  let isInRun = false;
  for (const { kind } of lines) {
    const differs = kind !== 'same';
    runs += differs && !isInRun ? 1 : 0;
    isInRun = differs;
  }
  return runs;
}

function firstDifference(left: Uint8Array, right: Uint8Array): number | null {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index += 1) {
    if (left[index] !== right[index]) {
      return index;
    }
  }
  return left.length === right.length ? null : shorter;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    // ignoreBOM keeps the mark in the text, where it is seen.
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Pieces that joined are the text again: its lines, long ones cut behind `{ [ ,` outside of strings. */
function cutText(text: string): string[] {
  const shown = text.slice(0, MAX_SHOWN_BYTES);
  const lines = shown.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return lines.flatMap((line) => (line.length > LONG_LINE ? cutJson(line) : [line]));
}

function cutJson(line: string): string[] {
  return (
    line.match(/(?:"(?:[^"\\]|\\.)*"?|[^"{[,])*[{[,]?/g)?.filter((piece) => piece !== '') ?? []
  );
}

function cutHex(bytes: Uint8Array): string[] {
  const hex = Buffer.from(bytes.subarray(0, MAX_SHOWN_BYTES / 4)).toString('hex');
  return hex.match(/.{1,32}/g) ?? [];
}

function normaliser(options: CompareOptions): (text: string) => string {
  return (text) => {
    const spaced = options.ignore_whitespace ? text.replace(/\s+/g, '') : text;
    return options.ignore_timestamps ? maskTimes(spaced) : spaced;
  };
}

/** With key order ignored two JSON texts are the same where their values are. */
function isEqualUnder(options: CompareOptions, left: string, right: string): boolean {
  if (!options.ignore_key_order) {
    return false;
  }
  const [first, second] = [left, right].map((text) => {
    const masked = options.ignore_timestamps ? maskTimes(text) : text;
    return canonical(masked);
  });
  return first !== undefined && first === second;
}

/** JSON with sorted keys, numbers by their source text; undefined where the text is no JSON. */
function canonical(text: string): string | undefined {
  try {
    // A number is kept apart from a string of the same digits by the mark in front.
    const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
      token.startsWith('"') ? `"s${token.slice(1)}` : `"n${token}"`,
    );
    return JSON.stringify(JSON.parse(marked), sortKeys);
  } catch {
    return undefined;
  }
}

function sortKeys(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function diffPieces(
  left: readonly string[],
  right: readonly string[],
  normal: ((text: string) => string) | undefined,
): BodyLine[] {
  const changes = diffArrays([...left], [...right], {
    maxEditLength: MAX_EDITS,
    ...(normal ? { comparator: (a: string, b: string) => normal(a) === normal(b) } : {}),
  });
  const counts = { left: 0, right: 0 };
  const runs = changes ?? [
    { value: [...left], removed: true, added: false },
    { value: [...right], removed: false, added: true },
  ];
  return runs.flatMap(({ value, removed, added }) =>
    value.map((text) => lineOf(removed ? 'left' : added ? 'right' : 'same', text, counts)),
  );
}

function sameLines(pieces: readonly string[]): BodyLine[] {
  const counts = { left: 0, right: 0 };
  return pieces.map((text) => lineOf('same', text, counts));
}

function lineOf(
  kind: BodyLine['kind'],
  text: string,
  counts: { left: number; right: number },
): BodyLine {
  counts.left += kind === 'right' ? 0 : 1;
  counts.right += kind === 'left' ? 0 : 1;
  return {
    kind,
    text,
    left_line: kind === 'right' ? null : counts.left,
    right_line: kind === 'left' ? null : counts.right,
  };
}

/** What happened between the two, where it is one of the well-known accidents. */
function nameOf(left: Uint8Array, right: Uint8Array): string | null {
  const [a, b] = [latin(left), latin(right)];
  const named: readonly (readonly [string, string, string])[] = [
    [`${a}\n`, b, 'One newline was added at the end.'],
    [a, `${b}\n`, 'The newline at the end was removed.'],
    [`${a}\r\n`, b, 'One CRLF was added at the end.'],
    [`\xef\xbb\xbf${a}`, b, 'A byte-order mark was added in front.'],
    [a, `\xef\xbb\xbf${b}`, 'The byte-order mark in front was removed.'],
    [a.replace(/\r?\n/g, '\r\n'), b, 'Line ends became CRLF.'],
    [a.replace(/\r\n/g, '\n'), b, 'Line ends became LF.'],
    [a.trim(), b.trim(), 'Only white space at the ends differs.'],
  ];
  const found = named.find(([one, other]) => one === other);
  if (found) {
    return found[2];
  }
  if (left.length === 0 || right.length === 0) {
    return left.length === 0 ? 'The left body is empty.' : 'The right body is empty.';
  }
  const [first, second] = [canonical(a), canonical(b)];
  const isRewritten = first !== undefined && first === second;
  return isRewritten ? 'The JSON was parsed and written again: the values are the same.' : null;
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
