import { until } from '../support/until.ts';
import { type CrashBed, openFolderBed, openRedisBed } from './crash-bed.ts';
import { type Acknowledged, type Load, loadUntilGone } from './load.ts';
import { balancedLedger, checkNothingLost, checkRepeats, mostRepeats } from './promises.ts';
import { seededRandom } from './seeded-random.ts';
import { openUnsteadySink, type UnsteadySink } from './unsteady-sink.ts';

export interface CrashRun {
  readonly rounds: number;
  readonly seed: number;
  /** Rounds on one data folder, or one Redis, before a fresh one is taken. */
  readonly roundsPerBed: number;
  /** Path of redis-server where a server and two workers on a Redis are killed, and Redis too. */
  readonly redisPath?: string;
  readonly onRound?: (report: RoundReport) => void;
}

export interface RoundReport {
  readonly round: number;
  readonly killed: string;
  readonly killedAfterMs: number;
  readonly events: number;
  readonly captures: number;
  readonly sentTwice: number;
  /** How many came twice after the worst kill so far. */
  readonly mostRepeats: number;
}

const CONCURRENCY = 32;
/**
 * What sending threads hold of a lane: its concurrency, and twice that ordered ahead (AHEAD of its limits). At no
 * moment is more than the concurrency on the wire, but the main thread may not have heard of any of the answers.
 */
const ORDERED = 3 * CONCURRENCY;
/** Answered attempts that wait for the disk while their lane goes on: MAX_UNRECORDED of the lane queue. */
const MAX_UNRECORDED = 512;
/** On a Redis an attempt keeps its place in its lane until it is recorded. */
const REDIS_MOST_REPEATS = CONCURRENCY;

/**
 * Kills processes with SIGKILL at random moments under load, starts them again and holds them to
 * their word: whatever was acknowledged is there, every delivery ends, the ledger balances all the
 * time, nothing comes twice but for a kill. Throws at the first broken promise, with the seed that
 * leads there.
 */
export async function runCrashRounds(run: CrashRun): Promise<RoundReport[]> {
  const reports: RoundReport[] = [];
  for (let first = 0; first < run.rounds; first += run.roundsPerBed) {
    const count = Math.min(run.roundsPerBed, run.rounds - first);
    reports.push(...(await runOnOneBed(run, first, count)));
  }
  return reports;
}

async function runOnOneBed(run: CrashRun, first: number, count: number): Promise<RoundReport[]> {
  const sink = await openUnsteadySink(seededRandom(run.seed + first));
  const acknowledged: Acknowledged = { events: new Set(), captures: new Set() };
  const reports: RoundReport[] = [];
  const bed = await (run.redisPath === undefined ? openFolderBed() : openRedisBed(run.redisPath));
  const killedLives = new Set<number>();
  const most = run.redisPath === undefined ? ORDERED + MAX_UNRECORDED : REDIS_MOST_REPEATS;
  let isBroken = true;
  try {
    await subscribe(bed, sink.url);
    for (let round = first; round < first + count; round += 1) {
      const random = seededRandom(run.seed * 1_000_003 + round);
      const killedAfterMs = Math.floor(20 + random() ** 2 * 600);
      killedLives.add(round - first);
      const killed = await killUnderLoad(bed, { acknowledged, sink, random }, killedAfterMs);
      await balancedLedger(bed.server());
      // A killed worker's leases run out first: on a Redis only the last round of a bed waits for all.
      if (run.redisPath === undefined || round + 1 === first + count) {
        await checkNothingLost(bed.server(), sink, acknowledged);
      }
      checkRepeats(sink, most, killedLives);
      const report = { round, killed, killedAfterMs, ...countsOf(acknowledged, sink) };
      reports.push(report);
      run.onRound?.(report);
    }
    await stopUnderWork(bed, { acknowledged, sink, random: seededRandom(run.seed) });
    checkRepeats(sink, most, killedLives);
    isBroken = false;
  } catch (error) {
    throw new Error(`seed ${run.seed}, ${bed.place}: ${String(error)}`, { cause: error });
  } finally {
    await bed.close(isBroken);
    await sink.close();
  }
  return reports;
}

async function subscribe(bed: CrashBed, url: string): Promise<void> {
  const schedule = { kind: 'list', delays_ms: Array.from({ length: 30 }, (_, index) => index * 5) };
  const policy = { schedule, jitter: 0.5, concurrency: CONCURRENCY };
  await bed.server().ask('/api/subscriptions', {
    method: 'POST',
    body: JSON.stringify({ url, event_types: ['*'], policy }),
  });
}

interface Scene {
  readonly acknowledged: Acknowledged;
  readonly sink: UnsteadySink;
  readonly random: () => number;
}

async function killUnderLoad(
  bed: CrashBed,
  { acknowledged, sink, random }: Scene,
  afterMs: number,
): Promise<string> {
  const load: Load = { isOver: false };
  // Drawn before the load draws too, which does so as fast as the machine is.
  const dice = random();
  const loaded = loadUntilGone(bed.server(), acknowledged, { random, load });
  // Once in a bed something must have been promised, however slow the machine is.
  await until(
    'something was acknowledged',
    () => acknowledged.events.size > 0 && acknowledged.captures.size > 0,
    60_000,
  );
  // The moment is the point of it: drawn by the seed, at whatever the program is doing then.
  await pause(afterMs);
  const killed = await bed.kill(dice);
  load.isOver = true;
  await loaded;
  await sink.nextLife(bed.isAlone);
  await bed.revive();
  return killed;
}

/** A server that is asked to stop in the middle of its work records what it is sending: nothing comes twice. */
async function stopUnderWork(bed: CrashBed, { acknowledged, sink, random }: Scene): Promise<void> {
  const load: Load = { isOver: false };
  const loaded = loadUntilGone(bed.server(), acknowledged, { random, load });
  await pause(200);
  load.isOver = true;
  await loaded;
  await bed.restart();
  await checkNothingLost(bed.server(), sink, acknowledged);
}

function pause(delayMs: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, delayMs);
  });
}

function countsOf({ events, captures }: Acknowledged, sink: UnsteadySink) {
  const sentTwice = [...sink.delivered.values()].filter(({ length }) => length > 1).length;
  const most = mostRepeats(sink);
  return { events: events.size, captures: captures.size, sentTwice, mostRepeats: most };
}
