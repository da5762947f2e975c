import { RunningCli, scratchFolder } from '../../cli/support/hookbench.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { until } from '../../support/until.ts';

export const DATA_KEY = Buffer.alloc(32, 7).toString('base64');
const FREE_PORTS = ['--control-port', '0', '--exposee-port', '0', '--receiver-port', '0'];

export interface Ready {
  readonly control: string;
  readonly exposee: string;
  readonly receiver: string;
  readonly token: string;
}

interface Ledger {
  readonly events: number;
  readonly deliveries: Record<'total' | 'pending' | 'delivered' | 'failed' | 'cancelled', number>;
  readonly attempts: number;
  readonly captures: Record<'received' | 'stored' | 'pruned' | 'deleted', number>;
}

/** Hookbench processes on one Redis, each as somebody would start it. */
export class RedisProcesses {
  readonly #redis: RedisServer;
  readonly #running: RunningCli[] = [];

  constructor(redis: RedisServer) {
    this.#redis = redis;
  }

  start(command: 'serve' | 'worker', more: readonly string[] = [], key = DATA_KEY): RunningCli {
    const data = ['--data', scratchFolder(), '--redis', this.#redis.url, '--json'];
    const ports = command === 'serve' ? FREE_PORTS : [];
    const env = { HOOKBENCH_DATA_KEY: key };
    const cli = new RunningCli([command, ...data, ...ports, ...more], { env });
    this.#running.push(cli);
    return cli;
  }

  async serve(more: readonly string[] = []): Promise<{ cli: RunningCli; ready: Ready }> {
    const cli = this.start('serve', more);
    const [line] = await cli.waitFor(/^.*\n/);
    return { cli, ready: JSON.parse(line) as Ready };
  }

  async worker(more: readonly string[] = []): Promise<RunningCli> {
    const cli = this.start('worker', more);
    await cli.waitFor(/"ready":true/);
    return cli;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.splice(0).map((cli) => cli.stop('SIGKILL')));
  }
}

/** The control API of one of the servers. */
export async function ask<Answer>(ready: Ready, path: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${ready.token}` };
  const response = await fetch(`${ready.control}${path}`, { headers });
  if (!response.ok) {
    throw new Error(`${path} answers ${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as Answer;
}

export function ledgerOf(ready: Ready): Promise<Ledger> {
  return ask(ready, '/api/ledger');
}

export async function register(ready: Ready, url: string, more: object = {}): Promise<void> {
  await post(`${ready.exposee}/webhooks/register`, { url, event_types: ['*'], ...more });
}

/** Events `count` in one NDJSON request; answers how many were accepted. */
export async function trigger(ready: Ready, count: number, from = 0): Promise<number> {
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ event: 'payment_received', data: { number: from + index } }),
  );
  const response = await fetch(`${ready.exposee}/trigger`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  const results = (await response.text()).trim().split('\n');
  return results.filter((line) => 'event_id' in (JSON.parse(line) as object)).length;
}

async function post(url: string, body: object): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Whole processes on a busy machine take their time. */
export function eventually(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  return until(what, isSo, 45_000);
}

/** How many attempts a process has logged. */
export function attemptsOf(cli: RunningCli): number {
  return cli.stderr.match(/"msg":"attempt"/g)?.length ?? 0;
}
