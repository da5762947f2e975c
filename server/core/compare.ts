import type { CompareOptions, Comparison } from '../contract/exchange.ts';
import type { RawHeaders } from '../contract/text.ts';
import { compareBodies, countRuns, maskTimes } from './compare-body.ts';

/** One side: what was sent, or what was captured. */
export interface ComparedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly bodyBytes: Uint8Array;
}

type StartLine = Comparison['start'][number];
type HeaderLine = Comparison['headers'][number];

/** Compares two requests byte for byte; `options` say what shall not count as a difference. */
export function compareRequests(
  left: ComparedRequest,
  right: ComparedRequest,
  options: CompareOptions,
): Comparison {
  const start = [
    startLine('method', left.method, right.method),
    startLine('target', left.target, right.target),
  ];
  const headers = compareHeaders(left.headers, right.headers, options);
  const body = compareBodies(left.bodyBytes, right.bodyBytes, options);
  const inBody = body.state === 'same' ? 0 : Math.max(1, countRuns(body.lines));
  const differences =
    [...start, ...headers].filter(({ state }) => state !== 'same').length + inBody;
  return { differences, text: textOf(differences, body), start, headers, body };
}

function startLine(what: string, left: string, right: string): StartLine {
  return { what, left, right, state: left === right ? 'same' : 'changed' };
}

/** By name, repeated ones in their order; case and place are noted and count as no difference. */
function compareHeaders(
  left: RawHeaders,
  right: RawHeaders,
  options: CompareOptions,
): HeaderLine[] {
  const rest = right.map(([name, value], index) => ({ name, value, index, isUsed: false }));
  const lines = left.map(([name, value], index): HeaderLine => {
    const partner = rest.find(
      (other) => !other.isUsed && other.name.toLowerCase() === name.toLowerCase(),
    );
    if (!partner) {
      return { name, left: value, right: null, state: 'left_only', note: null };
    }
    partner.isUsed = true;
    const isSame = normal(value, options) === normal(partner.value, options);
    return {
      name,
      left: value,
      right: partner.value,
      state: isSame ? 'same' : 'changed',
      note: noteOf({ name, index }, partner),
    };
  });
  const added = rest
    .filter(({ isUsed }) => !isUsed)
    .map(
      ({ name, value }): HeaderLine => ({
        name,
        left: null,
        right: value,
        state: 'right_only',
        note: null,
      }),
    );
  return [...lines, ...added];
}

interface Placed {
  readonly name: string;
  readonly index: number;
}

function noteOf(left: Placed, right: Placed): string | null {
  const notes = [
    left.name === right.name ? null : `written as ${right.name}`,
    left.index === right.index ? null : `place ${left.index + 1} became ${right.index + 1}`,
  ].filter((note) => note !== null);
  return notes.length === 0 ? null : notes.join(', ');
}

function normal(value: string, options: CompareOptions): string {
  const spaced = options.ignore_whitespace ? value.replace(/\s+/g, ' ').trim() : value;
  return options.ignore_timestamps ? maskTimes(spaced) : spaced;
}

function textOf(differences: number, body: Comparison['body']): string {
  if (differences === 0) {
    return 'Both are the same.';
  }
  const count = differences === 1 ? 'One difference.' : `${differences} differences.`;
  return body.state === 'changed' && body.note ? `${count} ${body.note}` : count;
}
