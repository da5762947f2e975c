// npm run bench:storage [-- CAPTURES EVENTS]
// The stores alone: the hot path of deliveries on one core, and a hundred thousand captures of
// 1.5 KB: storing, listing, searching, starting again, memory. Then as many again of which one in
// ten has a gzip body, and words that stand inside those only.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { openCaptureJournal } from '../../server/adapters/journal/capture-journal.ts';
import { openDeliveryJournal } from '../../server/adapters/journal/delivery-journal.ts';
import {
  createSearchThreads,
  type SearchThreads,
} from '../../server/adapters/journal/search-threads.ts';
import { parseFilter } from '../../server/contract/filter.ts';
import type { CaptureStore, Clock, DeliveryStore, Log } from '../../server/ports.ts';
import {
  captureId,
  DELIVERED,
  deliveryId,
  sampleAttempt,
  sampleCapture,
  sampleDelivery,
  sampleDetail,
  sampleEvent,
} from '../conformance/support/samples.ts';
import { buildThreadFile } from '../support/thread-file.ts';

const CAPTURES = Number(process.argv[2] ?? 100_000);
const EVENTS = Number(process.argv[3] ?? 50_000);
const BODY_BYTES = 1500;
const DATA_BYTES = 512;

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => console.error(message, fields),
  error: (fields, message) => console.error(message, fields),
};
const figures: Record<string, number | string> = {
  node: process.version,
  cpu: `${cpus().length} x ${cpus()[0]?.model}`,
};

function note(name: string, value: number): void {
  figures[name] = Math.round(value * 10) / 10;
  console.error(name.padEnd(58), figures[name]);
}

function memoryMb(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().rss / 1024 / 1024;
}

function heapMb(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

/** Runs a call and answers its time and the longest the event loop stood still. */
async function timed<Result>(call: () => Promise<Result>) {
  let last = performance.now();
  let worstMs = 0;
  let isDone = false;
  const watch = () => {
    const now = performance.now();
    worstMs = Math.max(worstMs, now - last);
    last = now;
    if (!isDone) {
      setImmediate(watch);
    }
  };
  setImmediate(watch);
  const start = performance.now();
  const result = await call();
  const ms = performance.now() - start;
  isDone = true;
  worstMs = Math.max(worstMs, performance.now() - last);
  return { result, ms, worstMs };
}

async function benchDeliveries(folder: string): Promise<void> {
  const before = heapMb();
  const store = await openDeliveryJournal({ folder, clock, log, durability: 'process' });
  const dataText = JSON.stringify({ text: 'x'.repeat(DATA_BYTES - 11) });
  const start = performance.now();
  const cpu = process.cpuUsage();
  for (let first = 0; first < EVENTS; first += 500) {
    await storeAndSend(store, first, dataText);
  }
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  note('save + claim + record a second, 64 at once', EVENTS / seconds);
  note('  microseconds of processor time each', (used.user + used.system) / EVENTS);
  note('  heap MB kept for them', heapMb() - before);
  note('  bytes on disk each', store.storedBytes() / EVENTS);
  console.error(JSON.stringify(await store.ledger()));
  await store.close();
  const again = await timed(() =>
    openDeliveryJournal({ folder, clock, log, durability: 'process' }),
  );
  note(`deliveries: start again with ${EVENTS}, ms`, again.ms);
  const listed = await timed(() => again.result.listDeliveries({ limit: 50 }));
  note('deliveries: first page, ms', listed.ms);
  const filtered = await timed(() =>
    again.result.listDeliveries({ limit: 50, filter: parseFilter('event:payment_* status:2xx') }),
  );
  note('deliveries: row filter, ms', filtered.ms);
  const word = await timed(() =>
    again.result.listDeliveries({ limit: 50, filter: parseFilter('zebra') }),
  );
  note('deliveries: bare word, ms', word.ms);
  note('deliveries: bare word, longest pause ms', word.worstMs);
  await again.result.close();
}

async function storeAndSend(store: DeliveryStore, first: number, dataText: string): Promise<void> {
  const count = Math.min(500, EVENTS - first);
  const bodyBytes = Buffer.from(`{"event":"payment_received","data":${dataText}}`);
  const items = Array.from({ length: count }, (_, index) => ({
    event: sampleEvent(first + index, { dataText }),
    deliveries: [sampleDelivery(first + index)],
  }));
  await store.saveTriggered(items);
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const id = deliveryId(first + next);
      next += 1;
      const claimed = await store.claim(id);
      if (claimed) {
        const attempt = sampleAttempt(id);
        const request = { ...attempt.request, bodyBytes };
        await store.recordAttempt({ ...attempt, request }, DELIVERED);
      }
    }
  };
  await Promise.all(Array.from({ length: 64 }, lane));
}

const HEADERS: [string, string][] = [
  ['Host', 'hooks.example.com'],
  ['User-Agent', 'Svix-Webhooks/1.24.0 (sender-9YMgn; +https://www.svix.com/http-sender/)'],
  ['Content-Type', 'application/json'],
  ['webhook-timestamp', '1780000000'],
  ['webhook-signature', 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4='],
  ['Accept', '*/*'],
];

async function benchCaptures(folder: string): Promise<void> {
  const baseMb = memoryMb();
  const baseHeapMb = heapMb();
  const storedASecond = await storeCaptures(folder, saveOne);
  note('captures stored a second, 64 at once', storedASecond);
  const threads = await searchThreads();
  const again = await timed(() => openCaptures(folder, threads));
  note(`captures: start again with ${CAPTURES}, ms`, again.ms);
  note('  MB on disk', again.result.storedBytes() / 1024 / 1024);
  note('  heap MB over nothing', heapMb() - baseHeapMb);
  note('  resident MB over the start of the program', memoryMb() - baseMb);
  await untilReady();
  note('resident MB of the process, idle, threads ready', memoryMb());
  await benchLists(again.result, FILTERS);
  note('resident MB of the process at the end', memoryMb());
  await again.result.close();
  await threads.close();
}

/** The same in other bytes: one in ten is compressed. */
async function benchEncodedCaptures(folder: string): Promise<void> {
  await storeCaptures(folder, saveOneOfTenEncoded);
  const threads = await searchThreads();
  const store = await openCaptures(folder, threads);
  await untilReady();
  await benchLists(store, ENCODED_FILTERS);
  await store.close();
  await threads.close();
}

async function storeCaptures(
  folder: string,
  save: (store: CaptureStore, number: number) => Promise<unknown>,
): Promise<number> {
  const store = await openCaptures(folder, undefined);
  const start = performance.now();
  let number = 0;
  const lane = async () => {
    while (number < CAPTURES) {
      number += 1;
      await save(store, number);
    }
  };
  await Promise.all(Array.from({ length: 64 }, lane));
  const seconds = (performance.now() - start) / 1000;
  await store.close();
  return CAPTURES / seconds;
}

function openCaptures(folder: string, threads: SearchThreads | undefined) {
  return openCaptureJournal({ folder, clock, log, durability: 'process', threads });
}

/** As the program starts them. */
async function searchThreads(): Promise<SearchThreads> {
  const count = Math.max(1, Math.min(3, cpus().length - 1));
  return createSearchThreads({ threadUrl: await buildThreadFile('search-thread'), count, log });
}

/** A second after its start a store has its threads ready. */
function untilReady(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1500);
  });
}

function saveOneOfTenEncoded(store: CaptureStore, number: number) {
  if (number % 10 !== 5) {
    return saveOne(store, number);
  }
  const noise = createHash('sha512').update(String(number)).digest('base64').repeat(3);
  const word = number % 1000 === 5 ? 'Okapi' : 'horse';
  const bodyText = `{"number":${number},"animal":"${word}","fill":"${noise} ${'lorem ipsum dolor '.repeat(70)}"}`;
  const rawHeaders: [string, string][] = [...HEADERS, ['Content-Encoding', 'gzip']];
  const capture = sampleCapture(number, { id: captureId(number) });
  return store.save(capture, sampleDetail({ rawHeaders }), gzipSync(bodyText));
}

function saveOne(store: CaptureStore, number: number) {
  const word = number % 1000 === 0 ? 'Zebra' : 'horse';
  const body = `{"event":"payment_received","data":{"number":${number},"animal":"${word}","fill":"`;
  const bodyText = `${body}${'lorem ipsum dolor '.repeat(90)}`.slice(0, BODY_BYTES - 3);
  const rawHeaders: [string, string][] = [...HEADERS, ['webhook-id', `msg_${number}`]];
  return store.save(
    sampleCapture(number, { id: captureId(number), status: number % 10 === 0 ? 500 : 204 }),
    sampleDetail({ rawHeaders }),
    Buffer.from(`${bodyText}"}}`),
  );
}

const FILTERS = [
  '',
  'status:5xx',
  'event:payment_* -sig:bad path:/in/demo',
  'zebra',
  'lorem',
  'application/json',
  'nowhere-in-there',
  'body:zebra status:5xx',
  'header.webhook-id:msg_777',
  'body.$.data.animal:zebra',
  'body.$.data.number:>99990',
  '-horse',
];
const ENCODED_FILTERS = ['okapi', 'body:okapi', 'body.$.animal:okapi', 'body.$.number:>99990'];

async function benchLists(store: CaptureStore, filters: readonly string[]): Promise<void> {
  for (const text of filters) {
    const request = { limit: 50, filter: parseFilter(text) };
    const first = await timed(() => store.list(request));
    const second = await timed(() => store.list({ ...request, cursor: first.result.next ?? '1' }));
    const name = `list '${text}' (${first.result.total})`;
    note(`${name}: page and exact count, ms`, first.ms);
    note('  longest pause, ms', first.worstMs);
    note('  second page, ms', second.ms);
  }
}

const folder = await mkdtemp(join(tmpdir(), 'hookbench-storage-'));
try {
  await benchDeliveries(folder);
  await benchCaptures(folder);
  await benchEncodedCaptures(join(folder, 'encoded'));
  console.log(JSON.stringify(figures, null, 2));
} finally {
  await rm(folder, { recursive: true, force: true });
}
