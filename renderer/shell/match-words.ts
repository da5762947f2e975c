import { defaultFilter } from 'cmdk';

/**
 * How well a row of the palette fits, 0 to 1: whole words before pieces, the title before what
 * stands beside it, and letters in order, as in `gti` for "Go to Inbox", last.
 */
export function matchWords(search: string, title: string, words: string): number {
  const wanted = search.toLowerCase().trim();
  const pieces = wanted.split(/\s+/);
  const name = title.toLowerCase();
  if (name.startsWith(wanted)) {
    return 1;
  }
  if (pieces.every((piece) => hasWordStart(name, piece))) {
    return 0.8;
  }
  if (pieces.every((piece) => name.includes(piece))) {
    return 0.6;
  }
  const all = `${name} ${words.toLowerCase()}`;
  if (pieces.every((piece) => hasWordStart(all, piece))) {
    return 0.4;
  }
  if (pieces.every((piece) => all.includes(piece))) {
    return 0.3;
  }
  return wanted.length < 2 ? 0 : 0.1 * defaultFilter(title, wanted);
}

function hasWordStart(text: string, piece: string): boolean {
  const at = text.indexOf(piece);
  return at === 0 || (at > 0 && /[^a-z0-9]/.test(text[at - 1] ?? '')) || text.includes(` ${piece}`);
}

/** From here on words were found, and not only letters in order. */
const WORDS_SCORE = 0.3;

/** What matches; letters in order only where no row has the words. */
export function withoutNoise<Row extends { score: number }>(rows: readonly Row[]): Row[] {
  const found = rows.filter(({ score }) => score > 0);
  const byWords = found.filter(({ score }) => score >= WORDS_SCORE);
  return byWords.length > 0 ? byWords : found;
}
