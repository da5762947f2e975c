import parsePrometheusTextFormat from 'parse-prometheus-text-format';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningCli } from '../cli/support/hookbench.ts';
import { RedisServer } from '../support/redis-server.ts';
import { pathOf, requirePart } from '../support/requirements.ts';
import { openSink, type Sink } from '../support/sink.ts';
import {
  ask,
  attemptsOf,
  eventually,
  ledgerOf,
  type Ready,
  RedisProcesses,
  register,
  trigger,
} from './support/redis-processes.ts';

const redis = requirePart('redis');

describe.skipIf(redis.isMissing)('what a server says of the attempts of its workers', () => {
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

  it('equals the ledger in its metrics, which never fall when a worker dies', async () => {
    const { ready } = await processes.serve();
    const [doomed, steady] = await Promise.all([processes.worker(), processes.worker()]);
    await register(ready, `${sink.url}/in`);
    await eventually('both workers have sent some', async () => {
      await trigger(ready, 200);
      return attemptsOf(doomed) > 0 && attemptsOf(steady) > 0;
    });
    await eventually('all are delivered', async () => {
      return (await ledgerOf(ready)).deliveries.pending === 0;
    });
    const { attempts } = await ledgerOf(ready);
    const before = await attemptSeries(ready);
    expect(before.total).toBe(attempts);
    expect(before.durations).toBe(attempts);
    await doomed.stop('SIGKILL');
    const again = await processes.serve();
    for (const each of [ready, again.ready]) {
      expect(await attemptSeries(each)).toEqual(before);
    }
  });

  it('counts them in the live rates', async () => {
    const { cli, ready } = await processes.serve();
    const worker = await processes.worker();
    await register(ready, `${sink.url}/in`);
    await eventually('more are counted than the server has made itself', async () => {
      await trigger(ready, 100);
      await eventually('all of it is made and logged', async () => {
        return (await ledgerOf(ready)).attempts === attemptsOf(cli) + attemptsOf(worker);
      });
      const { stats } = await ask<{ stats: { deliveries_per_s: number } }>(ready, '/api/state');
      const counted = stats.deliveries_per_s * 10;
      return counted > attemptsWithin(cli, 11_000);
    });
  });
});

/** How many attempts a process has logged in the last so many milliseconds. */
function attemptsWithin({ stderr }: RunningCli, lastMs: number): number {
  const lines = stderr.split('\n').filter((line) => line.includes('"msg":"attempt"'));
  const times = lines.map((line) => (JSON.parse(line) as { time: number | string }).time);
  return times.filter((time) => new Date(time).getTime() > Date.now() - lastMs).length;
}

async function attemptSeries(ready: Ready) {
  const headers = { authorization: `Bearer ${ready.token}` };
  const text = await (await fetch(`${ready.control}/metrics`, { headers })).text();
  const families = parsePrometheusTextFormat(text);
  const metricsOf = (name: string) => families.find((each) => each.name === name)?.metrics ?? [];
  const total = metricsOf('hookbench_attempts_total').reduce(
    (sum, { value }) => sum + Number(value),
    0,
  );
  const [histogram] = metricsOf('hookbench_attempt_duration_seconds');
  return { total, durations: Number(histogram?.count), sum: Number(histogram?.sum) };
}
