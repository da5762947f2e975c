import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import loadWabt from 'wabt';
import {
  FIRST_BYTE,
  findTextModule,
  MAX_NEEDLE_BYTES,
  TextFinder,
} from '../../../../server/adapters/journal/find-text.ts';

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
});
