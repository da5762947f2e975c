import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCaptureJournal } from '../../../../server/adapters/journal/capture-journal.ts';
import { memoryLog, TestClock } from '../../../conformance/support/test-clock.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-manifest-'));
  await mkdir(join(folder, 'captures'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (log = memoryLog()) =>
  openCaptureJournal({ folder, clock: new TestClock(), log, durability: 'process' });

it('of another version is refused in words', async () => {
  await writeFile(join(folder, 'captures', 'manifest.json'), '{"version":2}');
  await expect(open()).rejects.toThrow(/another version of Hookbench.*--data/);
});

it('that is damaged does not block a start, and is reported', async () => {
  await writeFile(join(folder, 'captures', 'manifest.json'), '{"version":1,"floo');
  const log = memoryLog();
  const store = await open(log);
  expect(log.lines.map((line) => line.level)).toContain('error');
  await store.close();
});
