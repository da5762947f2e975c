import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Acknowledged, type Load, loadUntilGone } from './load.ts';
import { balancedLedger, checkNothingLost, checkRepeats } from './promises.ts';
import { seededRandom } from './seeded-random.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { openUnsteadySink, type UnsteadySink } from './unsteady-sink.ts';

// A laptop that sleeps, a clock that somebody sets: the process lives on, so nothing comes twice.

const TIMEOUT_MS = 5000;

let folder: string;
let sink: UnsteadySink;
let server: ServerProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-standstill-'));
  sink = await openUnsteadySink(seededRandom(3));
});
afterEach(async () => {
  await server.kill();
  await sink.close();
  await rm(folder, { recursive: true, force: true });
});

async function subscribe(policy: object): Promise<void> {
  const body = JSON.stringify({ url: sink.url, event_types: ['*'], policy });
  await server.ask('/api/subscriptions', { method: 'POST', body });
}

/** Keeps it busy while something happens to it; then everything must have come, once. */
async function underLoad(happen: () => Promise<void>): Promise<void> {
  const acknowledged: Acknowledged = { events: new Set(), captures: new Set() };
  const load: Load = { isOver: false };
  const loaded = loadUntilGone(server, acknowledged, { random: seededRandom(4), load });
  await happen();
  load.isOver = true;
  await loaded;
  await balancedLedger(server);
  await checkNothingLost(server, sink, acknowledged);
  checkRepeats(sink, 0, new Set());
  expect(acknowledged.events.size).toBeGreaterThan(0);
}

it('a process that is stopped for longer than its timeouts and goes on loses and repeats nothing', async () => {
  server = await startServer(folder);
  const delays = Array.from({ length: 40 }, (_, index) => index * 10);
  // Long enough for this process, which answers, on a slow machine.
  await subscribe({
    timeout_ms: TIMEOUT_MS,
    schedule: { kind: 'list', delays_ms: delays },
    jitter: 0.5,
  });
  // All has arrived before the next stop: a request that spans two of them is given up, and sent again.
  for (let sleep = 0; sleep < 3; sleep += 1) {
    await underLoad(async () => {
      await pause(300);
      server.signal('SIGSTOP');
      await pause(TIMEOUT_MS + 500);
      server.signal('SIGCONT');
      await pause(300);
    });
  }
}, 300_000);

it.skipIf(process.platform === 'win32')(
  'a wall clock that jumps an hour on and back, and back and on, delays and repeats nothing',
  async () => {
    const preload = resolve('tests/crash/shift-clock.cjs');
    server = await startServer(folder, { env: { NODE_OPTIONS: `--require ${preload}` } });
    const delays = Array.from({ length: 40 }, (_, index) => index * 20);
    // Few at a time: the clock of the threads that send at speed cannot be moved from here.
    await subscribe({ concurrency: 8, schedule: { kind: 'list', delays_ms: delays }, jitter: 0.5 });
    await underLoad(async () => {
      for (let jump = 0; jump < 8; jump += 1) {
        await pause(200);
        server.signal('SIGUSR2');
      }
      await pause(200);
    });
  },
  300_000,
);

interface Said {
  readonly warnings: readonly { readonly code: string; readonly text: string }[];
}

/** In /api/state, which the window shows, and in the log, word for word. */
async function said(code: string): Promise<string> {
  const warning = async () =>
    ((await server.ask('/api/state')) as Said).warnings.find((item) => item.code === code);
  await expect.poll(warning).toBeDefined();
  const text = (await warning())?.text ?? '';
  await expect.poll(() => server.log()).toContain(text);
  return text;
}

it('a process that stood still says for how long, and what waited meanwhile is captured', async () => {
  server = await startServer(folder);
  await server.ask('/api/state');
  server.signal('SIGSTOP');
  const stoppedMs = performance.now();
  const waiting = fetch(`${server.receiver}/meanwhile`, { method: 'POST', body: 'x' });
  await pause(12_000);
  server.signal('SIGCONT');
  expect((await waiting).status).toBe(204);
  const text = await said('stood_still');
  const atMostS = Math.ceil((performance.now() - stoppedMs) / 1000) + 2;
  expect(text).toMatch(/^This program stood still for \d+ s since \d{4}-.*Z: /);
  const seconds = Number(/for (\d+) s/.exec(text)?.[1]);
  expect(seconds).toBeGreaterThanOrEqual(11);
  // It looks once a second.
  expect(seconds).toBeLessThanOrEqual(atMostS);
});

it.skipIf(process.platform === 'win32')(
  'a wall clock that was set is said, ahead and back',
  async () => {
    const preload = resolve('tests/crash/shift-clock.cjs');
    server = await startServer(folder, { env: { NODE_OPTIONS: `--require ${preload}` } });
    const times = () => server.log().match(/"code":"clock_jumped"/g)?.length;
    for (const [index, way] of ['ahead', 'back', 'back', 'ahead'].entries()) {
      server.signal('SIGUSR2');
      await expect.poll(times).toBe(index + 1);
      expect(await said('clock_jumped')).toContain(`was set 3600 s ${way}:`);
    }
    expect(server.log()).not.toMatch(/"code":"(slept|stood_still)"/);
  },
  60_000,
);

function pause(delayMs: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, delayMs);
  });
}
