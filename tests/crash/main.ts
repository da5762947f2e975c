// npm run test:crash [-- --rounds N --seed N]: the long form of crash.test.ts.
import { parseArgs } from 'node:util';
import { runCrashRounds } from './rounds.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, seed: { type: 'string' } },
});
const rounds = Number(values.rounds ?? 200);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
console.log(`${rounds} rounds, seed ${seed}`);
const startMs = Date.now();
const reports = await runCrashRounds({
  rounds,
  seed,
  roundsPerFolder: 10,
  onRound: ({ round, killedAfterMs, events, captures, sentTwice }) => {
    const counts = `${events} events, ${captures} captures, ${sentTwice} sent twice`;
    console.log(`round ${round + 1}: killed after ${killedAfterMs} ms; ${counts}`);
  },
});
const perFolder = reports.filter(({ round }) => (round + 1) % 10 === 0 || round + 1 === rounds);
const events = perFolder.reduce((sum, report) => sum + report.events, 0);
const twice = perFolder.reduce((sum, report) => sum + report.sentTwice, 0);
const seconds = Math.round((Date.now() - startMs) / 1000);
console.log(
  `${rounds} kills, ${events} acknowledged events, 0 lost, ${twice} delivered twice, ledger balanced throughout (${seconds} s, seed ${seed})`,
);
