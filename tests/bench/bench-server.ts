import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Pool } from 'undici';
import type { Ledger } from '../../server/contract/delivery.ts';

const PROGRAM = resolve('out/cli/main.js');
/** Of the server and of workers on the same Redis. */
const BENCH_DATA_KEY = Buffer.alloc(32, 7).toString('base64');

/** `hookbench serve` as anyone starts it, in a process and a data folder of its own. */
export interface BenchServer {
  readonly pid: number;
  /** Publishes NDJSON; resolves once all of it is stored. */
  publish(ndjson: string | Uint8Array): Promise<void>;
  /** One event as JSON. */
  trigger(body: string): Promise<void>;
  subscribe(url: string, eventType: string): Promise<string>;
  unsubscribe(id: string): Promise<void>;
  ledger(): Promise<Ledger>;
  rssMb(): number | null;
  /** Processor time of all its threads so far, in ms; null where the system does not tell. */
  cpuMs(): number | null;
  close(): Promise<void>;
}

/** On a data folder of its own, or on a Redis. */
export async function startBenchServer(redisUrl?: string): Promise<BenchServer> {
  if (!existsSync(PROGRAM)) {
    throw new Error('out/cli/main.js is missing: run npm run build first');
  }
  const folder = await mkdtemp(join(tmpdir(), 'hookbench-bench-'));
  const ports = ['--control-port', '0', '--exposee-port', '0', '--receiver-port', '0'];
  const redis = redisUrl === undefined ? [] : ['--redis', redisUrl];
  const args = [PROGRAM, 'serve', '--json', '--data', folder, ...ports, ...redis];
  const profile = process.env.BENCH_PROFILE
    ? ['--cpu-prof', '--cpu-prof-dir', process.env.BENCH_PROFILE]
    : [];
  const child = spawn(process.execPath, [...profile, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, HOOKBENCH_DATA_KEY: BENCH_DATA_KEY },
  });
  const ready = await firstLine(child);
  const exposee = new Pool(ready.exposee, { connections: 16, bodyTimeout: 0, headersTimeout: 0 });
  const control = new Pool(ready.control, { connections: 2 });
  const authorization = `Bearer ${ready.token}`;

  async function ask(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<unknown> {
    const answer = await control.request({
      method,
      path,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) {
      throw new Error(`${path} answered ${answer.statusCode}: ${text}`);
    }
    return text === '' ? undefined : JSON.parse(text);
  }

  async function send(contentType: string, body: string | Uint8Array): Promise<void> {
    const headers = { 'content-type': contentType };
    const answer = await exposee.request({ method: 'POST', path: '/trigger', headers, body });
    const text = await answer.body.text();
    if (answer.statusCode >= 300 || /"refused":[1-9]/.test(text)) {
      throw new Error(`/trigger answered ${answer.statusCode}: ${text.slice(0, 300)}`);
    }
  }

  return {
    pid: ready.pid,
    publish: (ndjson) => send('application/x-ndjson', ndjson),
    trigger: (body) => send('application/json', body),
    subscribe: async (url, eventType) => {
      const made = await ask('POST', '/api/subscriptions', { url, event_types: [eventType] });
      const { id, subscription } = made as { id?: string; subscription?: { id: string } };
      return id ?? subscription?.id ?? '';
    },
    unsubscribe: async (id) => {
      await ask('DELETE', `/api/subscriptions/${id}`);
    },
    ledger: () => ask('GET', '/api/ledger') as Promise<Ledger>,
    rssMb: () => residentMb(ready.pid),
    cpuMs: () => processorMs(ready.pid),
    close: async () => {
      await Promise.all([exposee.destroy(), control.destroy()]);
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Ready {
  readonly exposee: string;
  readonly control: string;
  readonly token: string;
  readonly pid: number;
}

function firstLine(child: ChildProcess): Promise<Ready> {
  return new Promise((done, fail) => {
    let text = '';
    child.once('exit', (code) => fail(new Error(`serve ended with ${code}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('\n')) {
        done(JSON.parse(text.slice(0, text.indexOf('\n'))) as Ready);
      }
    });
  });
}

/** What the process holds in memory, in MB; null where the system does not tell. */
function residentMb(pid: number): number | null {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? null : Number(kb) / 1024;
  } catch {
    return null;
  }
}

/** Linux counts in hundredths of a second. */
function processorMs(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return null;
  }
}
