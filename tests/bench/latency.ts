import { Pool } from 'undici';
import type { BenchServer } from './bench-server.ts';
import { type BenchSink, sharedNow } from './bench-sink.ts';
import { type CaseResult, pause, percentile, rounded } from './figures.ts';
import { bodyText, settled } from './throughput.ts';

const EVENTS = 1000;
const EVERY_MS = 10;
const GOAL_P50_MS = 5;
const GOAL_P99_MS = 25;

/**
 * From the trigger's first byte to the sink's, at 100 events a second on an idle server, above a
 * bare POST to the sink; the two take turns, half an interval apart.
 */
export async function measureLatency(server: BenchServer, sink: BenchSink): Promise<CaseResult> {
  const id = await server.subscribe(`http://127.0.0.1:${sink.port}/ok`, 'payment_received');
  await settled(server);
  const bare = new Pool(`http://127.0.0.1:${sink.port}`, { connections: 4 });
  const sentAt = new Map<string, number>();
  const pending: Promise<unknown>[] = [];
  sink.time();
  await pause(100);
  const startedAt = sharedNow();
  for (let index = 0; index < EVENTS; index += 1) {
    await until(startedAt + index * EVERY_MS);
    pending.push(sendEvent(server, sentAt, `bench_event_${process.pid}_${index}`));
    await until(startedAt + (index + 0.5) * EVERY_MS);
    pending.push(sendBare(bare, sentAt, `bench_bare_${index}`));
  }
  await Promise.all(pending);
  await settled(server);
  const { arrivals } = await sink.report();
  await bare.close();
  await server.unsubscribe(id);
  const took = { event: [] as number[], bare: [] as number[] };
  for (const [mark, atMs] of arrivals) {
    const since = sentAt.get(mark);
    if (since !== undefined) {
      took[mark.startsWith('bench_event') ? 'event' : 'bare'].push(atMs - since);
    }
  }
  const above = (share: number) =>
    rounded(percentile(took.event, share) - percentile(took.bare, share));
  const [p50, p99] = [above(0.5), above(0.99)];
  const lost = EVENTS - took.event.length;
  return {
    name: 'latency at 100 a second',
    what: `p50 ${rounded(percentile(took.event, 0.5))} ms, p99 ${rounded(percentile(took.event, 0.99))} ms`,
    figure: `p50 +${p50} ms, p99 +${p99} ms`,
    goal: `at most +${GOAL_P50_MS} and +${GOAL_P99_MS} ms`,
    isMet: p50 <= GOAL_P50_MS && p99 <= GOAL_P99_MS && lost === 0,
    lost,
    details: {
      eventMs: summary(took.event),
      bareMs: summary(took.bare),
    },
  };
}

function summary(values: readonly number[]) {
  return {
    count: values.length,
    p50: rounded(percentile(values, 0.5), 3),
    p95: rounded(percentile(values, 0.95), 3),
    p99: rounded(percentile(values, 0.99), 3),
    max: rounded(percentile(values, 1), 3),
  };
}

async function sendEvent(
  server: BenchServer,
  sentAt: Map<string, number>,
  mark: string,
): Promise<void> {
  sentAt.set(mark, sharedNow());
  await server.trigger(bodyText(512, mark));
}

async function sendBare(pool: Pool, sentAt: Map<string, number>, mark: string): Promise<void> {
  sentAt.set(mark, sharedNow());
  const headers = { 'content-type': 'application/json', 'webhook-id': mark };
  const { body } = await pool.request({
    path: '/bare',
    method: 'POST',
    headers,
    body: bodyText(512),
  });
  await body.dump();
}

async function until(atMs: number): Promise<void> {
  const left = atMs - sharedNow();
  if (left > 0) {
    await pause(left);
  }
}
