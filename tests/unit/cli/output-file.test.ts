import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openOutput } from '../../../server/cli/output-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookbench-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('replaces what stood in the file by what is shorter', async () => {
  const path = join(folder, 'a.har');
  writeFileSync(path, 'long, and of yesterday');
  const file = await openOutput(path);
  expect(readFileSync(path, 'utf8')).toBe('long, and of yesterday');
  await file.write('short');
  await file.close();
  expect(readFileSync(path, 'utf8')).toBe('short');
});

it('leaves all as it was where nothing came to be written', async () => {
  const kept = join(folder, 'kept.har');
  writeFileSync(kept, 'kept');
  const made = join(folder, 'made.har');
  for (const path of [kept, made]) {
    const file = await openOutput(path);
    await file.close();
  }
  expect(readFileSync(kept, 'utf8')).toBe('kept');
  expect(existsSync(made)).toBe(false);
});

it.each([
  ['nowhere/a.har', 'its folder does not exist; make it first'],
  ['', 'it is a folder; name a file in it'],
  ['file/a.har', 'a part of the path is a file, not a folder'],
])('says why %j cannot be written', async (name, reason) => {
  writeFileSync(join(folder, 'file'), '');
  const path = join(folder, name);
  await expect(openOutput(path)).rejects.toThrow(`cannot write ${path}: ${reason}`);
});

it('writes to a device, which cannot be cut', async () => {
  const file = await openOutput('/dev/null');
  await file.write('gone');
  await file.close();
});

it.skipIf(process.platform === 'win32')('makes a file that its owner alone can read', async () => {
  const path = join(folder, 'with-credentials.har');
  const file = await openOutput(path, 0o600);
  await file.write('signatures');
  await file.close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
