import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  findRunningServer,
  removeServerFiles,
  writeServerFiles,
} from '../../../server/hosts/server-file.ts';
import { newToken } from '../../../server/hosts/token.ts';

const server = {
  control: 'http://127.0.0.1:1',
  exposee: 'http://127.0.0.1:2',
  receiver: 'http://127.0.0.1:3',
  pid: process.pid,
};

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hookbench-server-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it('a running server is found with its token, in files for its user only', async () => {
  const token = newToken();
  await writeServerFiles(dataDir, server, token);
  expect(await findRunningServer(dataDir)).toEqual({ ...server, token });
  if (process.platform !== 'win32') {
    for (const name of await readdir(dataDir)) {
      expect((await stat(join(dataDir, name))).mode & 0o777).toBe(0o600);
    }
  }
  await removeServerFiles(dataDir);
  expect(await readdir(dataDir)).toEqual([]);
});

it('what a killed server left behind is not found', async () => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  await writeServerFiles(dataDir, { ...server, pid: dead }, newToken());
  expect(await findRunningServer(dataDir)).toBeUndefined();
});

it('a folder without a server, or with a torn file, has none', async () => {
  expect(await findRunningServer(dataDir)).toBeUndefined();
  expect(await findRunningServer(join(dataDir, 'nowhere'))).toBeUndefined();
  await writeServerFiles(dataDir, server, newToken());
  await writeFile(join(dataDir, 'server.json'), '{"control":');
  expect(await findRunningServer(dataDir)).toBeUndefined();
});

it('tokens have 256 bits and differ', () => {
  expect(Buffer.from(newToken(), 'base64url')).toHaveLength(32);
  expect(newToken()).not.toBe(newToken());
});
