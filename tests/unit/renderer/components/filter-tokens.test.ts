import { describe, expect, it } from 'vitest';
import {
  askedBy,
  suggestionsFor,
} from '../../../../renderer/components/filter/filter-suggestions.ts';
import {
  chipsOf,
  isWholeToken,
  withoutToken,
  withToken,
} from '../../../../renderer/components/filter/filter-tokens.ts';

describe('chips', () => {
  it('keeps the order of typing, faulty tokens included', () => {
    const chips = chipsOf('event:a evnt:b "c d"');
    expect(chips.map((chip) => chip.token)).toEqual(['event:a', 'evnt:b', '"c d"']);
    expect(chips.map((chip) => chip.error?.suggestion ?? null)).toEqual([null, 'event:b', null]);
  });

  it('takes one out and puts one in', () => {
    expect(withoutToken('a b c', 1)).toBe('a c');
    expect(withToken('a b', 'b')).toBe('a b');
    expect(withToken('', 'sig:bad')).toBe('sig:bad');
  });

  it('knows when a token is whole', () => {
    expect(['event:a', '"a b', '"a b"', ' '].map(isWholeToken)).toEqual([true, false, true, false]);
  });
});

describe('suggestionsFor', () => {
  const seen = (key: string) => (key === 'sig' ? [{ value: 'bad', count: 3 }] : []);

  it('lists keys, then values: those seen in the data first, with their count', () => {
    expect(suggestionsFor('-si', seen).map((one) => one.token)).toEqual([
      '-sig:',
      '-size:',
      '-since:',
    ]);
    const values = suggestionsFor('sig:', seen);
    expect(values[0]).toMatchObject({ token: 'sig:bad', count: 3 });
    expect(values.map((one) => one.token)).toContain('sig:unchecked');
    expect(suggestionsFor('sig:bad,st', seen).map((one) => one.token)).toEqual(['sig:bad,stale']);
    expect(suggestionsFor('evnt:', seen)).toEqual([]);
  });
});

describe('askedBy', () => {
  it('says whose values are wanted and what they must contain', () => {
    expect(askedBy('-event:"pay ment')).toEqual({ key: 'event', text: 'pay ment' });
    expect(askedBy('status:200,5')).toEqual({ key: 'status', text: '5' });
    expect([askedBy('eve'), askedBy('evnt:x'), askedBy('')]).toEqual([null, null, null]);
  });
});
