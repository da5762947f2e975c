import type { Page } from '../../contract/page.ts';
import { firstAtLeast, type Listing, readCursor } from './newest-first.ts';

/** So many rows are looked at together at most. */
const MAX_PIECE = 65_536;

/**
 * A page of what `select` keeps, newest first, that looks no further down than it has to. Rows come
 * and go while it looks: each piece begins below the last one's number.
 */
export async function pageUncounted<Row, Item>(
  { rows, numberOf, limit, cursor, toItem }: Listing<Row, Item>,
  select: (piece: readonly Row[]) => Promise<readonly Row[]>,
): Promise<Page<Item>> {
  const found: Row[] = [];
  let before = cursor === undefined ? Number.POSITIVE_INFINITY : readCursor(cursor);
  for (let size = limit + 1; found.length <= limit; size = Math.min(size * 2, MAX_PIECE)) {
    const end = firstAtLeast(rows, numberOf, before);
    const piece = rows.slice(Math.max(0, end - size), end);
    const [oldest] = piece;
    if (oldest === undefined) {
      break;
    }
    before = numberOf(oldest);
    for (const row of (await select(piece)).toReversed()) {
      found.push(row);
    }
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next = found.length > limit && last !== undefined ? String(numberOf(last)) : null;
  const items = await Promise.all(shown.map(toItem));
  return { items: items.filter((item) => item !== undefined), next, total: items.length };
}
