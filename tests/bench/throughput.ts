import type { BenchServer } from './bench-server.ts';
import { type BenchSink, sharedNow } from './bench-sink.ts';
import { type CaseResult, median, pause, rounded } from './figures.ts';
import { rawLoop } from './raw-limit.ts';

const EVENT_TYPE = 'payment_received';
/** The default of a subscription. */
const CONCURRENCY = 64;
const LINES_PER_REQUEST = 500;
const PUBLISHERS = 4;

export interface Throughput {
  readonly name: string;
  readonly bodyBytes: number;
  readonly fanOut: number;
  readonly deliveries: number;
  readonly rounds: number;
  readonly goal: number;
}

/**
 * Events in, deliveries recorded as answered: a second, against the raw loop, in turns. Each round
 * is compared with the raw ones before and after it, so that others on the machine who come or go
 * meanwhile meet both sides.
 */
export async function measureThroughput(
  server: BenchServer,
  sink: BenchSink,
  plan: Throughput,
): Promise<CaseResult> {
  const base = `http://127.0.0.1:${sink.port}/ok`;
  const ids: string[] = [];
  for (let index = 0; index < plan.fanOut; index += 1) {
    ids.push(await server.subscribe(`${base}${index}`, EVENT_TYPE));
  }
  await settled(server);
  const rounds: {
    oursPerS: number;
    rawPerS: number;
    ratio: number;
    cpuUs: number | null;
    rawCpuUs: number;
  }[] = [];
  let lost = 0;
  await ourRound(server, sink, { ...plan, deliveries: Math.ceil(plan.deliveries / 4) });
  await rawRound(sink, { ...plan, deliveries: Math.ceil(plan.deliveries / 4) });
  let before = await rawRound(sink, plan);
  for (let round = 0; round < plan.rounds; round += 1) {
    const ours = await ourRound(server, sink, plan);
    const after = await rawRound(sink, plan);
    lost += ours.lost;
    const oursPerS = (plan.deliveries / ours.ms) * 1000;
    const rawPerS = (plan.deliveries / ((before.ms + after.ms) / 2)) * 1000;
    rounds.push({
      oursPerS,
      rawPerS,
      ratio: oursPerS / rawPerS,
      cpuUs: ours.cpuMs === null ? null : (ours.cpuMs * 1000) / plan.deliveries,
      rawCpuUs: (after.cpuMs * 1000) / plan.deliveries,
    });
    before = after;
  }
  for (const id of ids) {
    await server.unsubscribe(id);
  }
  const ratio = median(rounds.map((round) => round.ratio));
  const oursPerS = Math.round(median(rounds.map((round) => round.oursPerS)));
  const rawPerS = Math.round(median(rounds.map((round) => round.rawPerS)));
  return {
    name: plan.name,
    what: `${oursPerS} of ${rawPerS} a second`,
    figure: `${rounded(ratio)} of raw`,
    goal: `at least ${plan.goal}`,
    isMet: ratio >= plan.goal && lost === 0,
    lost,
    details: { plan, rounds },
  };
}

async function ourRound(
  server: BenchServer,
  sink: BenchSink,
  plan: Throughput,
): Promise<{ ms: number; lost: number; cpuMs: number | null }> {
  const before = await server.ledger();
  const events = Math.ceil(plan.deliveries / plan.fanOut);
  const goal = before.deliveries.delivered + events * plan.fanOut;
  // Bytes before the clock starts, as the raw loop has them: the publishers are not what is measured.
  const lineBytes = Buffer.byteLength(bodyText(plan.bodyBytes)) + 1;
  const linesBytes = Buffer.from(`${bodyText(plan.bodyBytes)}\n`.repeat(LINES_PER_REQUEST));
  const reached = sink.expect('/ok', events * plan.fanOut);
  const cpuBefore = server.cpuMs();
  const startedAt = sharedNow();
  let left = events;
  const publisher = async () => {
    while (left > 0) {
      const count = Math.min(left, LINES_PER_REQUEST);
      left -= count;
      await server.publish(linesBytes.subarray(0, count * lineBytes));
    }
  };
  await Promise.all(Array.from({ length: PUBLISHERS }, publisher));
  await reached;
  const after = await settled(server);
  const ms = sharedNow() - startedAt;
  const cpuAfter = server.cpuMs();
  const cpuMs = cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore;
  return { ms, lost: goal - after.deliveries.delivered, cpuMs };
}

async function rawRound(sink: BenchSink, plan: Throughput): Promise<{ ms: number; cpuMs: number }> {
  const before = process.cpuUsage();
  const ms = await rawLoop({
    port: sink.port,
    path: '/raw',
    bodyBytes: Buffer.from(bodyText(plan.bodyBytes)),
    count: plan.deliveries,
    concurrency: CONCURRENCY,
  });
  const { user, system } = process.cpuUsage(before);
  return { ms, cpuMs: (user + system) / 1000 };
}

/** The very text that is published; delivered, it has the same two members. */
export function bodyText(bytes: number, id?: string): string {
  const shell = JSON.stringify({ event: EVENT_TYPE, data: { amount: 1999, text: '' } });
  const pattern = 'The quick brown fox jumps over the lazy dog. ';
  const text = pattern.repeat(Math.ceil(bytes / pattern.length)).slice(0, bytes - shell.length);
  return JSON.stringify({ event: EVENT_TYPE, data: { amount: 1999, text }, ...(id && { id }) });
}

/** The ledger once nothing is pending any more. */
export async function settled(server: BenchServer) {
  for (;;) {
    const ledger = await server.ledger();
    if (ledger.deliveries.pending === 0) {
      return ledger;
    }
    await pause(2);
  }
}
