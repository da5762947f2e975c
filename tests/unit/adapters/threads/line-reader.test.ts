import { isAscii, isUtf8 } from 'node:buffer';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { LineReader } from '../../../../server/adapters/threads/line-reader.ts';
import { SharedArena } from '../../../../server/adapters/threads/shared-arena.ts';
import { tableOfLines } from '../../../../server/core/line-table.ts';
import { readPlainLine } from '../../../../server/http/trigger-input.ts';
import { memoryLog } from '../../../conformance/support/test-clock.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { buildThreadFile } from '../../../support/thread-file.ts';
import { until } from '../../../support/until.ts';

const LINES = Buffer.from(
  [
    '{"event":"payment_received","data":{"n":1.0}}\r',
    '{"data":"\\ud800 ü😀","id":"evt_mine","event":"order.created"}',
    '\ufeff{"event":"payment_received","data":1}',
    '{"event":"payment_received","data":"\u0000"}',
    '  \t\r',
    '{"event":"payment_received","d\\u0061ta":"last","data":2,"data" : [3 ] }',
  ].join('\n'),
);

let folder: string;
let reader: LineReader;
let arena: SharedArena;
let log: ReturnType<typeof memoryLog>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-reader-'));
  arena = new SharedArena(1024 * 1024);
  log = memoryLog();
});
afterEach(async () => {
  await reader.close();
  await rm(folder, { recursive: true, force: true });
});

async function threadOf(source: string): Promise<URL> {
  const path = join(folder, 'thread.mjs');
  const ready =
    "import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ kind: 'ready' });";
  await writeFile(path, `${ready}\n${source}`);
  return pathToFileURL(path);
}

/** Room with the lines in it, as soon as the thread is there. */
async function filled(threadUrl: URL) {
  reader = new LineReader({ threadUrl, arena, clock: createFakeClock(), log });
  let region = await reader.take(LINES.length);
  await until('the thread is ready', async () => {
    region ??= await reader.take(LINES.length);
    return region !== undefined;
  });
  region?.bytes.set(LINES);
  if (region === undefined) {
    throw new Error('no room');
  }
  return region;
}

it('says of lines in another thread what this one would find', async () => {
  const threadUrl = await buildThreadFile('reading-thread');
  onTestFinished(() => rm(threadUrl, { force: true }));
  const region = await filled(threadUrl);
  const [table, again] = await Promise.all([reader.read(region), reader.read(region)]);
  const here = tableOfLines(LINES, { isAscii, isUtf8, crc32 }, readPlainLine);
  expect(table).toEqual(here);
  expect(again).toEqual(here);
  expect(here.types).toEqual(['payment_received', 'order.created']);
  expect([...here.ids]).toEqual([[1, 'evt_mine']]);
});

it('keeps nobody waiting for a thread that dies, and asks it no more', async () => {
  const dying = "parentPort.on('message', () => { throw new Error('out of order'); });";
  const region = await filled(await threadOf(dying));
  const readings = await Promise.all([reader.read(region), reader.read(region)]);
  expect(readings).toEqual([undefined, undefined]);
  expect(reader.take(10)).toBeUndefined();
  expect(await reader.read(region)).toBeUndefined();
  expect(log.lines).toMatchObject([{ level: 'error' }]);
});

it('keeps nobody waiting where it is closed in the middle', async () => {
  const silent = "parentPort.on('message', () => undefined);";
  const region = await filled(await threadOf(silent));
  const reading = reader.read(region);
  await reader.close();
  expect(await reading).toBeUndefined();
  expect(await reader.read(region)).toBeUndefined();
  expect(reader.take(10)).toBeUndefined();
});
