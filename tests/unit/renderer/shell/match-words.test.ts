import { expect, it } from 'vitest';
import { matchWords, withoutNoise } from '../../../../renderer/shell/match-words.ts';

it('puts whole words before pieces, titles before what is beside them, letters last', () => {
  const rows: [string, string][] = [
    ['Restore the demo', 'General'],
    ['Appearance', 'settings theme, light, dark'],
    ['Theme', ''],
    ['The other theme', ''],
    ['Rhythm', ''],
  ];
  const found = rows
    .map(([title, words]) => ({ title, score: matchWords('theme', title, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ title }) => title);
  expect(found.slice(0, 3)).toEqual(['Theme', 'The other theme', 'Appearance']);
});

it('finds initials, and nothing for what is not there', () => {
  expect(matchWords('gti', 'Go to Inbox', '')).toBeGreaterThan(0);
  expect(matchWords('webhook.site', 'Go to Inbox', 'Go to')).toBe(0);
});

it('leaves letters in order out where a row has the words', () => {
  const rows = (search: string) =>
    withoutNoise(
      ['Reset the layout', 'Stripe test mode', 'Theme of the system'].map((title) => ({
        title,
        score: matchWords(search, title, ''),
      })),
    ).map(({ title }) => title);
  expect(rows('reset')).toEqual(['Reset the layout']);
  expect(rows('stm')).toContain('Stripe test mode');
  expect(rows('§§§')).toEqual([]);
});
