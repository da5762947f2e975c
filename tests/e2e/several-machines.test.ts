import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisServer } from '../support/redis-server.ts';
import { pathOf, requirePart } from '../support/requirements.ts';
import { openSink, type Sink } from '../support/sink.ts';
import {
  ask,
  attemptsOf,
  DATA_KEY,
  eventually,
  ledgerOf,
  RedisProcesses,
  register,
  trigger,
} from './support/redis-processes.ts';

const redis = requirePart('redis');
const EVENTS = 2_000;

describe.skipIf(redis.isMissing)('a server and workers on one Redis', () => {
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

  const numbersSeen = () =>
    new Set(
      sink.requests
        .map(({ text }) => JSON.parse(text) as { data: { number?: number } })
        .flatMap(({ data }) => data.number ?? []),
    );

  it('delivers everything although a worker is killed in the middle, and the ledger balances', async () => {
    const { ready } = await processes.serve();
    const [doomed, steady] = await Promise.all([processes.worker(), processes.worker()]);
    await register(ready, `${sink.url}/in`);
    let sent = 0;
    const triggerMore = async (count: number) => {
      expect(await trigger(ready, count, sent)).toBe(count);
      sent += count;
    };
    // Whoever comes first may have done all there was before the other has looked.
    await eventually('both have sent some', async () => {
      await triggerMore(200);
      return attemptsOf(doomed) > 0 && attemptsOf(steady) > 0;
    });
    const release = sink.hold();
    await triggerMore(EVENTS);
    await doomed.stop('SIGKILL');
    expect(numbersSeen().size).toBeLessThan(sent);
    release();
    await eventually('all are delivered', async () => {
      const { deliveries } = await ledgerOf(ready);
      return deliveries.pending === 0 && deliveries.total > sent;
    });
    expect(numbersSeen().size).toBe(sent);
    // The ping of the registration is one more.
    const ledger = await ledgerOf(ready);
    expect(ledger.events).toBe(sent + 1);
    const { total, ...states } = ledger.deliveries;
    expect(states).toEqual({ pending: 0, delivered: sent + 1, failed: 0, cancelled: 0 });
    expect(total).toBe(sent + 1);
    const second = await processes.serve();
    expect(await ledgerOf(second.ready)).toEqual(ledger);
    const state = await ask<{ storage: { kind: string } }>(ready, '/api/state');
    expect(state.storage.kind).toBe('redis');
  });

  it('refuses a worker with another data key, and says neither key nor password', async () => {
    await processes.serve();
    const otherKey = Buffer.alloc(32, 8).toString('base64');
    const { code, stdout, stderr } = await processes.start('worker', [], otherKey).ended();
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('not the data key that sealed the secrets in Redis');
    expect(stderr).not.toContain(otherKey);
    expect(stderr).not.toContain(DATA_KEY);
  });

  it('answers 503 while Redis is away and goes on by itself', async () => {
    const { ready } = await processes.serve();
    const worker = await processes.worker();
    await register(ready, `${sink.url}/in`);
    expect(await trigger(ready, 10)).toBe(10);
    await eventually('all ten are delivered', async () => {
      return (await ledgerOf(ready)).deliveries.pending === 0;
    });
    await server.down();
    const refused = await fetch(`${ready.exposee}/trigger`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ event: 'payment_received', data: { number: 99 } }),
    });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'unavailable' });
    expect((await fetch(`${ready.receiver}/in/x`, { method: 'POST', body: 'x' })).status).toBe(503);
    await server.up();
    await eventually('events are taken again', async () => {
      return (await trigger(ready, 10, 100)) === 10;
    });
    await eventually('they are delivered', async () => {
      return (await ledgerOf(ready)).deliveries.pending === 0;
    });
    expect(numbersSeen().size).toBe(20);
    expect((await worker.stop()).code).toBe(0);
  });

  it('loses nothing that was accepted where the server is killed, and goes on when it is back', async () => {
    const { cli, ready } = await processes.serve();
    await register(ready, `${sink.url}/in`);
    expect(await trigger(ready, 500)).toBe(500);
    await cli.stop('SIGKILL');
    const again = await processes.serve();
    await eventually('all are delivered', async () => {
      return (await ledgerOf(again.ready)).deliveries.pending === 0;
    });
    expect(numbersSeen().size).toBe(500);
    expect((await ledgerOf(again.ready)).deliveries).toMatchObject({ total: 501, delivered: 501 });
    expect((await again.cli.stop('SIGTERM')).code).toBe(0);
  });

  it('stops when asked to, though Redis is away', async () => {
    const { cli, ready } = await processes.serve(['--stop-wait-ms', '500']);
    const worker = await processes.worker(['--stop-wait-ms', '500']);
    await register(ready, `${sink.url}/in`);
    await eventually('the ping has come', () => sink.requests.length > 0);
    await server.down('SIGKILL');
    await eventually('both know', () =>
      [cli, worker].every(({ stderr }) => stderr.includes('Redis cannot be reached')),
    );
    expect((await worker.stop('SIGTERM')).code).toBe(0);
    expect((await cli.stop('SIGTERM')).code).toBe(0);
  });

  it('stops a worker that is asked to, with what it was sending recorded', async () => {
    const { ready } = await processes.serve();
    const worker = await processes.worker();
    await register(ready, `${sink.url}/in`);
    await trigger(ready, 50);
    expect((await worker.stop('SIGTERM')).code).toBe(0);
    await eventually('all are delivered', async () => {
      return (await ledgerOf(ready)).deliveries.pending === 0;
    });
    expect((await ledgerOf(ready)).attempts).toBe(51);
  });
});

describe.skipIf(redis.isMissing)('a Redis with a password', () => {
  let server: RedisServer;
  let processes: RedisProcesses;
  beforeAll(async () => {
    server = await RedisServer.start(pathOf(redis), {
      password: 'opensesame',
      flags: ['--maxmemory-policy', 'allkeys-lru', '--appendonly', 'no'],
    });
    processes = new RedisProcesses(server);
  });
  afterAll(async () => {
    await processes.stop();
    await server.stop();
  });

  it('is asked for where it is missing or wrong', async () => {
    for (const login of ['', ':mistaken@']) {
      const url = `redis://${login}127.0.0.1:${server.port}`;
      const { code, stderr } = await processes.start('worker', ['--redis', url]).ended();
      expect(code).toBe(1);
      expect(stderr).toContain(`Redis at 127.0.0.1:${server.port} refuses the login`);
      expect(stderr).not.toContain('mistaken');
    }
  });

  it('is used without ever being said, and what would lose data is', async () => {
    const { cli, ready } = await processes.serve();
    const worker = await processes.worker();
    const state = await ask<{ warnings: { text: string }[] }>(ready, '/api/state');
    const texts = state.warnings.map(({ text }) => text).join('\n');
    expect(texts).toContain('maxmemory-policy allkeys-lru');
    expect(texts).toContain('append-only');
    await eventually('the worker warns of it too', () =>
      worker.stderr.includes('maxmemory-policy allkeys-lru'),
    );
    await server.down();
    await eventually('its absence is logged', () => cli.stderr.includes('Redis cannot be reached'));
    const { stderr, code } = await processes.start('serve').ended();
    expect(code).toBe(1);
    expect(stderr).toContain(`Redis at 127.0.0.1:${server.port} cannot be reached`);
    const all = [cli, worker].map((each) => each.stdout + each.stderr).join('') + stderr;
    expect(all).not.toContain('opensesame');
  });
});
