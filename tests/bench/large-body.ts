// node --expose-gc tests/bench/run.mjs tests/bench/large-body.ts [MB]
// A body of 1 GB through the captures store: what it adds to the memory of the process.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCaptureJournal } from '../../server/adapters/journal/capture-journal.ts';
import { parseFilter } from '../../server/contract/filter.ts';
import { sampleCapture, sampleDetail } from '../conformance/support/samples.ts';
import { memoryLog, TestClock } from '../conformance/support/test-clock.ts';

const MEGABYTES = Number(process.argv[2] ?? 1024);
const folder = await mkdtemp(join(tmpdir(), 'hookbench-large-'));
let peakBytes = 0;
const look = () => {
  peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
};
(globalThis as { gc?: () => void }).gc?.();
const before = process.memoryUsage().rss;
const report = (what: string, start: number) => {
  const addedMb = (peakBytes - before) / 1024 / 1024;
  const seconds = (performance.now() - start) / 1000;
  console.log(`${what}: ${seconds.toFixed(2)} s, at most ${addedMb.toFixed(1)} MB above the start`);
};
try {
  const clock = new TestClock();
  const store = await openCaptureJournal({
    folder,
    clock,
    log: memoryLog(),
    durability: 'process',
  });
  let start = performance.now();
  const writer = store.openBody();
  for (let chunk = 0; chunk < MEGABYTES * 16; chunk += 1) {
    await writer.write(Buffer.alloc(64 * 1024, 97 + (chunk % 20)));
    look();
  }
  const { id } = await store.save(sampleCapture(1), sampleDetail(), writer);
  report(`stored ${MEGABYTES} MB`, start);
  start = performance.now();
  let size = 0;
  for await (const chunk of store.readBody(id) ?? []) {
    size += chunk.length;
    look();
  }
  report(`read ${size / 1024 / 1024} MB`, start);
  start = performance.now();
  const { total } = await store.list({ limit: 1, filter: parseFilter('body:nowhere-in-there') });
  look();
  report(`searched (${total} found)`, start);
  await store.close();
} finally {
  await rm(folder, { recursive: true, force: true });
}
