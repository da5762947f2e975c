import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Ledger } from '../../server/contract/delivery.ts';
import { openSink, type Sink } from '../support/sink.ts';
import { until } from '../support/until.ts';
import { type ServerProcess, startServer } from './server-process.ts';

// The promise of the issue in its own words: kill -9 right after the last of a thousand was accepted.

const COUNT = 1000;
const AT_ONCE = 50;
const LIMIT_MS = 120_000;

let folder: string;
let sink: Sink;
let server: ServerProcess;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-thousand-'));
  [server, sink] = await Promise.all([startServer(folder), openSink()]);
});
afterEach(async () => {
  await server.kill();
  await sink.close();
  await rm(folder, { recursive: true, force: true });
});

/** Sends a thousand, some at once; each must be answered with the status. */
async function sendThousand(status: number, send: (n: number) => Promise<Response>): Promise<void> {
  for (let from = 0; from < COUNT; from += AT_ONCE) {
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => send(from + n)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([status]));
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
  }
}

async function restartAfterKill(): Promise<void> {
  await server.kill();
  server = await startServer(folder);
}

async function ledger(): Promise<Ledger> {
  const found = (await server.ask('/api/ledger')) as Ledger;
  const { total, pending, delivered, failed, cancelled } = found.deliveries;
  const { received, stored, pruned, deleted } = found.captures;
  expect(total).toBe(pending + delivered + failed + cancelled);
  expect(received).toBe(stored + pruned + deleted);
  return found;
}

it('keeps a thousand accepted triggers, and sends all of them after the restart', async () => {
  sink.state.status = 503;
  // None of them is spent before the endpoint gets well, however long that takes.
  const schedule = { kind: 'list', delays_ms: Array.from({ length: 100 }, () => 2000) };
  await server.ask('/api/subscriptions', {
    method: 'POST',
    body: JSON.stringify({
      url: sink.url,
      event_types: ['payment_received'],
      policy: { schedule },
    }),
  });
  await sendThousand(202, (n) =>
    fetch(`${server.exposee}/trigger`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event: 'payment_received', data: { n }, id: `thousand-${n}` }),
    }),
  );
  await restartAfterKill();
  expect((await ledger()).events).toBeGreaterThanOrEqual(COUNT);
  sink.requests.length = 0;
  sink.state.status = 204;
  const isDone = async () => (await ledger()).deliveries.pending === 0;
  await until('nothing is pending', isDone, LIMIT_MS);
  const now = await ledger();
  expect(now.deliveries).toMatchObject({ pending: 0, failed: 0, cancelled: 0 });
  expect(now.deliveries.delivered).toBeGreaterThanOrEqual(COUNT);
  const arrived = new Set(sink.requests.map(({ headers }) => headers['webhook-id']));
  const missing = Array.from({ length: COUNT }, (_, n) => `thousand-${n}`).filter(
    (id) => !arrived.has(id),
  );
  expect(missing).toEqual([]);
}, 240_000);

it('keeps a thousand captures that were answered 204, with their bytes', async () => {
  await sendThousand(204, (n) =>
    fetch(`${server.receiver}/thousand/${n}`, { method: 'PUT', body: `bytes of ${n}` }),
  );
  await restartAfterKill();
  expect((await ledger()).captures).toEqual({
    received: COUNT,
    stored: COUNT,
    pruned: 0,
    deleted: 0,
  });
  const page = (await server.ask(`/api/captures?limit=${COUNT}`)) as {
    items: { id: string; path: string; status: number }[];
    total: number;
  };
  expect(page.total).toBe(COUNT);
  expect(new Set(page.items.map(({ path }) => path)).size).toBe(COUNT);
  expect(page.items.every(({ status }) => status === 204)).toBe(true);
  for (const { id, path } of page.items.filter((_, index) => index % 50 === 0)) {
    const headers = { authorization: `Bearer ${server.token}` };
    const body = await fetch(`${server.control}/api/captures/${id}/body`, { headers });
    expect(await body.text()).toBe(`bytes of ${path.split('/').at(-1)}`);
  }
}, 240_000);
