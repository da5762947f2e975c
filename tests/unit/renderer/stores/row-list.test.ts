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
const range = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => row(from - index));

/** A server that holds rows newest first and pages through them. */
function serverOf(rows: Row[]) {
  const queries: PageQuery[] = [];
  return {
    rows,
    queries,
    async fetchPage(query: PageQuery): Promise<RowPage<Row>> {
      queries.push(query);
      const matching = query.filter ? rows.filter((one) => one.state === query.filter) : rows;
      const offset = Number(query.cursor ?? 0);
      const items = matching.slice(offset, offset + query.limit);
      const end = offset + items.length;
      return { items, next: end < matching.length ? String(end) : null, total: matching.length };
    },
  };
}

async function opened(rows: Row[], options: { maxRows?: number; pageSize?: number } = {}) {
  const server = serverOf(rows);
  const list = new RowList<Row>({
    fetchPage: server.fetchPage,
    pageSize: 10,
    refreshDelayMs: 1,
    ...options,
  });
  list.open();
  await vi.waitFor(() => expect(list.store.getState().status).toBe('ready'), PATIENCE);
  return { list, server, state: () => list.store.getState() };
}

describe('RowList', () => {
  it('loads the first page, then the next ones on demand, without doubles', async () => {
    const { list, state } = await opened(range(25, 1));
    expect(state().ids).toHaveLength(10);
    list.loadMore();
    list.loadMore();
    await vi.waitFor(() => expect(state().ids).toHaveLength(25), PATIENCE);
    expect(new Set(state().ids).size).toBe(25);
    expect(state().next).toBeNull();
  });

  it('puts new rows on top and replaces changed ones in place', async () => {
    const { list, state } = await opened(range(3, 1));
    list.applyRows([row(2, 'changed'), row(4), row(5)], [], 5);
    expect(state().ids).toEqual(['r5', 'r4', 'r3', 'r2', 'r1']);
    expect(state().rows.get('r2')?.state).toBe('changed');
    expect(state().total).toBe(5);
  });

  it('does not take in rows that are older than its top: their page brings them', async () => {
    const { list, state } = await opened(range(30, 1));
    list.applyRows([row(7, 'changed')], [], null);
    expect(state().rows.has('r7')).toBe(false);
  });

  it('removes deleted rows and keeps count', async () => {
    const { list, state } = await opened(range(3, 1));
    list.applyRows([], ['r2', 'unknown'], null);
    expect(state().ids).toEqual(['r3', 'r1']);
    expect(state().total).toBe(2);
  });

  it('does not bring back a removed row by a change of its own', async () => {
    const { list, state } = await opened(range(3, 1));
    list.applyRows([], ['r3'], null);
    list.replaceRow(row(3, 'seen'));
    list.replaceRow(row(2, 'seen'));
    expect(state().ids).toEqual(['r2', 'r1']);
    expect(state().rows.get('r2')?.state).toBe('seen');
  });

  it('never holds more rows than its limit', async () => {
    const { list, state } = await opened(range(10, 1), { maxRows: 12 });
    list.applyRows([row(11), row(12), row(13), row(14)], [], 14);
    expect(state().ids).toHaveLength(12);
    expect(state().rows.size).toBe(12);
    expect(state().ids[0]).toBe('r14');
  });

  it('asks the server for what a filter matches when rows change', async () => {
    const rows = [row(3, 'bad'), row(2), row(1, 'bad')];
    const { list, server, state } = await opened(rows);
    list.setFilter('bad');
    await vi.waitFor(() => expect(state().ids).toEqual(['r3', 'r1']), PATIENCE);
    rows.unshift(row(5, 'bad'), row(4));
    list.applyRows([row(4), row(5, 'bad')], [], null);
    expect(state().ids).toEqual(['r3', 'r1']);
    await vi.waitFor(() => expect(state().ids).toEqual(['r5', 'r3', 'r1']), PATIENCE);
    expect(server.queries.at(-1)?.filter).toBe('bad');
  });

  it('drops the answer to a filter that was left meanwhile', async () => {
    const server = serverOf([row(2, 'slow'), row(1, 'fast')]);
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const list = new RowList<Row>({
      fetchPage: async (query) => {
        if (query.filter === 'slow') {
          await gate;
        }
        return server.fetchPage(query);
      },
    });
    list.setFilter('slow');
    list.setFilter('fast');
    await vi.waitFor(() => expect(list.store.getState().ids).toEqual(['r1']), PATIENCE);
    open();
    await gate;
    await Promise.resolve();
    expect(list.store.getState().ids).toEqual(['r1']);
  });

  it('joins the newest rows after a gap, and starts anew where they do not reach', async () => {
    const rows = range(20, 1);
    const { list, state } = await opened(rows);
    rows.unshift(row(22), row(21));
    await list.refreshTop();
    expect(state().ids.slice(0, 3)).toEqual(['r22', 'r21', 'r20']);
    expect(state().ids).toHaveLength(12);
    rows.unshift(...range(60, 23));
    await list.refreshTop();
    expect(state().ids).toHaveLength(10);
    expect(state().next).toBe('10');
  });

  it('tells a failure, and recovers when opened again', async () => {
    let isUp = false;
    const list = new RowList<Row>({
      fetchPage: async () => {
        if (!isUp) {
          throw new Error('down');
        }
        return { items: [row(1)], next: null, total: 1 };
      },
    });
    list.open();
    await vi.waitFor(
      () => expect(list.store.getState()).toMatchObject({ status: 'failed', error: 'down' }),
      PATIENCE,
    );
    isUp = true;
    list.open();
    await vi.waitFor(() => expect(list.store.getState().ids).toEqual(['r1']), PATIENCE);
  });
});
