import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCaptureJournal } from '../../../../server/adapters/journal/capture-journal.ts';
import { captureId, sampleCapture, sampleDetail } from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';

let folder: string;
const clock = new TestClock();
const STORED = 3000;
const KEPT = 400;
const MOST_A_TURN = 500;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-turns-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (nextTurn?: () => Promise<void>) =>
  openCaptureJournal({
    folder,
    clock,
    log: memoryLog(),
    durability: 'process',
    ...(nextTurn ? { nextTurn } : {}),
  });

type Store = Awaited<ReturnType<typeof open>>;

async function fill(store: Store, from = 1, count = STORED): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      store.save(
        sampleCapture(from + index, { id: captureId(from + index) }),
        sampleDetail(),
        Buffer.from('{}'),
      ),
    ),
  );
}

const keep = (maxItems: number) => ({ maxItems, maxBytes: 1e9, olderThanMs: null });

it('a flood goes a few hundred rows a turn, and the ledger balances at every turn', async () => {
  const gone: number[] = [];
  let before = 0;
  const store: Store = await open(async () => {
    const { received, stored, pruned, deleted } = (await store.ledger()) ?? {};
    expect(stored).toBe(STORED - (pruned ?? 0));
    expect([received, deleted]).toEqual([STORED, 0]);
    gone.push((pruned ?? 0) - before);
    before = pruned ?? 0;
  });
  await fill(store);
  expect(await store.prune(keep(KEPT))).toBe(STORED - KEPT);
  expect(Math.max(...gone)).toBeLessThanOrEqual(MOST_A_TURN);
  expect(gone.reduce((sum, count) => sum + count)).toBe(STORED - KEPT);
  const page = await store.list({ limit: 1000 });
  expect(page.total).toBe(KEPT);
  expect(page.items.map((row) => row.number)).toEqual(
    Array.from({ length: KEPT }, (_, index) => STORED - index),
  );
  await store.close();
});

it('what is stored, starred and deleted between two turns is seen by the next', async () => {
  let turns = 0;
  const store: Store = await open(async () => {
    turns += 1;
    if (turns === 1) {
      await fill(store, STORED + 1, 10);
      await store.change(captureId(501), { isStarred: true });
      await store.delete(Array.from({ length: 100 }, (_, index) => captureId(STORED - index)));
    }
  });
  await fill(store);
  await store.prune(keep(KEPT));
  const page = await store.list({ limit: 1000 });
  expect(page.total).toBe(KEPT);
  const numbers = page.items.map((row) => row.number);
  expect(numbers[0]).toBe(STORED + 10);
  expect(numbers.at(-1)).toBe(501);
  expect(new Set(numbers).size).toBe(KEPT);
  const ledger = await store.ledger();
  await store.close();
  const again = await open();
  expect(await again.ledger()).toEqual(ledger);
  expect((await again.list({ limit: 1000 })).items.map((row) => row.number)).toEqual(numbers);
  await again.close();
});

it('starred captures at the front stay while all around them go', async () => {
  const store = await open();
  await fill(store);
  for (const number of [1, 2, 250, 1999]) {
    await store.change(captureId(number), { isStarred: true });
  }
  await store.prune(keep(6));
  const { items } = await store.list({ limit: 10 });
  expect(items.map((row) => row.number)).toEqual([STORED, STORED - 1, 1999, 250, 2, 1]);
  await store.prune(keep(3));
  expect((await store.list({ limit: 10 })).items.map((row) => row.number)).toEqual([1999, 250, 2]);
  await store.close();
});
