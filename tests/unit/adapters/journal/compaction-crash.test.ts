import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openCaptureJournal } from '../../../../server/adapters/journal/capture-journal.ts';
import { openDeliveryJournal } from '../../../../server/adapters/journal/delivery-journal.ts';
import { FaultyFiles } from '../../../conformance/support/faulty-files.ts';
import { observeCaptures, observeDeliveries } from '../../../conformance/support/observe.ts';
import {
  captureId,
  DELIVERED,
  deliveryId,
  RETRY,
  sampleAttempt,
  sampleCapture,
  sampleDetail,
  sampleItem,
} from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';

// Compaction is cut off before every single step that it takes on the disk; what opens afterwards
// must show what was there before or after it, nothing else.

const clock = new TestClock();
const options = (folder: string, files?: FaultyFiles) => ({
  folder,
  clock,
  log: memoryLog(),
  durability: 'disk' as const,
  segmentBytes: 2048,
  ...(files ? { faultsForTests: files } : {}),
});

/** Files that do nothing any more from a step on, as after `kill -9`. */
function filesThatStopAt(step: number): FaultyFiles {
  const files = new FaultyFiles();
  let steps = 0;
  files.beforeStep = () => {
    steps += 1;
    if (steps > step) {
      throw Object.assign(new Error('the process is dead'), { code: 'EDEAD' });
    }
  };
  return files;
}

it('deliveries survive a crash before any step of compaction', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hookbench-compact-'));
  const limits = { maxItems: 6, maxBytes: 1e9, olderThanMs: null };
  try {
    const store = await openDeliveryJournal(options(folder));
    for (let number = 1; number <= 24; number += 1) {
      await store.saveTriggered([sampleItem(number, 2)]);
      await store.claim(deliveryId(number * 10));
      const settlement = number % 8 === 1 ? RETRY : DELIVERED;
      await store.recordAttempt(sampleAttempt(deliveryId(number * 10)), settlement);
      if (number % 8 !== 1) {
        await store.settle(deliveryId(number * 10 + 1), { ...DELIVERED, state: 'failed' });
      }
    }
    const before = await observeDeliveries(store);
    await store.close();
    const counting = filesThatStopAt(Number.POSITIVE_INFINITY);
    const reference = `${folder}-reference`;
    await cp(folder, reference, { recursive: true });
    const whole = await openDeliveryJournal(options(reference, counting));
    await whole.prune(limits);
    const after = await observeDeliveries(whole);
    const stepCount = counting.steps.length;
    expect(counting.steps).toContain('rename manifest.json');
    expect(counting.steps).toContain('remove 00000001.log');
    await whole.close();
    for (let step = 0; step <= stepCount; step += 1) {
      const copy = `${folder}-crash`;
      await rm(copy, { recursive: true, force: true });
      await cp(folder, copy, { recursive: true });
      const crashing = await openDeliveryJournal(options(copy, filesThatStopAt(step)));
      await crashing.prune(limits).catch(() => undefined);
      await crashing.close().catch(() => undefined);
      const opened = await openDeliveryJournal(options(copy));
      const seen = await observeDeliveries(opened);
      expect([before, after]).toContainEqual(seen);
      // And compaction that is taken up again ends as one that was never cut off.
      await opened.prune(limits);
      expect(await observeDeliveries(opened)).toEqual(after);
      await opened.close();
      const again = await openDeliveryJournal(options(copy));
      expect(await observeDeliveries(again)).toEqual(after);
      await again.close();
      await rm(copy, { recursive: true, force: true });
    }
    await rm(reference, { recursive: true, force: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);

it('captures survive a crash before any step of compaction', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hookbench-compact-'));
  const limits = { maxItems: 5, maxBytes: 1e9, olderThanMs: null };
  try {
    const store = await openCaptureJournal(options(folder));
    for (let number = 1; number <= 20; number += 1) {
      const size = number % 7 === 0 ? 70_000 : 300;
      await store.save(sampleCapture(number), sampleDetail(), Buffer.alloc(size, number));
      if (number % 6 === 1) {
        await store.change(captureId(number), { isStarred: true, forwards: [] });
      }
    }
    const before = await observeCaptures(store);
    await store.close();
    const counting = filesThatStopAt(Number.POSITIVE_INFINITY);
    const reference = `${folder}-reference`;
    await cp(folder, reference, { recursive: true });
    const whole = await openCaptureJournal(options(reference, counting));
    await whole.prune(limits);
    const after = await observeCaptures(whole);
    const stepCount = counting.steps.length;
    expect(counting.steps).toContain('rename manifest.json');
    await whole.close();
    for (let step = 0; step <= stepCount; step += 1) {
      const copy = `${folder}-crash`;
      await rm(copy, { recursive: true, force: true });
      await cp(folder, copy, { recursive: true });
      const crashing = await openCaptureJournal(options(copy, filesThatStopAt(step)));
      await crashing.prune(limits).catch(() => undefined);
      await crashing.close().catch(() => undefined);
      const opened = await openCaptureJournal(options(copy));
      const seen = await observeCaptures(opened);
      expect([before, after]).toContainEqual(seen);
      await opened.prune(limits);
      expect(await observeCaptures(opened)).toEqual(after);
      await opened.close();
      const again = await openCaptureJournal(options(copy));
      expect(await observeCaptures(again)).toEqual(after);
      await again.close();
      await rm(copy, { recursive: true, force: true });
    }
    await rm(reference, { recursive: true, force: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
