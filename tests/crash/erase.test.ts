import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Ledger } from '../../server/contract/delivery.ts';
import { seededRandom } from './seeded-random.ts';
import { type ServerProcess, startServer } from './server-process.ts';

const ROUNDS = 6;
const EVENTS = 300;

const stored = async (server: ServerProcess) => {
  const ledger = (await server.ask('/api/ledger')) as Ledger;
  const { total, ...states } = ledger.deliveries;
  expect(Object.values(states).reduce((sum, count) => sum + count)).toBe(total);
  const { received, ...kinds } = ledger.captures;
  expect(Object.values(kinds).reduce((sum, count) => sum + count)).toBe(received);
  const { total: rules } = (await server.ask('/api/rules')) as { total: number };
  return { events: ledger.events, captures: ledger.captures.received, rules };
};

const post = (url: string, body: unknown, type = 'application/json') =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function fill(server: ServerProcess): Promise<void> {
  const rule = { name: 'Busy', when: { path: '/busy' }, action: { answer: { status: 503 } } };
  await server.ask('/api/rules', { method: 'POST', body: JSON.stringify(rule) });
  await post(`${server.exposee}/webhooks/register`, {
    url: `${server.receiver}/in`,
    event_types: ['payment_received'],
  });
  const lines = Array.from({ length: EVENTS }, (_, number) =>
    JSON.stringify({ event: 'payment_received', data: { number } }),
  );
  const answer = await post(`${server.exposee}/trigger`, lines.join('\n'), 'application/x-ndjson');
  await answer.text();
}

it('kill -9 while everything is erased leaves all of it or nothing, and starts again', async () => {
  const random = seededRandom(20261122);
  let erased = 0;
  /** Of the first round, which is not killed before its answer. */
  let answeredAfterMs = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'hookbench-erase-'));
    try {
      const server = await startServer(folder);
      await fill(server);
      const body = JSON.stringify({ scope: 'everything', confirm: 'erase' });
      const asked = server.ask('/api/erase', { method: 'POST', body }).then(
        () => true,
        () => false,
      );
      if (round === 0) {
        const startedMs = performance.now();
        expect(await asked).toBe(true);
        answeredAfterMs = performance.now() - startedMs;
      } else {
        // Not to wait for something, but to kill at any moment, up to when the servers have started anew.
        const latestMs = Math.max(400, 2 * answeredAfterMs);
        await new Promise((resolve) => setTimeout(resolve, random() * latestMs));
      }
      await server.kill();
      const isPromised = await asked;
      const again = await startServer(folder);
      const found = await stored(again);
      await again.kill();
      const isErased = found.rules === 0;
      expect(isErased || !isPromised, 'what was answered happens').toBe(true);
      if (isErased) {
        erased += 1;
        expect(found).toEqual({ events: 0, captures: 0, rules: 0 });
      } else {
        expect(found).toMatchObject({ events: EVENTS + 1, rules: 1 });
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  expect(erased).toBeGreaterThan(0);
}, 180_000);
