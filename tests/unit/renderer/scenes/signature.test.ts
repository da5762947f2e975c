import { describe, expect, it } from 'vitest';
import { changedSpans } from '../../../../renderer/components/compare/changed-spans.ts';
import {
  bodyWithoutSuspect,
  runsOf,
  suspectText,
} from '../../../../renderer/scenes/explain/signed-bytes.ts';
import { parseHeaderLines, writeHeaderLines } from '../../../../renderer/text/header-lines.ts';
import type { Explanation } from '../../../../server/contract/explain.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const SPANS: Explanation['spans'] = [
  { part: 'before_body', start: 0, end: 4 },
  { part: 'body', start: 4, end: 8 },
  { part: 'after_body', start: 8, end: 10 },
  { part: 'suspect', start: 7, end: 8 },
];

describe('the signed bytes', () => {
  it('are cut into runs without gap or overlap, the suspect ones on their own', () => {
    expect(runsOf(SPANS, 10)).toEqual([
      { start: 0, end: 4, part: 'before_body' },
      { start: 4, end: 7, part: 'body' },
      { start: 7, end: 8, part: 'suspect' },
      { start: 8, end: 10, part: 'after_body' },
    ]);
  });

  it('stop where only the first part is there', () => {
    expect(runsOf(SPANS, 5).at(-1)).toEqual({ start: 4, end: 5, part: 'body' });
  });

  it.each([
    ['\n', 1, 'offset 0: newline'],
    ['\r\n', 2, 'offset 0: carriage return, newline'],
    ['\ufeff', 3, 'offset 0: byte-order mark'],
    ['a', 1, 'offset 0: 0x61'],
    ['four', 4, 'offset 0: 4 bytes'],
  ])('names %j', (text, end, named) => {
    expect(suspectText(bytesOf(text), { start: 0, end })).toBe(named);
  });

  it('give the signed body back only where bytes were merely added', () => {
    const explanation = (sender: string | null) =>
      ({
        spans: SPANS,
        signed_size: 10,
        sender_base64: sender === null ? null : btoa(sender),
      }) as Explanation;
    const body = bodyWithoutSuspect(explanation('ID.TabcZZ'));
    expect(new TextDecoder().decode(body ?? new Uint8Array())).toBe('abc');
    expect(bodyWithoutSuspect(explanation('ID.TabXcZZ'))).toBeNull();
    expect(bodyWithoutSuspect(explanation(null))).toBeNull();
  });
});

describe('changedSpans', () => {
  it.each([
    ['same', 'same', 0, 0],
    ['ab', 'axb', 0, 1],
    ['axb', 'ab', 1, 0],
    ['aaa', 'aa', 1, 0],
    ['', 'new', 0, 3],
  ])('%j against %j', (left, right, leftSize, rightSize) => {
    const [one, other] = changedSpans(bytesOf(left), bytesOf(right));
    expect([one.end - one.start, other.end - other.start]).toEqual([leftSize, rightSize]);
  });
});

describe('header lines', () => {
  it('come back as they were, repeated names and colons in values included', () => {
    const headers: [string, string][] = [
      ['X-A', '1'],
      ['x-a', '2'],
      ['When', '12:30:00'],
      ['Empty', ''],
    ];
    expect(parseHeaderLines(writeHeaderLines(headers))).toEqual({ headers });
  });

  it.each(['no colon', ': no name', 'bad name: x'])('refuses %j and says which line', (line) => {
    expect(parseHeaderLines(`Fine: yes\n${line}`)).toEqual({
      error: 'Line 2 is not "Name: value".',
    });
  });
});
