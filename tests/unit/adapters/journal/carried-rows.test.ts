import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDeliveryJournal } from '../../../../server/adapters/journal/delivery-journal.ts';
import { FaultyFiles } from '../../../conformance/support/faulty-files.ts';
import { observeDeliveries } from '../../../conformance/support/observe.ts';
import {
  DELIVERED,
  deliveryId,
  eventId,
  RETRY,
  sampleAttempt,
  sampleEvent,
  sampleItem,
} from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';

let folder: string;
const clock = new TestClock();
const KEEP_ONE = { maxItems: 1, maxBytes: 1e9, olderThanMs: null };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-carried-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (files?: FaultyFiles, segmentBytes = 2000) =>
  openDeliveryJournal({
    folder,
    clock,
    log: memoryLog(),
    durability: 'process',
    segmentBytes,
    ...(files ? { faultsForTests: files } : {}),
  });

type Store = Awaited<ReturnType<typeof open>>;

async function attempt(store: Store, id: number, settlement = RETRY, cause = 'schedule' as const) {
  const claimed = await store.claim(deliveryId(id), true);
  const number = (claimed?.delivery.attempts ?? 0) + 1;
  await store.recordAttempt(sampleAttempt(deliveryId(id), number, { cause }), settlement);
}

/** Fills segments with events that are done, and prunes them: what is pending is carried ahead. */
async function fillAndPrune(store: Store, from: number): Promise<void> {
  for (let number = from; number < from + 10; number += 1) {
    await store.saveTriggered([sampleItem(number)]);
    await attempt(store, number * 10, DELIVERED);
  }
  await store.prune(KEEP_ONE);
}

it('a row that was carried ahead keeps its counts, and is counted once when it goes', async () => {
  let store = await open();
  const reopen = async () => {
    const before = await observeDeliveries(store);
    await store.close();
    store = await open();
    expect(await observeDeliveries(store)).toEqual(before);
  };
  await store.saveTriggered([sampleItem(1)]);
  await attempt(store, 10);
  await store.claim(deliveryId(10), true);
  await store.recordAttempt(sampleAttempt(deliveryId(10), 2, { cause: 'manual' }), RETRY);
  await fillAndPrune(store, 100);
  await reopen();
  expect(await store.findDelivery(deliveryId(10))).toMatchObject({
    attempts: 2,
    scheduledAttempts: 1,
    number: 1,
  });
  await attempt(store, 10);
  await fillAndPrune(store, 200);
  await reopen();
  expect(await store.readAttempts(deliveryId(10))).toHaveLength(3);
  await attempt(store, 10, DELIVERED);
  await store.saveTriggered([sampleItem(999)]);
  await store.prune(KEEP_ONE);
  await reopen();
  expect(await store.findDelivery(deliveryId(10))).toBeUndefined();
  for (const from of [300, 400, 500]) {
    await fillAndPrune(store, from);
    await reopen();
  }
  expect(await store.ledger()).toEqual({
    events: 52,
    deliveries: { total: 52, pending: 1, delivered: 51, failed: 0, cancelled: 0 },
    attempts: 54,
  });
  await store.close();
});

it('is counted once when compaction stops between where it was and where it is', async () => {
  let store = await open();
  await store.saveTriggered([sampleItem(1)]);
  for (let number = 100; number < 130; number += 1) {
    await store.saveTriggered([sampleItem(number)]);
    await attempt(store, number * 10, DELIVERED);
  }
  const keep = (maxItems: number) => store.prune({ ...KEEP_ONE, maxItems });
  await keep(9);
  await attempt(store, 10, DELIVERED);
  for (const maxItems of [8, 7, 6, 5, 4, 3]) {
    await keep(maxItems);
    const before = await observeDeliveries(store);
    await store.close();
    store = await open();
    expect(await observeDeliveries(store)).toEqual(before);
  }
  expect((await store.ledger()).events).toBe(31);
  await store.close();
});

it('nobody starts anything on an event that is being pruned', async () => {
  const store = await open();
  await store.saveTriggered([sampleItem(1), sampleItem(2)]);
  await attempt(store, 10, DELIVERED);
  const pruning = store.prune(KEEP_ONE);
  await Promise.resolve();
  await Promise.resolve();
  const settled = store.settle(deliveryId(10), RETRY);
  const claimed = store.claim(deliveryId(10), true);
  expect(await pruning).toBe(1);
  expect(await settled).toBeUndefined();
  expect(await claimed).toBeUndefined();
  expect((await store.ledger()).deliveries).toMatchObject({ total: 2, pending: 1, delivered: 1 });
  await store.close();
});

it('a call with more than one write holds is stored as a whole or not at all', async () => {
  const files = new FaultyFiles();
  const store = await open(files, 16 * 1024 * 1024);
  const dataText = `"${'x'.repeat(1_000_000)}"`;
  const items = Array.from({ length: 12 }, (_, index) => ({
    event: sampleEvent(index + 1, { dataText }),
    deliveries: [],
  }));
  files.roomBytes = 8_000_000;
  await expect(store.saveTriggered(items)).rejects.toMatchObject({ code: 'storage_full' });
  expect(await store.findEvent(eventId(1))).toBeUndefined();
  expect((await store.ledger()).events).toBe(0);
  files.roomBytes = Number.POSITIVE_INFINITY;
  await store.saveTriggered(items);
  expect((await store.ledger()).events).toBe(12);
  await store.close();
});

it('takes ten thousand events with three deliveries each in one call', async () => {
  const store = await open(undefined, 16 * 1024 * 1024);
  const items = Array.from({ length: 10_000 }, (_, index) => sampleItem(index + 1, 3));
  const results = await store.saveTriggered(items);
  expect(results.every((result) => result.kind === 'stored')).toBe(true);
  expect((await store.ledger()).deliveries).toMatchObject({ total: 30_000, pending: 30_000 });
  await store.close();
});
