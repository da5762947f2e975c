import { cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCaptureJournal } from '../../../../server/adapters/journal/capture-journal.ts';
import { openDeliveryJournal } from '../../../../server/adapters/journal/delivery-journal.ts';
import { type FileLayer, nodeFiles } from '../../../../server/adapters/journal/file-layer.ts';
import {
  checkBalance,
  observeCaptures,
  observeDeliveries,
} from '../../../conformance/support/observe.ts';
import {
  DELIVERED,
  deliveryId,
  sampleAttempt,
  sampleCapture,
  sampleDetail,
  sampleItem,
} from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';

let folder: string;
const clock = new TestClock();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-torn-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(path = folder, log = memoryLog()) {
  return openDeliveryJournal({ folder: path, clock, log, durability: 'process' });
}
function openCaptures(path = folder, log = memoryLog()) {
  return openCaptureJournal({ folder: path, clock, log, durability: 'process' });
}
const segmentPath = (path: string) => join(path, 'deliveries', '00000001.log');

it('a file cut at any byte opens with exactly what was whole, and goes on', async () => {
  const store = await open();
  const states: { bytes: number; seen: unknown }[] = [
    { bytes: 0, seen: await observeDeliveries(store) },
  ];
  const mark = async () => {
    const { size } = await stat(segmentPath(folder));
    states.push({ bytes: size, seen: await observeDeliveries(store) });
  };
  await store.saveTriggered([sampleItem(1, 2)]);
  await mark();
  await store.claim(deliveryId(10));
  await store.recordAttempt(sampleAttempt(deliveryId(10)), DELIVERED);
  await mark();
  await store.settle(deliveryId(11), { state: 'cancelled', nextAttemptAtMs: null, note: 'x' });
  await mark();
  await store.close();
  const bytes = await readFile(segmentPath(folder));
  const copy = `${folder}-cut`;
  try {
    for (let cut = bytes.length; cut >= 0; cut -= 1) {
      await rm(copy, { recursive: true, force: true });
      await cp(folder, copy, { recursive: true });
      await truncate(segmentPath(copy), cut);
      const opened = await open(copy);
      const expected = states.findLast((state) => state.bytes <= cut)?.seen;
      expect(await observeDeliveries(opened)).toEqual(expected);
      await opened.saveTriggered([sampleItem(9)]);
      const after = await observeDeliveries(opened);
      await opened.close();
      const again = await open(copy);
      expect(await observeDeliveries(again)).toEqual(after);
      await again.close();
    }
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
});

it('damage in the middle costs what it hit and no more', async () => {
  const store = await open();
  for (let number = 1; number <= 5; number += 1) {
    await store.saveTriggered([sampleItem(number)]);
  }
  await store.close();
  const path = segmentPath(folder);
  const bytes = await readFile(path);
  const hit = bytes.indexOf('evt_00000003');
  bytes[hit] = 0;
  await writeFile(path, bytes);
  const log = memoryLog();
  const opened = await open(folder, log);
  const { items } = await opened.listDeliveries({ limit: 10 });
  expect(items.map((item) => item.number)).toEqual([5, 4, 2, 1]);
  expect(log.lines.some((line) => /damaged/.test(line.message))).toBe(true);
  await checkBalance(opened);
  await opened.close();
});

it('a delivery whose event is damaged fails in words rather than staying pending', async () => {
  const store = await open();
  await store.saveTriggered([sampleItem(1)]);
  await store.close();
  const opened = await open();
  const path = segmentPath(folder);
  const bytes = await readFile(path);
  bytes[bytes.length - 2] = 0;
  await writeFile(path, bytes);
  expect(await opened.claim(deliveryId(10))).toBeUndefined();
  expect(await opened.findDelivery(deliveryId(10))).toMatchObject({
    state: 'failed',
    note: expect.stringMatching(/damaged/),
  });
  await checkBalance(opened);
  await opened.close();
});

it('a delivery that is cancelled while its event is read is not given out', async () => {
  const store = await open();
  await store.saveTriggered([sampleItem(1)]);
  await store.close();
  let letRead: () => void = () => undefined;
  let gate = Promise.resolve();
  const slowFiles: FileLayer = {
    ...nodeFiles,
    async open(path, flags) {
      const file = await nodeFiles.open(path, flags);
      return { ...file, read: (...given) => gate.then(() => file.read(...given)) };
    },
  };
  const log = memoryLog();
  const given = { folder, clock, log, durability: 'process' as const, faultsForTests: slowFiles };
  const opened = await openDeliveryJournal(given);
  gate = new Promise((resolve) => {
    letRead = resolve;
  });
  const claiming = opened.claim(deliveryId(10));
  await opened.settle(deliveryId(10), { ...DELIVERED, state: 'cancelled' });
  letRead();
  expect(await claiming).toBeUndefined();
  expect(await opened.claim(deliveryId(10), true)).toBeDefined();
  await opened.close();
});

it('random damage never blocks a start', async () => {
  const store = await openCaptures();
  for (let number = 1; number <= 30; number += 1) {
    await store.save(sampleCapture(number), sampleDetail(), Buffer.from(`body ${number}`));
  }
  await store.close();
  const path = join(folder, 'captures', '00000001.log');
  const sound = await readFile(path);
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  for (let round = 0; round < 40; round += 1) {
    const bytes = Buffer.from(sound);
    for (let times = random(6) + 1; times > 0; times -= 1) {
      const at = random(bytes.length);
      bytes.fill(random(256), at, Math.min(bytes.length, at + random(64) + 1));
    }
    await writeFile(path, bytes.subarray(0, random(3) === 0 ? random(bytes.length) : bytes.length));
    const opened = await openCaptures();
    await checkBalance(undefined, opened);
    await opened.save(sampleCapture(1000 + round), sampleDetail(), Buffer.from('new'));
    const seen = await observeCaptures(opened);
    await opened.close();
    const again = await openCaptures();
    expect(await observeCaptures(again)).toEqual(seen);
    await again.close();
    for (const name of await readdir(join(folder, 'captures'))) {
      if (name.endsWith('.log') && name !== '00000001.log') {
        await rm(join(folder, 'captures', name));
      }
    }
  }
});

it('a frame forged inside a body is not taken for one after a crash', async () => {
  const store = await openCaptures();
  await store.save(sampleCapture(1), sampleDetail(), Buffer.from('first'));
  await store.close();
  const path = join(folder, 'captures', '00000001.log');
  const forged = (await readFile(path)).subarray(16);
  const otherFolder = `${folder}-other`;
  const other = await openCaptures(otherFolder);
  const filler = Buffer.alloc(500);
  await other.save(sampleCapture(2), sampleDetail(), Buffer.concat([forged, filler]));
  await other.close();
  const otherPath = join(otherFolder, 'captures', '00000001.log');
  await truncate(otherPath, (await stat(otherPath)).size - 10);
  const opened = await openCaptures(otherFolder);
  expect((await opened.list({ limit: 10 })).total).toBe(0);
  await opened.close();
  await rm(otherFolder, { recursive: true, force: true });
});

it('removes bodies that no capture names', async () => {
  const store = await openCaptures();
  const kept = await store.save(sampleCapture(1), sampleDetail(), Buffer.alloc(100_000, 1));
  const lost = store.openBody();
  await lost.write(Buffer.alloc(600_000));
  await store.close();
  const bodies = join(folder, 'captures', 'bodies');
  expect(await readdir(bodies)).toHaveLength(2);
  const opened = await openCaptures();
  expect(await readdir(bodies)).toHaveLength(1);
  expect(await opened.find(kept.id)).toEqual(kept);
  await opened.close();
});
