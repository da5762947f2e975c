import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../../server/contract/delivery.ts';
import { type Acknowledged, loadUntilGone } from './load.ts';
import { seededRandom } from './seeded-random.ts';
import { type ServerProcess, startServer } from './server-process.ts';
import { openUnsteadySink, type UnsteadySink } from './unsteady-sink.ts';

export interface CrashRun {
  readonly rounds: number;
  readonly seed: number;
  /** Rounds on one data folder before a fresh one is taken. */
  readonly roundsPerFolder: number;
  readonly onRound?: (report: RoundReport) => void;
}

export interface RoundReport {
  readonly round: number;
  readonly killedAfterMs: number;
  readonly events: number;
  readonly captures: number;
  readonly sentTwice: number;
}

const DRAIN_LIMIT_MS = 60_000;

/**
 * Kills the server with SIGKILL at random moments under load, starts it again and holds it to its
 * word: whatever it acknowledged is there, every delivery ends, the ledger balances all the time.
 * Throws at the first broken promise, with the seed that leads there.
 */
export async function runCrashRounds(run: CrashRun): Promise<RoundReport[]> {
  const reports: RoundReport[] = [];
  for (let first = 0; first < run.rounds; first += run.roundsPerFolder) {
    const count = Math.min(run.roundsPerFolder, run.rounds - first);
    reports.push(...(await runOnOneFolder(run, first, count)));
  }
  return reports;
}

async function runOnOneFolder(run: CrashRun, first: number, count: number): Promise<RoundReport[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hookbench-crash-'));
  const sink = await openUnsteadySink(seededRandom(run.seed + first));
  const acknowledged: Acknowledged = { events: new Set(), captures: new Set() };
  const reports: RoundReport[] = [];
  let server: ServerProcess | undefined;
  try {
    server = await startServer(folder);
    await subscribe(server, sink.url);
    for (let round = first; round < first + count; round += 1) {
      const random = seededRandom(run.seed * 1_000_003 + round);
      const killedAfterMs = Math.floor(20 + random() ** 2 * 600);
      await killUnderLoad(server, acknowledged, random, killedAfterMs);
      server = await startServer(folder);
      await checkEverything(server, sink, acknowledged);
      const report = reportOf(round, killedAfterMs, acknowledged, sink);
      reports.push(report);
      run.onRound?.(report);
    }
  } catch (error) {
    throw new Error(`seed ${run.seed}, folder ${folder}: ${String(error)}`, { cause: error });
  } finally {
    await server?.kill();
    await sink.close();
  }
  await rm(folder, { recursive: true, force: true });
  return reports;
}

async function subscribe(server: ServerProcess, url: string): Promise<void> {
  const schedule = { kind: 'list', delays_ms: Array.from({ length: 30 }, (_, index) => index * 5) };
  await server.ask('/api/subscriptions', {
    method: 'POST',
    body: JSON.stringify({ url, event_types: ['*'], policy: { schedule, jitter: 0.5 } }),
  });
}

async function killUnderLoad(
  server: ServerProcess,
  acknowledged: Acknowledged,
  random: () => number,
  afterMs: number,
): Promise<void> {
  const loaded = loadUntilGone(server, acknowledged, random);
  // The moment is the point of it: drawn by the seed, at whatever the server is doing then.
  await new Promise<void>((done) => {
    setTimeout(done, afterMs);
  });
  await server.kill();
  await loaded;
}

async function checkEverything(
  server: ServerProcess,
  sink: UnsteadySink,
  { events, captures }: Acknowledged,
): Promise<void> {
  const ledger = await drained(server);
  const lost = [...events].filter((id) => !sink.delivered.has(id));
  if (lost.length > 0) {
    throw new Error(`${lost.length} acknowledged events were never delivered, such as ${lost[0]}`);
  }
  if (ledger.events < events.size) {
    throw new Error(`${events.size} events acknowledged, ${ledger.events} stored`);
  }
  if (ledger.deliveries.failed + ledger.deliveries.cancelled > 0) {
    throw new Error(`some deliveries did not end as delivered: ${JSON.stringify(ledger)}`);
  }
  const kept = await listCaptures(server);
  const missing = [...captures].filter((mark) => !kept.has(mark));
  if (missing.length > 0) {
    throw new Error(`${missing.length} answered captures are gone, such as ${missing[0]}`);
  }
}

/** Looks at the ledger until nothing is pending; it must balance each time. */
async function drained(server: ServerProcess): Promise<Ledger> {
  const endMs = Date.now() + DRAIN_LIMIT_MS;
  for (;;) {
    const ledger = (await server.ask('/api/ledger')) as Ledger;
    checkBalance(ledger);
    if (ledger.deliveries.pending === 0) {
      return ledger;
    }
    if (Date.now() > endMs) {
      throw new Error(`deliveries stay pending: ${JSON.stringify(ledger)}`);
    }
    await new Promise<void>((done) => {
      setTimeout(done, 10);
    });
  }
}

function checkBalance(ledger: Ledger): void {
  const { total, pending, delivered, failed, cancelled } = ledger.deliveries;
  const { received, stored, pruned, deleted } = ledger.captures;
  if (
    total !== pending + delivered + failed + cancelled ||
    received !== stored + pruned + deleted
  ) {
    throw new Error(`the ledger does not balance: ${JSON.stringify(ledger)}`);
  }
}

async function listCaptures(server: ServerProcess): Promise<Set<string>> {
  const marks = new Set<string>();
  let cursor = '';
  do {
    const page = (await server.ask(`/api/captures?limit=1000${cursor}`)) as {
      items: { path: string }[];
      next: string | null;
    };
    for (const { path } of page.items) {
      marks.add(path.split('/').at(-1) ?? '');
    }
    cursor = page.next === null ? '' : `&cursor=${encodeURIComponent(page.next)}`;
  } while (cursor !== '');
  return marks;
}

function reportOf(
  round: number,
  killedAfterMs: number,
  { events, captures }: Acknowledged,
  sink: UnsteadySink,
): RoundReport {
  const sentTwice = [...sink.delivered.values()].filter((count) => count > 1).length;
  return { round, killedAfterMs, events: events.size, captures: captures.size, sentTwice };
}
