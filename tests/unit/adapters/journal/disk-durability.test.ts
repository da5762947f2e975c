import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCaptureJournal } from '../../../../server/adapters/journal/capture-journal.ts';
import type { Durability } from '../../../../server/adapters/journal/segment-tail.ts';
import { FaultyFiles } from '../../../conformance/support/faulty-files.ts';
import { sampleCapture, sampleDetail } from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';

// A power cut keeps what was synced and may lose all else, names of files too. With the durability `disk` nothing is
// acknowledged before it was synced: read here from the order of what the journal asks of the file layer.

const LARGE = Buffer.alloc(300_000, 7);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-durable-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What is done to files while one capture is saved, and what its answer waited for. */
async function stepsOfSave(durability: Durability, body: Buffer): Promise<string[]> {
  const files = new FaultyFiles();
  const store = await openCaptureJournal({
    folder,
    faultsForTests: files,
    clock: new TestClock(),
    log: memoryLog(),
    durability,
  });
  // The first one begins a segment, which is synced with its folder.
  await store.save(sampleCapture(1), sampleDetail(), Buffer.from('first'));
  const before = files.steps.length;
  const writer = store.openBody();
  await writer.write(body);
  await store.save(sampleCapture(2), sampleDetail(), writer);
  const steps = files.steps.slice(before, files.steps.length);
  await store.close();
  return steps.map((step) => step.replace(/\b[0-9a-f]{24}\b/, 'a').replace(/\d+/, 'n'));
}

/** Without `open` and repeated writes. */
const shape = (steps: readonly string[]) =>
  steps.filter((step, index) => !step.startsWith('open') && step !== steps[index - 1]);

it('syncs a body, then its name, then the frame that names it, before a capture is acknowledged', async () => {
  const steps = shape(await stepsOfSave('disk', LARGE));
  expect(steps).toEqual([
    'write a.body.part',
    'sync a.body.part',
    'rename a.body',
    'sync folder',
    'write n.log',
    'sync n.log',
  ]);
});

it('syncs the frame of a capture whose body lies in it', async () => {
  const steps = shape(await stepsOfSave('disk', Buffer.from('small')));
  expect(steps).toEqual(['write n.log', 'sync n.log']);
});

it('syncs nothing where the durability is that of the process', async () => {
  const steps = await stepsOfSave('process', LARGE);
  expect(steps.filter((step) => step.startsWith('sync'))).toEqual([]);
});

it('acknowledges nothing that could not be synced, and leaves no part of it', async () => {
  for (const body of [LARGE, Buffer.from('small')]) {
    const files = new FaultyFiles();
    const store = await openCaptureJournal({
      folder: join(folder, String(body.length)),
      faultsForTests: files,
      clock: new TestClock(),
      log: memoryLog(),
      durability: 'disk',
    });
    files.refusesSync = true;
    const writer = store.openBody();
    await writer.write(body);
    await expect(store.save(sampleCapture(1), sampleDetail(), writer)).rejects.toThrow();
    files.refusesSync = false;
    expect((await store.list({ limit: 10 })).total).toBe(0);
    await store.close();
  }
});
