// npm run bench:redis [-- --deliveries N --lanes 1,4 --workers 0,2]: deliveries a second on a Redis of its own,
// what a delivery costs Redis' one thread, and which commands that goes to.
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { startWorker } from '../crash/server-process.ts';
import { RedisServer } from '../support/redis-server.ts';
import { findPart, pathOf } from '../support/requirements.ts';
import { type BenchServer, startBenchServer } from './bench-server.ts';
import { openBenchSink, sharedNow } from './bench-sink.ts';
import { median, rounded } from './figures.ts';
import { bodyText, settled } from './throughput.ts';

const EVENT_TYPE = 'payment_received';
const BODY_BYTES = 512;
const LINES_PER_REQUEST = 500;
const PUBLISHERS = 4;
const ROUNDS = 3;
const SHOWN_COMMANDS = 8;

const { values } = parseArgs({
  options: {
    deliveries: { type: 'string', default: '10000' },
    lanes: { type: 'string', default: '1,4' },
    workers: { type: 'string', default: '0,2' },
  },
});
const deliveries = Number(values.deliveries);
const redisPath = pathOf(findPart('redis'));
const sink = await openBenchSink();
const table: Record<string, object> = {};
for (const workers of numbers(values.workers)) {
  for (const lanes of numbers(values.lanes)) {
    const name = `${lanes} ${lanes === 1 ? 'lane' : 'lanes'}, ${workers} workers beside serve`;
    table[name] = await measure(lanes, workers);
  }
}
sink.close();
console.table(table);

function numbers(text: string): number[] {
  return text.split(',').map(Number);
}

async function measure(lanes: number, workerCount: number): Promise<object> {
  const redis = await RedisServer.start(redisPath);
  const server = await startBenchServer(redis.url);
  const workers = [];
  for (let index = 0; index < workerCount; index += 1) {
    workers.push(await startWorker(redis.url));
  }
  const client = new Redis(redis.url);
  for (let index = 0; index < lanes; index += 1) {
    await server.subscribe(`http://127.0.0.1:${sink.port}/ok${index}`, EVENT_TYPE);
  }
  await settled(server);
  await round(server, lanes, Math.ceil(deliveries / 4));
  const rates: number[] = [];
  await client.config('RESETSTAT');
  const before = await redisCpuUs(client);
  const cpuBefore = server.cpuMs() ?? 0;
  for (let count = 0; count < ROUNDS; count += 1) {
    rates.push((deliveries / (await round(server, lanes, deliveries))) * 1000);
  }
  const all = ROUNDS * deliveries;
  const redisUs = ((await redisCpuUs(client)) - before) / all;
  const serveUs = (((server.cpuMs() ?? 0) - cpuBefore) * 1000) / all;
  const commands = await commandsOf(client, all);
  console.log(`${lanes} lanes, ${workerCount} workers: ${commands}`);
  client.disconnect();
  await Promise.all(workers.map((worker) => worker.kill('SIGTERM')));
  await server.close();
  await redis.stop();
  return {
    'a second': Math.round(median(rates)),
    'µs of Redis each': Math.round(redisUs),
    'µs of serve each': Math.round(serveUs),
  };
}

async function round(server: BenchServer, lanes: number, count: number): Promise<number> {
  const before = await server.ledger();
  const line = `${bodyText(BODY_BYTES)}\n`;
  const startedAt = sharedNow();
  let left = Math.ceil(count / lanes);
  const goal = before.deliveries.delivered + left * lanes;
  const publisher = async () => {
    while (left > 0) {
      const lines = Math.min(left, LINES_PER_REQUEST);
      left -= lines;
      await server.publish(line.repeat(lines));
    }
  };
  await Promise.all(Array.from({ length: PUBLISHERS }, publisher));
  const { delivered } = (await settled(server)).deliveries;
  if (delivered !== goal) {
    throw new Error(`${goal - delivered} deliveries are missing`);
  }
  return sharedNow() - startedAt;
}

/** Processor time of Redis' main thread. */
async function redisCpuUs(client: Redis): Promise<number> {
  const info = await client.info('cpu');
  const of = (name: string) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1] ?? 0);
  return (of('used_cpu_user_main_thread') + of('used_cpu_sys_main_thread')) * 1e6;
}

/** The commands that take most: how often each a delivery, and how long. Those of scripts are counted in the script too. */
async function commandsOf(client: Redis, count: number): Promise<string> {
  const lines = (await client.info('commandstats')).matchAll(
    /^cmdstat_([^:]+):calls=(\d+),usec=(\d+)/gm,
  );
  return [...lines]
    .map(([, name, calls, usec]) => ({ name, calls: Number(calls), usec: Number(usec) }))
    .sort((a, b) => b.usec - a.usec)
    .slice(0, SHOWN_COMMANDS)
    .map(({ name, calls, usec }) => {
      return `${name} ${rounded(calls / count)} times, ${rounded(usec / count, 1)} µs`;
    })
    .join('; ');
}
