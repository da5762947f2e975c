import { expect, it } from 'vitest';
import { parseFilter } from '../../../server/contract/filter.ts';
import { checkContentFilter, selectsData } from '../../../server/core/content-filter.ts';
import { jsonValueTest } from '../../../server/core/filter/json-value.ts';

/** Backtracks for longer than anybody lives, unless it is stopped. */
const ENDLESS = "$[?match(@, '(a+)+b')]";
const POISON = [`${'a'.repeat(60)}c`];

it('lets through what it selects something in', () => {
  expect(selectsData('$[?$.amount > 100]', { amount: 101 })).toBe(true);
  expect(selectsData('$[?$.amount > 100]', { amount: 100 })).toBe(false);
  expect(selectsData("$[?match(@, 'E.R')]", { currency: 'EUR' })).toBe(true);
  expect(selectsData('$..currency', { paid: [{ currency: 'EUR' }] })).toBe(true);
});

it('selects nothing where the look-up would take for ever', () => {
  checkContentFilter(ENDLESS);
  expect(selectsData(ENDLESS, ['aab'])).toBe(true);
  expect(selectsData(ENDLESS, POISON)).toBe(false);
});

it('a search with such a path ends, too', () => {
  const [term] = parseFilter('body.$.any:*b').terms;
  const test = jsonValueTest(ENDLESS, term?.values ?? []);
  expect(test.fits('["aab"]')).toBe(true);
  expect(test.fits(JSON.stringify(POISON))).toBe(false);
});

it('selects nothing with a path that cannot be read, which a change refuses by name', () => {
  expect(selectsData('$[', {})).toBe(false);
  expect(() => checkContentFilter('$[')).toThrow(/policy\.content_filter is not a JSONPath/);
});
