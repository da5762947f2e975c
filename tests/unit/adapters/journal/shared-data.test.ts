import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDeliveryJournal } from '../../../../server/adapters/journal/delivery-journal.ts';
import { type Region, SharedArena } from '../../../../server/adapters/threads/shared-arena.ts';
import { SharedEvent } from '../../../../server/core/shared-event.ts';
import type { DeliveryStore, TriggeredItem } from '../../../../server/ports.ts';
import { FaultyFiles } from '../../../conformance/support/faulty-files.ts';
import {
  DELIVERED,
  deliveryId,
  eventId,
  RETRY,
  sampleAttempt,
  sampleDelivery,
  sampleEvent,
} from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';

const BLOCK = 256 * 1024;
const DATA_BYTES = 100_000;

let folder: string;
let clock: TestClock;
let files: FaultyFiles;
let log: ReturnType<typeof memoryLog>;
let arena: SharedArena;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-shared-'));
  clock = new TestClock();
  files = new FaultyFiles();
  log = memoryLog();
  arena = new SharedArena(4 * BLOCK);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const options = (segmentBytes?: number) => ({
  folder,
  clock,
  log,
  durability: 'process' as const,
  faultsForTests: files,
  ...(segmentBytes && { segmentBytes }),
});

function dataText(number: number): string {
  return JSON.stringify({ number, text: `ü${String(number % 10).repeat(DATA_BYTES)}` });
}

/** An event whose data lies in the arena, as the route for streams hands it on. */
function sharedItem(number: number, deliveries = 1): { item: TriggeredItem; region: Region } {
  const bytes = Buffer.from(dataText(number));
  const region = arena.take(bytes.length);
  if (region === undefined) {
    throw new Error('the arena has no room');
  }
  region.bytes.set(bytes);
  const { id, type, origin } = sampleEvent(number);
  const shared = region.piece(0, bytes.length, crc32(bytes));
  const event = new SharedEvent({ id, type, origin, createdAtMs: clock.now(), shared });
  const records = Array.from({ length: deliveries }, (_, index) =>
    sampleDelivery(number * 10 + index),
  );
  return { item: { event, deliveries: records }, region };
}

/** Stores it as the route does: what was put into the arena is held until the answer. */
async function save(store: DeliveryStore, ...given: ReturnType<typeof sharedItem>[]) {
  try {
    return await store.saveTriggered(given.map(({ item }) => item));
  } finally {
    for (const { region } of given) {
      region.release();
    }
  }
}

/** Blocks that can be had at this moment; takes none of them for good. */
function freeBlocks(): number {
  const taken: Region[] = [];
  for (let region = arena.take(BLOCK); region; region = arena.take(BLOCK)) {
    taken.push(region);
  }
  for (const region of taken) {
    region.release();
  }
  return taken.length;
}

describe('data in shared memory', () => {
  it('leaves it once nobody wants it any more, whatever came of its deliveries', async () => {
    const store = await openDeliveryJournal(options());
    await save(store, sharedItem(1, 2), sharedItem(2), sharedItem(3, 0));
    expect(freeBlocks()).toBeLessThan(4);
    await store.claim(deliveryId(10));
    await store.settle(deliveryId(11), { ...DELIVERED, state: 'cancelled' });
    const claimed = await store.claim(deliveryId(20));
    await store.settle(deliveryId(20), { ...DELIVERED, state: 'cancelled' });
    await store.recordAttempt(sampleAttempt(deliveryId(10)), DELIVERED);
    // Cancelled, but it is being sent all the same.
    expect(claimed?.event.dataText).toBe(dataText(2));
    expect(freeBlocks()).toBeLessThan(4);
    const read = await store.findEvent(eventId(2));
    store.release(deliveryId(20));
    expect(freeBlocks()).toBe(4);
    expect(read?.dataText).toBe(dataText(2));
    await store.close();
  });

  it('leaves it too where an attempt took long and is to be made again', async () => {
    const store = await openDeliveryJournal(options());
    await save(store, sharedItem(1), sharedItem(2), sharedItem(3));
    for (const number of [10, 20, 30]) {
      expect(await store.claim(deliveryId(number))).toBeDefined();
    }
    clock.advance(30_000);
    // What is stored next looks who waits too long: these are being sent.
    await save(store, sharedItem(4, 0));
    await store.recordAttempt(sampleAttempt(deliveryId(10)), RETRY);
    store.release(deliveryId(20));
    await store.settle(deliveryId(30), RETRY);
    store.release(deliveryId(30));
    expect(freeBlocks()).toBe(4);
    // Read back from the disk, then.
    expect((await store.claim(deliveryId(20)))?.event.dataText).toBe(dataText(2));
    await store.close();
  });

  it('is stored in its own right where the event with the same id before it was refused', async () => {
    const store = await openDeliveryJournal(options());
    await save(store, sharedItem(9));
    files.roomBytes = 50;
    const first = save(store, sharedItem(1));
    files.beforeStep = (step) => {
      if (step.startsWith('truncate')) {
        files.roomBytes = Number.POSITIVE_INFINITY;
      }
    };
    await new Promise((resolve) => setImmediate(resolve));
    const second = save(store, sharedItem(1), sharedItem(2));
    await expect(first).rejects.toMatchObject({ code: 'storage_full' });
    expect(await second).toMatchObject([{ kind: 'stored' }, { kind: 'stored' }]);
    expect(log.lines.map(({ message }) => message)).not.toContain(
      'a stored record could not be applied',
    );
    expect((await store.findEvent(eventId(1)))?.dataText).toBe(dataText(1));
    await store.close();
  });
});
