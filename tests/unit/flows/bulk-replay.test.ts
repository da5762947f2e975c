import { describe, expect, it } from 'vitest';
import { type BulkReplayDeps, createBulkReplays } from '../../../server/flows/bulk-replay.ts';

const PAGES = 5;
const PAGE_SIZE = 1_000;

function depsThatCountPages(): { deps: BulkReplayDeps; pagesRead: () => number } {
  let pages = 0;
  const nextPage = (): Promise<never> => {
    pages += 1;
    const items = Array.from({ length: PAGE_SIZE }, () => ({ id: 'dlv_1', state: 'delivered' }));
    return Promise.resolve({ items, next: pages < PAGES ? `page ${pages}` : null } as never);
  };
  const deps: BulkReplayDeps = {
    captures: { list: nextPage },
    deliveries: { listDeliveries: nextPage },
    subscriptions: { all: () => [] },
    replays: { start: () => Promise.resolve({ statuses: {}, runs: [], url: '' } as never) },
    acts: { replay: () => Promise.resolve({} as never) },
    clock: { now: () => 0 },
    random: { bytes: (size) => new Uint8Array(size) },
  };
  return { deps, pagesRead: () => pages };
}

describe.each(['captures', 'deliveries'] as const)('replaying the newest %s', (list) => {
  it('reads no more pages than are asked for', async () => {
    const { deps, pagesRead } = depsThatCountPages();
    const job = await createBulkReplays(deps).start({
      list,
      filter: '',
      newest: 300,
      mode: 'exact',
    });
    expect([job.total, pagesRead()]).toEqual([300, 1]);
  });
});

describe('replaying all that a filter matches', () => {
  it('reads every page', async () => {
    const { deps, pagesRead } = depsThatCountPages();
    const job = await createBulkReplays(deps).start({ list: 'deliveries', filter: '' });
    expect([job.total, pagesRead()]).toEqual([PAGES * PAGE_SIZE, PAGES]);
  });
});
