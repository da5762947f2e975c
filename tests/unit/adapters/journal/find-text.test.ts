import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import loadWabt from 'wabt';
import {
  FIRST_BYTE,
  type FrameSection,
  findTextModule,
  MAX_NEEDLE_BYTES,
  SCANNED,
  TextFinder,
} from '../../../../server/adapters/journal/find-text.ts';
import { FrameWriter } from '../../../../server/adapters/journal/frame.ts';
import { parseFilter } from '../../../../server/contract/filter.ts';
import { type MemberHint, memberHint } from '../../../../server/core/filter/json-glance.ts';
import { jsonValueTest } from '../../../../server/core/filter/json-value.ts';

const SOURCE = new URL(
  '../../../../server/adapters/journal/find-text.wat',
  `file://${import.meta.filename}`,
);

describe('find-text', () => {
  it('holds what its source assembles to', async () => {
    const wabt = await loadWabt();
    const parsed = wabt.parseWat('find-text.wat', await readFile(SOURCE, 'utf8'), { simd: true });
    const { buffer } = parsed.toBinary({});
    expect(Buffer.from(buffer).toString('base64')).toBe(findTextModule.toString('base64'));
  });

  it('finds the same as indexOf on lower-case text', () => {
    const finder = new TextFinder(4096);
    const letter = fc.constantFrom(...'abAB1{"_@[`zZ '.split(''));
    const text = fc.string({ unit: letter, maxLength: 200 });
    const needle = fc.string({ unit: letter, minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(text, needle, fc.nat(40), (given, wanted, from) => {
        const lower = wanted.toLowerCase();
        finder.bytes.fill(97, FIRST_BYTE, FIRST_BYTE + 400);
        finder.bytes.write(given, FIRST_BYTE, 'latin1');
        finder.lookFor(lower);
        const found = finder.find(FIRST_BYTE + from, FIRST_BYTE + given.length);
        const expected = given.toLowerCase().indexOf(lower, from);
        expect(found).toBe(expected < 0 ? -1 : FIRST_BYTE + expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('sees nothing beyond the end, at any length', () => {
    const finder = new TextFinder(4096);
    for (let length = 1; length <= MAX_NEEDLE_BYTES; length += 13) {
      const needle = 'ab'.repeat(length).slice(0, length);
      finder.bytes.fill(0, FIRST_BYTE);
      finder.bytes.write(needle.toUpperCase(), FIRST_BYTE + 50, 'latin1');
      finder.lookFor(needle);
      expect(finder.find(FIRST_BYTE, FIRST_BYTE + 50 + length)).toBe(FIRST_BYTE + 50);
      expect(finder.find(FIRST_BYTE, FIRST_BYTE + 49 + length)).toBe(-1);
    }
    expect(() => finder.lookFor('')).toThrow(RangeError);
    expect(() => finder.lookFor('x'.repeat(MAX_NEEDLE_BYTES + 1))).toThrow(RangeError);
  });

  it('tells frames with the text from those without, and from those that reach beyond the limit', () => {
    const { codesOf } = frames([
      { lines: 'X-Animal: ZEBRA\n', body: 'a horse' },
      { lines: 'Host: a\n', body: 'a Zebra' },
      { lines: '', body: 'a zebra' },
      { lines: 'Host: a\n', body: 'a horse' },
      { lines: 'Host: a\n', body: 'cut' },
    ]);
    const { hit, miss, undecided, unread } = SCANNED;
    expect(codesOf('text', 'zebra')).toEqual([hit, hit, undecided, miss, unread]);
    expect(codesOf('body', 'zebra')).toEqual([miss, hit, hit, miss, unread]);
    expect(codesOf('header', 'zebra')).toEqual([hit, miss, undecided, miss, unread]);
    expect(codesOf('header', undefined)).toEqual([...Array(4).fill(undecided), unread]);
  });

  const filters = [
    ['body.$.n:>3', ['4', '3.1', '"12345678901234567"', '3e1'], ['3', '-4', '"x"', 'true', '[4]']],
    ['body.$.n:<=-1.5', ['-2', '-1.5', '-9e9'], ['-1', '0', '2']],
    ['body.$.n:>=2 ', ['2', '123456789012345', '1234567890123456'], ['1', '-0']],
    ['body.$.n:7,12', ['7', '12', '7.0', '"7"', 'null'], ['8', '-7', '70', '712']],
    ['body.$.n:0', ['0', '-0'], ['1', '10']],
  ] as const;

  it.each(filters)('%s: takes back the hits whose number does not fit', (filter, fit, unfit) => {
    const bodies = [...fit, ...unfit].map((value) => `{"m":5,"n" : ${value}\n,"x":"n"}`);
    const { codesOf } = frames([...bodies, '{"N":4}', '{"n"', '{"n":'].map(inFrame), 0);
    const isLeft = codesOf('body', 'n', hintOf(filter)).map((code) => code === SCANNED.hit);
    const expected = [...fit.map(() => true), ...unfit.map(() => false), false, false, false];
    expect(isLeft).toEqual(expected);
  });

  it.each(filters)('%s: takes back no hit that fits', (filter) => {
    const [term] = parseFilter(filter).terms;
    const test = jsonValueTest('$.n', term?.values ?? []);
    const scalar = fc.oneof(
      fc.integer({ min: -20, max: 20 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom<unknown>(null, true, '7', '"n":1', '90071992547409931', 7e15, 1e21),
    );
    const value = fc.record({ m: scalar, n: scalar, '"n': scalar }, { requiredKeys: [] });
    let fitting = 0;
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), fc.nat(2), (values, spaces) => {
        const texts = values.map((each) => JSON.stringify(each, null, spaces));
        const codes = frames(texts.map(inFrame), 0).codesOf('body', 'n', hintOf(filter));
        for (const [index, text] of texts.entries()) {
          const isFit = test.fits(text);
          fitting += Number(isFit);
          expect(!isFit || codes[index] === SCANNED.hit).toBe(true);
        }
      }),
      { numRuns: 500, seed: 5 },
    );
    expect(fitting).toBeGreaterThan(0);
  });
});

const LIST_AT = 32 * 1024;
const shared = new TextFinder(2 * LIST_AT);

function inFrame(body: string) {
  return { lines: 'Host: a\n', body };
}

/** Frames in memory; the last bytes of the last one, `cutBytes`, are beyond the limit. */
function frames(given: readonly { lines: string; body: string }[], cutBytes = 1) {
  const writer = new FrameWriter();
  const starts = given.map(({ lines, body }) => {
    const start = FIRST_BYTE + writer.size;
    writer.add({
      kind: 1,
      summaryText: '["zebra"]',
      detailText: '{}',
      latinText: lines,
      raw: [body],
    });
    return start;
  });
  return {
    codesOf(section: FrameSection, text: string | undefined, hint?: MemberHint): number[] {
      shared.bytes.set(writer.bytes(), FIRST_BYTE);
      new Uint32Array(shared.bytes.buffer, LIST_AT, starts.length).set(starts);
      const codes = LIST_AT + 4 * starts.length;
      shared.bytes.fill(0, codes, codes + starts.length);
      const limit = FIRST_BYTE + writer.size - cutBytes;
      const list = { starts: LIST_AT, codes, count: starts.length, limit };
      shared.scan(list, section, text);
      if (hint) {
        shared.weed(list, hint);
      }
      return [...shared.bytes.subarray(codes, codes + starts.length)];
    },
  };
}

function hintOf(filter: string): MemberHint | undefined {
  const [term] = parseFilter(filter).terms;
  return memberHint(term?.name ?? '$', term?.values ?? []);
}
