import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCaptureJournal } from '../../../../server/adapters/journal/capture-journal.ts';
import { FaultyFiles } from '../../../conformance/support/faulty-files.ts';
import { sampleCapture, sampleDetail } from '../../../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';

let folder: string;
let files: FaultyFiles;
let store: Awaited<ReturnType<typeof openCaptureJournal>>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-place-'));
  files = new FaultyFiles();
  store = await openCaptureJournal({
    folder,
    faultsForTests: files,
    clock: new TestClock(),
    log: memoryLog(),
    durability: 'process',
    segmentBytes: 2000,
  });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const save = (number: number) =>
  store.save(sampleCapture(number), sampleDetail(), Buffer.alloc(900));

it('a segment that is begun while the folder is looked through is not missed', async () => {
  await save(1);
  const list = files.list.bind(files);
  files.list = async (path) => {
    const names = await list(path);
    for (let number = 2; number < 8; number += 1) {
      await save(number);
    }
    return names;
  };
  await store.checkPlace();
  expect(store.whyFull).toBeUndefined();
  await save(8);
});

it('a folder that cannot be looked through for another reason is not said to be gone', async () => {
  await save(1);
  files.list = () => Promise.reject(Object.assign(new Error('too many'), { code: 'EMFILE' }));
  await store.checkPlace();
  expect(store.whyFull).toBeUndefined();
});

it.skipIf(process.platform === 'win32')(
  'a folder that was moved refuses writes until it is back',
  async () => {
    await save(1);
    await rename(folder, `${folder}.away`);
    await store.checkPlace();
    expect(store.whyFull).toBe('ENOENT');
    await expect(save(2)).rejects.toMatchObject({ code: 'storage_full' });
    await rename(`${folder}.away`, folder);
    await save(3);
    await store.checkPlace();
    expect(store.whyFull).toBeUndefined();
    expect((await store.list({ limit: 10 })).items.map(({ number }) => number)).toHaveLength(2);
  },
);
