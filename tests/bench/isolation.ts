import { type BenchServer, startBenchServer } from './bench-server.ts';
import { type BenchSink, sharedNow } from './bench-sink.ts';
import { type CaseResult, median, pause, rounded } from './figures.ts';
import { bodyText, settled } from './throughput.ts';

const EVENTS = 10_000;
const ROUNDS = 3;
const GOAL = 1.5;
const GOAL_MB = 150;

/** 10,000 events to three subscriptions, one of which hangs and one of which fails: the healthy one's time. */
export async function measureIsolation(server: BenchServer, sink: BenchSink): Promise<CaseResult> {
  const { idleMb, peakMb } = await measureMemory(sink);
  const lines = `${bodyText(512)}\n`.repeat(EVENTS);
  const base = `http://127.0.0.1:${sink.port}`;
  const healthy = await server.subscribe(`${base}/ok`, 'payment_received');
  await settled(server);
  await timed(server, sink, lines);
  const alone = await timed(server, sink, lines);
  const together: number[] = [];
  let lost = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const others = [
      await server.subscribe(`${base}/hang`, 'payment_received'),
      await server.subscribe(`${base}/500`, 'payment_received'),
    ];
    await pause(300);
    const before = await server.ledger();
    together.push(await timed(server, sink, lines));
    await pause(500);
    const after = await server.ledger();
    lost += before.deliveries.delivered + EVENTS - after.deliveries.delivered;
    for (const id of others) {
      await server.unsubscribe(id);
    }
    await settled(server);
  }
  await server.unsubscribe(healthy);
  const ratio = median(together) / alone;
  const extraMb = Math.round(peakMb - idleMb);
  const { deliveries } = await server.ledger();
  const balance =
    deliveries.pending + deliveries.delivered + deliveries.failed + deliveries.cancelled;
  return {
    name: 'isolation: one hangs, one answers 500',
    what: `${Math.round(median(together))} ms, alone ${Math.round(alone)} ms; +${extraMb} MB`,
    figure: `${rounded(ratio)} times alone`,
    goal: `at most ${GOAL}, +${GOAL_MB} MB`,
    isMet: ratio <= GOAL && lost === 0 && balance === deliveries.total && extraMb <= GOAL_MB,
    lost,
    details: { aloneMs: alone, togetherMs: together, idleMb, peakMb },
  };
}

async function timed(server: BenchServer, sink: BenchSink, lines: string): Promise<number> {
  const startedAt = sharedNow();
  const reached = sink.expect('/ok', EVENTS);
  await server.publish(lines);
  return (await reached) - startedAt;
}

/** A fresh server, idle with its threads, and at its highest during 10,000 events to the three; 0 where unknown. */
async function measureMemory(sink: BenchSink): Promise<{ idleMb: number; peakMb: number }> {
  const server = await startBenchServer();
  for (const path of ['/ok', '/hang', '/500']) {
    await server.subscribe(`http://127.0.0.1:${sink.port}${path}`, 'payment_received');
  }
  await pause(2000);
  const idleMb = server.rssMb() ?? 0;
  let peakMb = idleMb;
  const sampling = setInterval(() => {
    peakMb = Math.max(peakMb, server.rssMb() ?? 0);
  }, 20);
  await timed(server, sink, `${bodyText(512)}\n`.repeat(EVENTS));
  clearInterval(sampling);
  await server.close();
  return { idleMb, peakMb };
}
