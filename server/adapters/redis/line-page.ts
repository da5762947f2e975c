import type { BurstId } from '../../contract/ids.ts';
import type { Page, RunRow } from '../../contract/page.ts';
import { CollapsedPage, ROWS_OF_RUNS, type RunFacts } from '../../core/collapsed-page.ts';
import type { ListRequest } from '../../ports.ts';
import type { RedisLink, RedisScript } from './connection.ts';
import { isRow } from './delivery-row.ts';
import { edgeBelow } from './page-edge.ts';

interface LineShape<Row, Item> {
  readonly numberOf: (row: Row) => number;
  readonly itemOf: (row: Row) => Item;
  readonly factsOf: (row: Row) => RunFacts;
}

type Line<Row> =
  | { readonly number: number; readonly kind: 'row'; readonly row: Row }
  | { readonly number: number; readonly kind: 'run'; readonly run: RunRow };

/** What the kept lines answer as they are: all rows, or the rows of bursts alone. */
export function keptLines({ filter }: ListRequest): 'lines' | 'runs' | undefined {
  const tokens = (filter?.terms ?? []).map(({ token }) => token);
  if (tokens.length === 0) {
    return 'lines';
  }
  return tokens.join(' ') === ROWS_OF_RUNS ? 'runs' : undefined;
}

/** A page of the kept lines: one script. */
export async function keptPage<Row, Item>(
  link: RedisLink,
  script: RedisScript,
  { limit, cursor, name }: Pick<ListRequest, 'limit' | 'cursor'> & { name: 'lines' | 'runs' },
  shape: LineShape<Row, Item> & { readonly readRow: (row: readonly string[]) => Row },
): Promise<Page<Item>> {
  const answer = await link.run(script, name, edgeBelow(cursor), limit + 1);
  const [rowCount, lineCount, found] = Array.isArray(answer) ? answer : [0, 0, []];
  const lines = (Array.isArray(found) ? found : []).flatMap((line) => readLine(line, shape));
  const shown = lines.slice(0, limit);
  const last = shown.at(-1);
  const runs = shown.flatMap((line) => (line.kind === 'run' ? [line.run] : []));
  return {
    items: shown.flatMap((line) => (line.kind === 'row' ? [shape.itemOf(line.row)] : [])),
    runs,
    next: lines.length > shown.length && last !== undefined ? String(last.number) : null,
    // Of bursts alone, all are on one page: there are far fewer than a page takes.
    total: name === 'runs' ? runs.reduce((sum, { count }) => sum + count, 0) : Number(rowCount),
    lines: name === 'runs' ? lines.length : Number(lineCount),
  };
}

/** The same out of all rows that a filter lets through. */
export async function collapsedPageOf<Row, Item>(
  request: ListRequest,
  rows: AsyncIterable<Row>,
  shape: LineShape<Row, Item> & { readonly fits: (row: Row) => Promise<boolean> },
): Promise<Page<Item>> {
  const page = new CollapsedPage<Row>(request);
  for await (const row of rows) {
    if (await shape.fits(row)) {
      page.add(row, shape.numberOf(row), shape.factsOf(row));
    }
  }
  const { items, ...rest } = page.finish();
  return { items: items.map(shape.itemOf), ...rest };
}

function readLine<Row, Item>(
  line: unknown,
  shape: LineShape<Row, Item> & { readonly readRow: (row: readonly string[]) => Row },
): Line<Row>[] {
  if (!isRow(line)) {
    return [];
  }
  if (!line[0]?.startsWith('bst_')) {
    const row = shape.readRow(line);
    return [{ number: shape.numberOf(row), kind: 'row', row }];
  }
  // Written by readLinesLua alone.
  const [id, number, count, good, bad, open, cancelled, first, last] = line as unknown[];
  const ends = [first, last].map((row) => (isRow(row) ? shape.factsOf(shape.readRow(row)) : null));
  const run = {
    id: id as BurstId,
    number: Number(number),
    event_type: ends[1]?.eventType ?? null,
    count: Number(count),
    good: Number(good),
    bad: Number(bad),
    open: Number(open),
    cancelled: Number(cancelled),
    first_at: new Date(ends[0]?.atMs ?? 0).toISOString(),
    last_at: new Date(ends[1]?.atMs ?? 0).toISOString(),
  };
  return [{ number: run.number, kind: 'run', run }];
}
