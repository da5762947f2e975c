// npm run test:crash [-- --rounds N --redis-rounds N --seed N]: the long form of crash.test.ts.
import { parseArgs } from 'node:util';
import { findPart, pathOf } from '../support/requirements.ts';
import { type RoundReport, runCrashRounds } from './rounds.ts';

const PER_BED = 10;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    'redis-rounds': { type: 'string' },
    seed: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? 200);
const redisRounds = Number(values['redis-rounds'] ?? 40);
const seed = Number(values.seed ?? Date.now() % 1_000_000);

await runAndTell('data folder', rounds);
const redis = findPart('redis');
if (redis.isMissing) {
  console.log(`Redis: left out, ${redis.reason}`);
} else {
  await runAndTell('Redis', redisRounds, pathOf(redis));
}

async function runAndTell(name: string, count: number, redisPath?: string): Promise<void> {
  if (count === 0) {
    return;
  }
  console.log(`${name}: ${count} rounds, seed ${seed}`);
  const startMs = Date.now();
  const where = redisPath === undefined ? {} : { redisPath };
  const onRound = (report: RoundReport) => console.log(lineOf(report));
  const run = { rounds: count, seed, roundsPerBed: PER_BED, onRound, ...where };
  const reports = await runCrashRounds(run);
  const lastOfBeds = reports.filter(
    ({ round }) => (round + 1) % PER_BED === 0 || round + 1 === count,
  );
  const sum = (of: (report: RoundReport) => number) =>
    lastOfBeds.reduce((total, report) => total + of(report), 0);
  const events = sum((report) => report.events);
  const captures = sum((report) => report.captures);
  const twice = sum((report) => report.sentTwice);
  const most = Math.max(...reports.map((report) => report.mostRepeats));
  const seconds = Math.round((Date.now() - startMs) / 1000);
  console.log(
    `${name}: ${count} kills, ${events} acknowledged events and ${captures} captures, 0 lost, ${twice} delivered twice (at most ${most} after one kill, 0 without), ledger balanced throughout (${seconds} s, seed ${seed})`,
  );
}

function lineOf(report: RoundReport): string {
  const { round, killed, killedAfterMs, events, captures, sentTwice, mostRepeats } = report;
  const counts = `${events} events, ${captures} captures, ${sentTwice} sent twice, ${mostRepeats} at most after one kill`;
  return `round ${round + 1}: ${killed} killed after ${killedAfterMs} ms; ${counts}`;
}
