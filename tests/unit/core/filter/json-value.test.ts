import fc from 'fast-check';
import { query } from 'json-p3';
import { expect, it } from 'vitest';
import { parseFilter } from '../../../../server/contract/filter.ts';
import { jsonValueTest } from '../../../../server/core/filter/json-value.ts';

function testOf(filter: string) {
  const [term] = parseFilter(filter).terms;
  if (term === undefined) {
    throw new Error(`${filter} is no term`);
  }
  return jsonValueTest(term.name ?? '$', term.values);
}

const names = fc.constantFrom('n', 'a', 'nn', '"n":');
const scalars = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    'n',
    '7',
    '90071992547409931',
    '"n": 9',
    'x'.repeat(80),
  ),
);
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, scalars, tie('list'), tie('record')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  record: fc.dictionary(names, tie('value'), { maxKeys: 4 }),
}));
const filters = [
  'body.$.n:>3',
  'body.$.n:<=-1.5',
  'body.$.a.n:2..9',
  'body.$..n:>3',
  'body.$[0].n:>3',
  "body.$['n']:7",
  'body.$.n:true',
  'body.$.n:>9007199254740992',
];

it.each(filters)('%s: the look at the bytes rules out nothing that fits', (filter) => {
  const test = testOf(filter);
  const hits = { count: 0 };
  fc.assert(
    fc.property(json, fc.constantFrom(0, 1, 2), (value, spaces) => {
      const text = JSON.stringify(value, null, spaces);
      const isFit = test.fits(text);
      hits.count += Number(isFit);
      const mayFit = test.mayFit?.(Buffer.from(text)) ?? true;
      expect(mayFit || !isFit).toBe(true);
    }),
    { numRuns: 3000, seed: 4 },
  );
  expect(hits.count).toBeGreaterThan(0);
});

it('the look rules out what is plainly outside', () => {
  const mayFit = testOf('body.$.n:>3').mayFit;
  for (const text of [
    '{"n":3}',
    '{"n": -4.5e3}',
    '{"m":9}',
    '{"n":"nine"}',
    '{"n":true}',
    '"n"',
    '',
  ]) {
    expect(mayFit?.(Buffer.from(text)), text).toBe(false);
  }
  for (const text of ['{"n":3.01}', '{"a":[{"n" :\n 4}]}', `{"n":${'9'.repeat(70)}}`]) {
    expect(mayFit?.(Buffer.from(text)), text).toBe(true);
  }
});

it('a path of names alone selects what the query selects', () => {
  const test = testOf('body.$.a.n:>-1000000000');
  fc.assert(
    fc.property(json, (value) => {
      const selected = query('$.a.n', value as Parameters<typeof query>[1]).values();
      const wanted = selected.some((one) => typeof one === 'number' && one > -1_000_000_000);
      const isLong = selected.some((one) => typeof one === 'string' && /^-?\d{16,}$/.test(one));
      expect(test.fits(JSON.stringify(value))).toBe(wanted || isLong);
    }),
    { numRuns: 3000 },
  );
});

it('a fraction of many digits is no long integer', () => {
  const test = testOf('body.$.n:<1');
  expect(test.fits('{"n":0.12345678901234567}')).toBe(true);
  expect(test.fits('{"n":5,"m":0.12345678901234567}')).toBe(false);
});

it('members of the prototype are no members', () => {
  expect(testOf('body.$.constructor.name:Object').fits('{}')).toBe(false);
});
