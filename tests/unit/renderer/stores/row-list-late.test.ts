import { describe, expect, it, vi } from 'vitest';
import { RowList } from '../../../../renderer/stores/row-list.ts';
import type { PageQuery, RowPage } from '../../../../renderer/stores/row-merge.ts';
import { PATIENCE } from '../../../support/patience.ts';

interface Row {
  id: string;
  number: number;
  state?: string;
}

const row = (number: number, state?: string): Row => ({
  id: `r${number}`,
  number,
  ...(state ? { state } : {}),
});

/** A server whose answers wait for the test; each says what was there when it was asked. */
function lateList(rows: readonly Row[], pageSize = 10) {
  const asked: { query: PageQuery; answer(): void }[] = [];
  let stored = [...rows];
  const list = new RowList<Row>({
    fetchPage: (query) => {
      const from = Number(query.cursor ?? 0);
      const items = stored.slice(from, from + query.limit);
      const end = from + items.length;
      const page: RowPage<Row> = {
        items,
        next: end < stored.length ? String(end) : null,
        total: stored.length,
      };
      return new Promise((resolve) => {
        asked.push({ query, answer: () => resolve(page) });
      });
    },
    pageSize,
    refreshDelayMs: 1,
  });
  return {
    list,
    asked,
    state: () => list.store.getState(),
    /** Stores it and tells of it by the stream. */
    arrive(one: Row) {
      stored = [one, ...stored.filter(({ id }) => id !== one.id)];
      list.applyRows([one], [], null);
    },
    remove(id: string) {
      stored = stored.filter((one) => one.id !== id);
      list.applyRows([], [id], null);
    },
    answer: async (index: number) => {
      await vi.waitFor(() => expect(asked.length).toBeGreaterThan(index), PATIENCE);
      asked[index]?.answer();
      await vi.waitFor(() => expect(list.store.getState().status).toBe('ready'), PATIENCE);
    },
  };
}

async function openedLate(rows: readonly Row[]) {
  const late = lateList(rows);
  late.list.open();
  await late.answer(0);
  return late;
}

describe('an answer that comes late', () => {
  it('does not take away what arrived while the first page was on its way', async () => {
    const late = lateList([row(2), row(1)]);
    late.list.open();
    late.arrive(row(3));
    late.arrive(row(2, 'changed'));
    await late.answer(0);
    expect(late.state().ids).toEqual(['r3', 'r2', 'r1']);
    expect(late.state().rows.get('r2')?.state).toBe('changed');
    expect(late.state().total).toBe(3);
  });

  it('brings nothing back that was deleted meanwhile, and keeps what came', async () => {
    const late = await openedLate([row(2), row(1)]);
    const refreshed = late.list.refreshTop();
    await vi.waitFor(() => expect(late.asked).toHaveLength(2), PATIENCE);
    late.arrive(row(3));
    late.arrive(row(4));
    late.remove('r1');
    late.remove('r4');
    await late.answer(1);
    await refreshed;
    expect(late.state().ids).toEqual(['r3', 'r2']);
    expect(late.state().total).toBe(2);
  });

  it('of a filter is asked for again where something came meanwhile', async () => {
    const late = lateList([row(1)]);
    late.list.setFilter('state:new');
    late.arrive(row(2));
    await late.answer(0);
    expect(late.state().ids).toEqual(['r1']);
    await late.answer(1);
    await vi.waitFor(() => expect(late.state().ids).toEqual(['r2', 'r1']), PATIENCE);
  });

  it('to an older question never follows the one to a newer', async () => {
    const late = lateList([row(1)]);
    late.list.open();
    const refreshes = [late.list.refreshTop(), late.list.refreshTop()];
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
    expect(late.asked).toHaveLength(1);
    await late.answer(0);
    await late.answer(1);
    await Promise.all(refreshes);
    expect(late.asked).toHaveLength(2);
  });

  it('with rows below the list is dropped where the list has started anew meanwhile', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => row(30 - index));
    const late = await openedLate(rows);
    late.list.loadMore();
    await vi.waitFor(() => expect(late.asked).toHaveLength(2), PATIENCE);
    late.list.reload();
    await vi.waitFor(() => expect(late.asked).toHaveLength(3), PATIENCE);
    late.asked[2]?.answer();
    await vi.waitFor(() => expect(late.state().status).toBe('ready'), PATIENCE);
    await late.answer(1);
    expect(late.state().ids).toHaveLength(10);
    late.list.loadMore();
    await late.answer(3);
    await vi.waitFor(() => expect(late.state().ids).toHaveLength(30), PATIENCE);
  });
});
