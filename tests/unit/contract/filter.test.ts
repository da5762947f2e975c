import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FilterTerm,
  filterMatchOf,
  isInFilterRange,
  matchesFilterPattern,
  parseFilter,
  quoteFilterValue,
} from '../../../server/contract/filter.ts';

function only(text: string): FilterTerm {
  const { terms, errors } = parseFilter(text);
  expect(errors).toEqual([]);
  expect(terms).toHaveLength(1);
  return terms[0]!;
}

function faultOf(text: string) {
  const { terms, errors } = parseFilter(text);
  expect(terms).toEqual([]);
  expect(errors).toHaveLength(1);
  return errors[0]!;
}

const exact = (amount: number) => range(amount, amount);
const range = (min: number | null, max: number | null) => ({
  kind: 'range',
  min,
  max,
  isMinExclusive: false,
  isMaxExclusive: false,
});

describe('parseFilter', () => {
  it('reads the example of the design', () => {
    const { terms, errors } = parseFilter('event:payment_* status:5xx sig:bad -is:replay');
    expect(errors).toEqual([]);
    expect(terms.map((term) => [term.key, term.isNegated])).toEqual([
      ['event', false],
      ['status', false],
      ['sig', false],
      ['is', true],
    ]);
    expect(terms[0]!.values).toEqual([{ kind: 'pattern', text: 'payment_*', hasWildcard: true }]);
    expect(terms[1]!.values).toEqual([range(500, 599)]);
    expect(terms[3]!.values).toEqual([{ kind: 'word', word: 'replay' }]);
  });

  it('keeps the place of each token', () => {
    const { terms } = parseFilter('  event:a   b ');
    expect(terms.map(({ token, start, end }) => [token, start, end])).toEqual([
      ['event:a', 2, 9],
      ['b', 12, 13],
    ]);
  });

  it('takes a comma as or', () => {
    expect(only('status:503,4xx,timeout').values).toEqual([
      exact(503),
      range(400, 499),
      { kind: 'word', word: 'timeout' },
    ]);
  });

  it('keeps spaces, commas and stars in quotes', () => {
    expect(only('path:"/a b,c*"').values).toEqual([
      { kind: 'pattern', text: '/a b,c*', hasWildcard: false },
    ]);
    expect(only('"two words"').values).toEqual([
      { kind: 'pattern', text: 'two words', hasWildcard: false },
    ]);
    expect(only(String.raw`"say \"hi\" \\"`).values).toEqual([
      { kind: 'pattern', text: String.raw`say "hi" \ `.trim(), hasWildcard: false },
    ]);
  });

  it('reads bare words, also those that hold a colon', () => {
    expect(only('refund').key).toBe('text');
    expect(only('-refund').isNegated).toBe(true);
    expect(only('http://localhost:3000').values).toEqual([
      { kind: 'pattern', text: 'http://localhost:3000', hasWildcard: false },
    ]);
    expect(only('14:02:11').key).toBe('text');
    expect(only('"evnt:x"').key).toBe('text');
    expect(only('-').key).toBe('text');
  });

  it.each([
    ['dur:>500ms', { ...range(500, null), isMinExclusive: true }],
    ['dur:>=1.5s', range(1500, null)],
    ['dur:<2m', { ...range(null, 120_000), isMaxExclusive: true }],
    ['dur:250', exact(250)],
    ['size:1k..64k', range(1024, 65_536)],
    ['size:..1mb', range(null, 1_048_576)],
    ['size:2g..', range(2 * 1024 ** 3, null)],
    ['attempt:>1', { ...range(1, null), isMinExclusive: true }],
    ['status:>=400', range(400, null)],
    ['status:400..404', range(400, 404)],
    ['since:15m', { kind: 'age', ageMs: 900_000 }],
    ['until:2d', { kind: 'age', ageMs: 172_800_000 }],
    ['since:2026-05-12T14:00Z', { kind: 'instant', epochMs: Date.UTC(2026, 4, 12, 14) }],
    ['sig:BAD', { kind: 'word', word: 'bad' }],
  ])('reads %s', (text, value) => {
    expect(only(text).values).toEqual([value]);
  });

  it('takes a header name, without regard to case', () => {
    const term = only('header.Content-Type:json');
    expect([term.key, term.name]).toEqual(['header', 'content-type']);
    expect(faultOf('header:json').message).toContain('header.content-type:json');
  });

  it('takes a JSON path, whose case counts, and compares numbers there', () => {
    const term = only('body.$.data.Total:>100');
    expect([term.key, term.name]).toEqual(['body', '$.data.Total']);
    expect(term.values).toEqual([{ ...range(100, null), isMinExclusive: true }]);
    expect(only("body.$.items[0]['a:b']:x").name).toBe("$.items[0]['a:b']");
    expect(only('body.$.id:1..5').values).toEqual([range(1, 5)]);
    expect(only('body:>5').values).toEqual([{ kind: 'pattern', text: '>5', hasWildcard: false }]);
    expect(faultOf('body.total:5').suggestion).toBe('body.$.total:5');
  });

  it('says what was probably meant by an unknown key', () => {
    const fault = faultOf('-evnt:x');
    expect(fault.message).toBe('Unknown filter `evnt:`. Did you mean `event:`?');
    expect(fault.suggestion).toBe('-event:x');
    expect(faultOf('qqqqqq:x')).toMatchObject({ suggestion: '"qqqqqq:x"' });
  });

  it.each([
    ['sig:bda', 'sig:bad'],
    ['-is:replya', '-is:replay'],
    ['status:timout', 'status:timeout'],
    ['"open', '"open"'],
    ['event.x:y', 'event:y'],
  ])('suggests a way out of %s', (text, suggestion) => {
    expect(faultOf(text).suggestion).toBe(suggestion);
  });

  it.each([
    'event:',
    'dur:soon',
    'size:1k..64q',
    'size:..',
    'since:later',
    'since:2026-13-45',
    'status:6xx',
    'attempt:two',
  ])('refuses %s and names the key', (text) => {
    expect(faultOf(text).message).toContain(text.slice(0, text.indexOf(':') + 1));
  });

  it('keeps the good terms beside a bad one', () => {
    const { terms, errors } = parseFilter('sig:bad evnt:x');
    expect(terms.map((term) => term.key)).toEqual(['sig']);
    expect(errors.map((error) => error.token)).toEqual(['evnt:x']);
  });

  it('never throws, and accounts for every character that is not a space', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const { terms, errors } = parseFilter(text);
        const covered = [...terms, ...errors].sort((a, b) => a.start - b.start);
        const joined = covered.map((part) => part.token).join('');
        expect(joined.replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    );
  });
});

describe('quoteFilterValue', () => {
  it('gives back the same text through the parser', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), (value) => {
        const term = only(`path:${quoteFilterValue(value)}`);
        expect(term.values).toEqual([{ kind: 'pattern', text: value, hasWildcard: false }]);
      }),
    );
  });
});

describe('matching', () => {
  it.each([
    ['payment_*', 'payment_received', 'whole', true],
    ['payment_*', 'a.payment_received', 'whole', false],
    ['*ed', 'payment_received', 'whole', true],
    ['a*a', 'a', 'whole', false],
    ['p*t_*d', 'payment_received', 'whole', true],
    ['a*c', 'xxabcxx', 'part', true],
    ['PUSH', 'push', 'whole', true],
  ] as const)('%s on %s (%s): %s', (text, given, match, expected) => {
    const value = { text, hasWildcard: text.includes('*') };
    expect(matchesFilterPattern(value, given, match)).toBe(expected);
  });

  it('does not slow down on many stars', () => {
    const value = { text: `${'a*'.repeat(200)}b`, hasWildcard: true };
    expect(matchesFilterPattern(value, 'a'.repeat(100_000), 'whole')).toBe(false);
  });

  it('respects open and closed ends of a range', () => {
    const value = { ...range(1, 5), isMinExclusive: true } as Parameters<typeof isInFilterRange>[0];
    expect([1, 2, 5, 6].map((amount) => isInFilterRange(value, amount))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('compares a JSON value as a whole, body text in part', () => {
    expect(filterMatchOf(only('body.$.a:x'))).toBe('whole');
    expect(filterMatchOf(only('body:x'))).toBe('part');
    expect(filterMatchOf(only('x'))).toBe('part');
    expect(filterMatchOf(only('event:x'))).toBe('whole');
  });
});
