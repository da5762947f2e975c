import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisServer } from '../support/redis-server.ts';
import { pathOf, requirePart } from '../support/requirements.ts';
import { openSink, type Sink } from '../support/sink.ts';
import {
  ask,
  eventually,
  ledgerOf,
  type Ready,
  RedisProcesses,
  register,
  trigger,
} from './support/redis-processes.ts';

const redis = requirePart('redis');

describe.skipIf(redis.isMissing)('erasing what a server and a worker share on one Redis', () => {
  let server: RedisServer;
  let processes: RedisProcesses;
  let sink: Sink;

  beforeEach(async () => {
    server = await RedisServer.start(pathOf(redis));
    processes = new RedisProcesses(server);
    sink = await openSink();
  });
  afterEach(async () => {
    await processes.stop();
    await sink.close();
    await server.stop();
  });

  async function erase(ready: Ready, scope: string): Promise<void> {
    const before = await ask<{ started_at: string }>(ready, '/api/state');
    const answer = await fetch(`${ready.control}/api/erase`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ready.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ scope, confirm: 'erase' }),
    });
    expect(answer.status).toBe(202);
    await eventually('the server has started anew', async () => {
      const state = await ask<{ started_at: string }>(ready, '/api/state').catch(() => before);
      return state.started_at !== before.started_at;
    });
  }

  const totalOf = async (ready: Ready, list: string) =>
    (await ask<{ total: number }>(ready, `/api/${list}`)).total;

  it('under load: the ledger is empty, the worker goes on with what is configured', async () => {
    const { ready } = await processes.serve();
    const worker = await processes.worker();
    await register(ready, `${sink.url}/in`);
    expect(await trigger(ready, 1_000)).toBe(1_000);
    await eventually('some have arrived', () => sink.requests.length > 50);
    await fetch(`${ready.receiver}/x`, { method: 'POST', body: 'x' });
    await erase(ready, 'traffic');
    const { deliveries, captures, events } = await ledgerOf(ready);
    expect([events, deliveries.total, captures.received]).toEqual([0, 0, 0]);
    expect(await totalOf(ready, 'subscriptions')).toBe(1);
    expect(await trigger(ready, 50, 5_000)).toBe(50);
    await eventually('the new ones are delivered, and nothing else', async () => {
      return (await ledgerOf(ready)).deliveries.delivered === 50;
    });
    expect((await ledgerOf(ready)).deliveries.total).toBe(50);
    // The worker learns that nobody is subscribed any more.
    await erase(ready, 'everything');
    expect(await totalOf(ready, 'subscriptions')).toBe(0);
    await register(ready, `${sink.url}/later`);
    expect(await trigger(ready, 20, 9_000)).toBe(20);
    await eventually('they arrive at the new place', () => {
      return sink.requests.filter(({ path }) => path === '/later').length >= 21;
    });
    expect((await worker.stop()).code).toBe(0);
  }, 120_000);
});
