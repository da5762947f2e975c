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
  await subscribe({ timeout_ms: 1000, schedule: { kind: 'list', delays_ms: delays }, jitter: 0.5 });
  await underLoad(async () => {
    for (let sleep = 0; sleep < 3; sleep += 1) {
      await pause(300);
      server.signal('SIGSTOP');
      await pause(1500);
      server.signal('SIGCONT');
    }
    await pause(300);
  });
}, 120_000);

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
  120_000,
);

function pause(delayMs: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, delayMs);
  });
}
