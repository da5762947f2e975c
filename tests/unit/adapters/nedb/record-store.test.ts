import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConfigStores } from '../../../../server/adapters/nedb/config-stores.ts';
import {
  type DocumentFile,
  openNedbFile,
  openRecordStore,
} from '../../../../server/adapters/nedb/record-store.ts';
import { memoryLog } from '../../../conformance/support/test-clock.ts';

interface Item {
  readonly id: string;
  readonly text: string;
}

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-nedb-'));
  path = join(folder, 'records.db');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(openFile?: (path: string) => DocumentFile) {
  return openRecordStore<Item>({ path, log: memoryLog(), ...(openFile ? { openFile } : {}) });
}

/** NeDB on a disk that refuses writes from the one after `writes` on, tearing the line. */
function failing(state: { writes: number }): (path: string) => DocumentFile {
  return (filePath) => {
    const file = openNedbFile(filePath);
    const count = async (write: () => Promise<void>) => {
      if (state.writes <= 0) {
        await appendFile(filePath, '{"_id":"torn","json":"ha');
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      }
      state.writes -= 1;
      await write();
    };
    return {
      ...file,
      put: (document) => count(() => file.put(document)),
      remove: (id) => count(() => file.remove(id)),
    };
  };
}

describe('a refused write', () => {
  it.each([0, 1, 2, 3, 4])('after %i writes of a batch leaves nothing of it', async (writes) => {
    const state = { writes: Number.POSITIVE_INFINITY };
    const store = await open(failing(state));
    await store.putMany([
      { id: 'a', text: 'old' },
      { id: 'b', text: 'old' },
    ]);
    state.writes = writes;
    const batch = store.putMany([
      { id: 'a', text: 'new' },
      { id: 'b', text: 'new' },
      { id: 'c', text: 'new' },
    ]);
    await expect(batch).rejects.toMatchObject({ code: 'storage_full' });
    expect(store.all().map((item) => item.text)).toEqual(['old', 'old']);
    state.writes = Number.POSITIVE_INFINITY;
    await store.put({ id: 'd', text: 'after' });
    const expected = store.all();
    await store.close();
    const again = await open();
    expect(sorted(again.all())).toEqual(sorted(expected));
    expect(again.find('d')).toEqual({ id: 'd', text: 'after' });
    expect(again.find('c')).toBeUndefined();
    await again.close();
  });

  it('of a removal keeps the record', async () => {
    const state = { writes: 1 };
    const store = await open(failing(state));
    await store.put({ id: 'a', text: 'kept' });
    await expect(store.remove('a')).rejects.toMatchObject({ code: 'storage_full' });
    expect(store.find('a')).toBeDefined();
    state.writes = Number.POSITIVE_INFINITY;
    await store.put({ id: 'b', text: 'next' });
    await store.close();
    const again = await open();
    expect(sorted(again.all()).map((item) => item.id)).toEqual(['a', 'b']);
    await again.close();
  });
});

describe('a crash', () => {
  it.each([1, 2, 3])('after %i writes of a batch is made good at the start', async (writes) => {
    const state = { writes: Number.POSITIVE_INFINITY };
    const store = await open(failing(state));
    await store.put({ id: 'a', text: 'old' });
    state.writes = writes;
    await store
      .putMany([
        { id: 'a', text: 'new' },
        { id: 'b', text: 'new' },
      ])
      .catch(() => undefined);
    // Not the store that was refused goes on, but a new process.
    const again = await open();
    expect(sorted(again.all()).map((item) => item.text)).toEqual(['new', 'new']);
    await again.close();
    const third = await open();
    expect(sorted(third.all()).map((item) => item.text)).toEqual(['new', 'new']);
    await third.close();
  });

  it('in the middle of a line loses that line only, even in a small file', async () => {
    const store = await open();
    await store.put({ id: 'a', text: 'one' });
    await store.close();
    const whole = await readFile(path);
    await appendFile(path, '{"_id":"b","json":"{\\"id\\":');
    const again = await open();
    expect(again.all()).toEqual([{ id: 'a', text: 'one' }]);
    await again.put({ id: 'c', text: 'three' });
    await again.close();
    const third = await open();
    expect(third.all()).toHaveLength(2);
    await third.close();
    expect((await readFile(path)).length).toBeGreaterThan(whole.length);
  });
});

it('leaves out lines that cannot be read, says so and keeps a copy of the file', async () => {
  const store = await open();
  await store.put({ id: 'a', text: 'one' });
  await store.put({ id: 'b', text: 'two' });
  await store.close();
  const changed = (await readFile(path, 'utf8')).replace('two', 'tvo');
  const text = `this is no database\nnor is this\n${changed}`;
  await writeFile(path, text);
  const log = memoryLog();
  const again = await openRecordStore<Item>({ path, log });
  // A line that is still JSON is believed only where its sum is right.
  expect(again.all()).toEqual([{ id: 'a', text: 'one' }]);
  expect(log.lines.map(({ level }) => level)).toEqual(['error', 'error']);
  expect(await readFile(`${path}.damaged`, 'utf8')).toBe(text);
  await again.close();
});

it('compacts at the start', async () => {
  const store = await open();
  for (let round = 0; round < 200; round += 1) {
    await store.put({ id: 'a', text: `text ${round}` });
  }
  await store.close();
  const before = (await stat(path)).size;
  const again = await open();
  expect((await stat(path)).size).toBeLessThan(before / 50);
  await again.close();
});

it('keeps each kind of configured records in a private file of its own', async () => {
  const stores = await openConfigStores({ folder, log: memoryLog() });
  await stores.settings.put({ id: 'settings', durability: 'disk' });
  await stores.close();
  const again = await openConfigStores({ folder, log: memoryLog() });
  expect(again.settings.find('settings')).toEqual({ id: 'settings', durability: 'disk' });
  expect(again.subscriptions.all()).toEqual([]);
  await again.close();
  if (process.platform !== 'win32') {
    expect((await stat(join(folder, 'config', 'settings.db'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'config'))).mode & 0o777).toBe(0o700);
  }
});

function sorted(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}
