import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { downloadElectron, findElectronBinary } from '../../../server/cli/electron-binary.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-test-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function writeInstaller(source: string): Promise<void> {
  return writeFile(join(folder, 'install.js'), source);
}

test('a package without path.txt has no binary', () => {
  expect(findElectronBinary(folder, {})).toBeUndefined();
});

test('a path.txt whose program is gone has no binary', async () => {
  await writeFile(join(folder, 'path.txt'), 'electron');
  expect(findElectronBinary(folder, {})).toBeUndefined();
});

test('the binary is where path.txt says', async () => {
  await mkdir(join(folder, 'dist'));
  await writeFile(join(folder, 'dist/electron'), '');
  await writeFile(join(folder, 'path.txt'), 'electron');
  expect(findElectronBinary(folder, {})).toBe(join(folder, 'dist', 'electron'));
});

test('an installer that succeeds leaves a binary to find', async () => {
  await writeInstaller(`
    const fs = require('node:fs');
    fs.mkdirSync('dist');
    fs.writeFileSync('dist/electron', '');
    fs.writeFileSync('path.txt', 'electron');
  `);
  expect(await downloadElectron(folder)).toEqual({
    kind: 'found',
    path: join(folder, 'dist', 'electron'),
  });
});

test.each([
  ['Error: EACCES: permission denied', 'Error: EACCES: permission denied'],
  ['TypeError: fetch failed', 'its server cannot be reached'],
])('an installer that fails with %s says why in one line', async (text, why) => {
  await writeInstaller(`console.error('${text}\\n    at x'); process.exit(1);`);
  expect(await downloadElectron(folder)).toEqual({ kind: 'missing', why });
});

test('an installer to which nothing arrives is stopped', async () => {
  await writeInstaller('setInterval(() => {}, 1000);');
  const found = await downloadElectron(folder, { firstByteMs: 10, stallMs: 60_000 });
  expect(found).toMatchObject({ kind: 'missing', why: expect.stringContaining('nothing arrived') });
});

test('a download that stalls midway is stopped', async () => {
  await writeInstaller(`
    const { writeFileSync } = require('node:fs');
    const { tmpdir } = require('node:os');
    writeFileSync(tmpdir() + '/part.zip', 'x');
    setInterval(() => {}, 1000);
  `);
  const found = await downloadElectron(folder, { firstByteMs: 60_000, stallMs: 10 });
  expect(found).toMatchObject({ kind: 'missing', why: expect.stringContaining('nothing arrived') });
});
