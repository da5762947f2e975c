import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DataFolderInUse, openDataFolder } from '../../../server/hosts/data-folder.ts';
import { until } from '../../support/until.ts';

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'hookbench-data-')), 'data');
});
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }));

it('makes private folders and lets nobody else in until it is released', async () => {
  const held = await openDataFolder(folder);
  expect((await readdir(folder)).sort()).toEqual([
    'captures',
    'config',
    'deliveries',
    'hookbench.lock',
  ]);
  if (process.platform !== 'win32') {
    for (const name of ['', 'captures', 'config', 'deliveries']) {
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o700);
    }
  }
  await expect(openDataFolder(folder)).rejects.toThrow(DataFolderInUse);
  await expect(openDataFolder(folder)).rejects.toThrow(new RegExp(`process ${process.pid}`));
  await held.release();
  const again = await openDataFolder(folder);
  await again.release();
});

it('of many that open it at once one gets it', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, () => openDataFolder(folder)),
  );
  const held = results.filter((result) => result.status === 'fulfilled');
  expect(held).toHaveLength(1);
  await held[0]?.value.release();
});

it('takes over the lock of a dead process, and not that of a living one', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const { pid } = child;
  const held = await openDataFolder(folder);
  await held.release();
  const lock = { pid, startedTicks: null, token: 'of the child' };
  await writeFile(join(folder, 'hookbench.lock'), JSON.stringify(lock));
  await expect(openDataFolder(folder)).rejects.toThrow(new RegExp(`process ${pid}`));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const taken = await openDataFolder(folder);
  expect(JSON.parse(await readFile(join(folder, 'hookbench.lock'), 'utf8')).pid).toBe(process.pid);
  await taken.release();
});

// In a container without an init nobody asks for the dead: their pids stay.
it.runIf(process.platform === 'linux')('takes over the lock of a zombie', async () => {
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
  const pid = Number(String((await once(parent.stdout, 'data'))[0]));
  await (await openDataFolder(folder)).release();
  const lock = { pid, startedTicks: null, token: 'of the child' };
  await writeFile(join(folder, 'hookbench.lock'), JSON.stringify(lock));
  await expect(openDataFolder(folder)).rejects.toThrow(DataFolderInUse);
  process.kill(pid, 'SIGKILL');
  await until('it is a zombie', () => / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')));
  await (await openDataFolder(folder)).release();
  parent.kill('SIGKILL');
});

it('makes the folders on the way', async () => {
  await (await openDataFolder(join(folder, 'a/b'))).release();
  expect(await readdir(join(folder, 'a'))).toEqual(['b']);
});

it.runIf(process.platform === 'linux')('says which folder cannot be made', async () => {
  await expect(openDataFolder('/proc/nope/data')).rejects.toThrow(/\/proc\/nope.*cannot be made/);
});

it.each([
  ['an earlier start with the same pid', JSON.stringify({ pid: process.pid, token: 'old' })],
  ['half a lock', '{"pid":'],
  ['an empty lock', ''],
])('takes over %s', async (_name, text) => {
  const first = await openDataFolder(folder);
  await first.release();
  await writeFile(join(folder, 'hookbench.lock'), text);
  const held = await openDataFolder(folder);
  await held.release();
  expect(await readdir(folder)).not.toContain('hookbench.lock');
});

it.runIf(process.platform === 'linux')(
  'sees that a pid belongs to another process now',
  async () => {
    const first = await openDataFolder(folder);
    await first.release();
    const lock = { pid: process.ppid, startedTicks: '1', token: 'of an earlier process' };
    await writeFile(join(folder, 'hookbench.lock'), JSON.stringify(lock));
    const held = await openDataFolder(folder);
    await held.release();
  },
);
