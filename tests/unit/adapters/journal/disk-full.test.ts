import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCaptureJournal } from '../../../../server/adapters/journal/capture-journal.ts';
import { openDeliveryJournal } from '../../../../server/adapters/journal/delivery-journal.ts';
import { FaultyFiles } from '../../../conformance/support/faulty-files.ts';
import {
  checkBalance,
  observeCaptures,
  observeDeliveries,
} from '../../../conformance/support/observe.ts';
import {
  captureId,
  DELIVERED,
  deliveryId,
  eventId,
  sampleAttempt,
  sampleCapture,
  sampleDetail,
  sampleItem,
} from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';
import { PATIENCE } from '../../../support/patience.ts';

let folder: string;
let clock: TestClock;
let files: FaultyFiles;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-full-'));
  clock = new TestClock();
  files = new FaultyFiles();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const options = (durability: 'process' | 'disk' = 'process') => ({
  folder,
  clock,
  log: memoryLog(),
  durability,
  faultsForTests: files,
  segmentBytes: 4096,
});
const full = { name: 'AppError', code: 'storage_full' };

describe('deliveries on a full disk', () => {
  it.each([0, 20, 100, 300])('are refused with nothing visible, %i bytes of room', async (room) => {
    const store = await openDeliveryJournal(options());
    await store.saveTriggered([sampleItem(1)]);
    await store.claim(deliveryId(10));
    const before = await observeDeliveries(store);
    files.roomBytes = room;
    const calls = [
      store.saveTriggered([sampleItem(2, 2), sampleItem(3, 2)]),
      store.saveTriggered([sampleItem(2, 2)]),
      store.recordAttempt(sampleAttempt(deliveryId(10)), DELIVERED),
    ];
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject(full)));
    expect(store.isFull).toBe(true);
    expect(await observeDeliveries(store)).toEqual(before);
    expect(await store.claim(deliveryId(10))).toBeUndefined();
    files.roomBytes = Number.POSITIVE_INFINITY;
    const [saved] = await store.saveTriggered([sampleItem(2, 2)]);
    expect(saved?.kind).toBe('stored');
    expect(store.isFull).toBe(false);
    await store.recordAttempt(sampleAttempt(deliveryId(10)), DELIVERED);
    const after = await observeDeliveries(store);
    await store.close();
    const again = await openDeliveryJournal(options());
    expect(await observeDeliveries(again)).toEqual(after);
    expect(await again.findEvent(eventId(3))).toBeUndefined();
    await again.close();
  });

  it('recovers by itself when there is room', async () => {
    const store = await openDeliveryJournal(options());
    files.roomBytes = 0;
    await expect(store.saveTriggered([sampleItem(1)])).rejects.toMatchObject(full);
    clock.advance(10_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(store.isFull).toBe(true);
    files.roomBytes = Number.POSITIVE_INFINITY;
    await vi.waitFor(() => {
      clock.advance(10_000);
      expect(store.isFull).toBe(false);
    }, PATIENCE);
    await store.saveTriggered([sampleItem(1)]);
    const seen = await observeDeliveries(store);
    await store.close();
    const again = await openDeliveryJournal(options());
    expect(await observeDeliveries(again)).toEqual(seen);
    await again.close();
  });

  it('writes nothing after torn bytes that it cannot cut off', async () => {
    const store = await openDeliveryJournal(options());
    await store.saveTriggered([sampleItem(1)]);
    files.roomBytes = 100;
    files.refusesTruncate = true;
    await expect(store.saveTriggered([sampleItem(2)])).rejects.toMatchObject(full);
    files.roomBytes = Number.POSITIVE_INFINITY;
    await expect(store.saveTriggered([sampleItem(3)])).rejects.toMatchObject(full);
    files.refusesTruncate = false;
    await store.saveTriggered([sampleItem(4)]);
    await store.close();
    const again = await openDeliveryJournal(options());
    const { items } = await again.listEvents({ limit: 10 });
    expect(items.map((item) => item.id)).toEqual([eventId(4), eventId(1)]);
    await again.close();
  });

  it('a refused sync refuses the batch; the setting acts at once', async () => {
    const store = await openDeliveryJournal(options('disk'));
    await store.saveTriggered([sampleItem(1)]);
    files.refusesSync = true;
    await expect(store.saveTriggered([sampleItem(2)])).rejects.toMatchObject(full);
    store.setDurability('process');
    await store.saveTriggered([sampleItem(3)]);
    store.setDurability('disk');
    files.refusesSync = false;
    files.steps.length = 0;
    await store.saveTriggered([sampleItem(4)]);
    expect(files.steps.some((step) => step.startsWith('sync 0'))).toBe(true);
    await store.close();
    const again = await openDeliveryJournal(options());
    expect((await again.listEvents({ limit: 10 })).total).toBe(3);
    await again.close();
  });

  it.each(['sync', 'room'])(
    'what was refused for want of %s is not there after a restart',
    async (want) => {
      const store = await openDeliveryJournal(options('disk'));
      await store.saveTriggered([sampleItem(1)]);
      if (want === 'sync') {
        files.refusesSync = true;
      } else {
        // Room for the first of two frames that go in one write.
        files.roomBytes = 450;
      }
      const calls = [store.saveTriggered([sampleItem(2)]), store.saveTriggered([sampleItem(3)])];
      for (const call of calls) {
        await expect(call).rejects.toMatchObject(full);
      }
      await store.close();
      const again = await openDeliveryJournal({ ...options(), faultsForTests: new FaultyFiles() });
      expect((await again.listEvents({ limit: 10 })).total).toBe(1);
      await again.close();
    },
  );

  it('many acknowledged under a disk that fills and empties are all there', async () => {
    const store = await openDeliveryJournal(options());
    const acknowledged: string[] = [];
    for (let number = 1; number <= 300; number += 1) {
      if (number % 7 === 0) {
        files.roomBytes = (number * 37) % 900;
      }
      if (number % 11 === 0) {
        files.roomBytes = Number.POSITIVE_INFINITY;
      }
      await store.saveTriggered([sampleItem(number)]).then(
        () => acknowledged.push(eventId(number)),
        () => undefined,
      );
    }
    await store.close();
    files.roomBytes = Number.POSITIVE_INFINITY;
    const again = await openDeliveryJournal(options());
    const { items } = await again.listEvents({ limit: 1000 });
    expect(items.map((item) => item.id).reverse()).toEqual(acknowledged);
    expect(acknowledged.length).toBeGreaterThan(50);
    expect(acknowledged.length).toBeLessThan(300);
    await again.close();
  });
});

describe('captures on a full disk', () => {
  it('are refused, with their body file cleared away', async () => {
    const store = await openCaptureJournal(options());
    await store.save(sampleCapture(1), sampleDetail(), Buffer.from('one'));
    const before = await observeCaptures(store);
    files.roomBytes = 50;
    const small = store.save(sampleCapture(2), sampleDetail(), Buffer.from('two'));
    await expect(small).rejects.toMatchObject(full);
    files.roomBytes = 150_000;
    const large = store.save(sampleCapture(3), sampleDetail(), Buffer.alloc(400_000));
    await expect(large).rejects.toMatchObject(full);
    const writer = store.openBody();
    files.roomBytes = 1000;
    await expect(writer.write(Buffer.alloc(400_000))).rejects.toMatchObject(full);
    await writer.discard();
    // The body fits, its frame does not.
    files.roomBytes = 400_020;
    const frame = store.save(sampleCapture(4), sampleDetail(), Buffer.alloc(400_000));
    await expect(frame).rejects.toMatchObject(full);
    files.roomBytes = Number.POSITIVE_INFINITY;
    expect(await observeCaptures(store)).toEqual(before);
    await vi.waitFor(async () => {
      expect(await readdir(join(folder, 'captures', 'bodies'))).toEqual([]);
    }, PATIENCE);
    await store.save(sampleCapture(5), sampleDetail(), Buffer.from('five'));
    await checkBalance(undefined, store);
    const after = await observeCaptures(store);
    await store.close();
    const again = await openCaptureJournal(options());
    expect(await observeCaptures(again)).toEqual(after);
    await again.close();
  });

  it('can be deleted and pruned, which gives room back', async () => {
    const store = await openCaptureJournal(options());
    for (let number = 1; number <= 60; number += 1) {
      await store.save(sampleCapture(number), sampleDetail(), Buffer.alloc(2000, number));
    }
    files.roomBytes = 0;
    const more = () => store.save(sampleCapture(99), sampleDetail(), Buffer.alloc(2000));
    await expect(more()).rejects.toMatchObject(full);
    expect((await store.delete([captureId(60)])).deleted).toBe(1);
    files.roomBytes = 0;
    // The reserve is used up now: as full as can be.
    await expect(store.delete([captureId(59)])).rejects.toMatchObject(full);
    files.roomBytes = 10_000;
    const limits = { maxItems: 5, maxBytes: 1e9, olderThanMs: null };
    expect(await store.prune(limits)).toBe(54);
    expect(files.roomBytes).toBeGreaterThan(80_000);
    await more();
    await checkBalance(undefined, store);
    const seen = await observeCaptures(store);
    await store.close();
    files.roomBytes = Number.POSITIVE_INFINITY;
    const again = await openCaptureJournal(options());
    expect(await observeCaptures(again)).toEqual(seen);
    await again.close();
  });

  it('can be pruned with nothing but the reserve', async () => {
    const store = await openCaptureJournal(options());
    for (let number = 1; number <= 60; number += 1) {
      await store.save(sampleCapture(number), sampleDetail(), Buffer.alloc(2000, number));
    }
    files.roomBytes = 0;
    expect(await store.prune({ maxItems: 5, maxBytes: 1e9, olderThanMs: null })).toBe(55);
    expect(files.roomBytes).toBeGreaterThan(80_000);
    expect(files.steps.filter((step) => step === 'open reserve.bin').length).toBeGreaterThan(1);
    await store.close();
  });
});
