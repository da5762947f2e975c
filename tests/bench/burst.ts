import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { BenchServer } from './bench-server.ts';
import { type BenchSink, sharedNow } from './bench-sink.ts';
import { type CaseResult, median, pause, rounded } from './figures.ts';
import { rawLoop } from './raw-limit.ts';
import { bodyText, settled } from './throughput.ts';

const EVENTS = 10_000;
const BYTES = 512;
const ROUNDS = 3;
const GOAL = 2.5;

/** 10,000 events in one request, until the last is answered; the raw loop and naive axios beside it. */
export async function measureBurst(server: BenchServer, sink: BenchSink): Promise<CaseResult> {
  const id = await server.subscribe(`http://127.0.0.1:${sink.port}/ok`, 'payment_received');
  await settled(server);
  const lines = `${bodyText(BYTES)}\n`.repeat(EVENTS);
  const rounds: { oursMs: number; rawMs: number; ratio: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = sharedNow();
    const reached = sink.expect('/ok', EVENTS);
    await server.publish(lines);
    const oursMs = (await reached) - startedAt;
    await settled(server);
    const rawMs = await rawLoop({
      port: sink.port,
      path: '/raw',
      bodyBytes: Buffer.from(bodyText(BYTES)),
      count: EVENTS,
      concurrency: 64,
    });
    rounds.push({ oursMs, rawMs, ratio: oursMs / rawMs });
    await pause(200);
  }
  await server.unsubscribe(id);
  const naive = await naiveAxios(`http://127.0.0.1:${sink.port}/naive`);
  const ratio = median(rounds.map((round) => round.ratio));
  const oursMs = Math.round(median(rounds.map((round) => round.oursMs)));
  const naiveText = naive.lost === 0 ? '' : `, ${naive.lost} of them lost`;
  return {
    name: 'burst of 10,000',
    what: `${oursMs} ms; axios with Promise.all ${Math.round(naive.ms)} ms${naiveText}`,
    figure: `${rounded(ratio)} times raw`,
    goal: `at most ${GOAL}`,
    isMet: ratio <= GOAL,
    lost: 0,
    details: { rounds, naive },
  };
}

interface Naive {
  readonly ms: number;
  readonly lost: number;
  readonly rssMb: number;
}

function naiveAxios(url: string): Promise<Naive> {
  const child = fork(resolve('tests/bench/naive-axios.mjs'), [url, String(EVENTS), String(BYTES)], {
    execArgv: [],
    silent: true,
  });
  return new Promise((done) => {
    child.once('message', (message) => done(message as Naive));
    child.once('exit', () => done({ ms: Number.NaN, lost: EVENTS, rssMb: Number.NaN }));
  });
}
