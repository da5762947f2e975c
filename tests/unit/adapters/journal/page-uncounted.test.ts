import { expect, it } from 'vitest';
import { pageUncounted } from '../../../../server/adapters/journal/page-uncounted.ts';

const rows = Array.from({ length: 100_000 }, (_, index) => index + 1);

async function looked(limit: number, cursor: string | undefined, fits: (row: number) => boolean) {
  const pieces: number[] = [];
  const page = await pageUncounted(
    { rows, numberOf: (row) => row, limit, cursor, toItem: (row) => row },
    async (piece) => {
      pieces.push(piece.length);
      return piece.filter(fits);
    },
  );
  return { page, pieces };
}

it('looks no further than a page takes', async () => {
  const all = await looked(1_000, undefined, () => true);
  expect(all.pieces).toEqual([1_001]);
  expect(all.page).toMatchObject({ next: '99001' });
  const next = await looked(1_000, '99001', (row) => row % 3 === 0);
  expect(next.pieces).toEqual([1_001, 2_002]);
  expect(next.page.items[0]).toBe(99_000);
});

it('ends where nothing more fits, in few pieces', async () => {
  const { page, pieces } = await looked(10, undefined, (row) => row === 5);
  expect(page).toEqual({ items: [5], next: null, total: 1 });
  expect(pieces.length).toBeLessThan(16);
  expect(pieces.reduce((sum, length) => sum + length, 0)).toBe(rows.length);
});
