import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const PROGRAM = resolve('out/cli/main.js');
const START_LIMIT_MS = 80_000;
/** Of the servers and workers on one Redis: all seal with the same. */
const DATA_KEY = Buffer.alloc(32, 7).toString('base64');

export interface RunningProcess {
  /** Ends it as a power cut would: no handler of its own runs. With SIGTERM, as a user would. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export interface ServerProcess extends RunningProcess {
  signal(signal: NodeJS.Signals): void;
  readonly exposee: string;
  readonly control: string;
  readonly receiver: string;
  readonly token: string;
  /** A request to the control API, answered as JSON. */
  ask(path: string, init?: RequestInit): Promise<unknown>;
  /** What it has logged so far, its newest part. */
  log(): string;
}

export interface ServerOptions {
  readonly redisUrl?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts `serve` on free ports and waits for its first line. */
export async function startServer(
  dataDir: string,
  { redisUrl, env = {} }: ServerOptions = {},
): Promise<ServerProcess> {
  const ports = ['--control-port', '0', '--exposee-port', '0', '--receiver-port', '0'];
  const redis = redisUrl === undefined ? [] : ['--redis', redisUrl];
  const child = run(['serve', '--json', '--data', dataDir, ...ports, ...redis], env);
  let logged = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    logged = (logged + chunk.toString()).slice(-20_000);
  });
  const ready = await firstLine(child);
  return {
    ...ready,
    log: () => logged,
    signal: (signal) => child.kill(signal),
    kill: (signal) => kill(child, signal),
    ask: async (path, init) => {
      const headers = {
        authorization: `Bearer ${ready.token}`,
        'content-type': 'application/json',
      };
      const response = await fetch(`${ready.control}${path}`, { ...init, headers });
      if (!response.ok) {
        throw new Error(`${path}: ${response.status} ${await response.text()}`);
      }
      return response.json();
    },
  };
}

/** Starts one `worker` and waits until it takes work. */
export async function startWorker(redisUrl: string): Promise<RunningProcess> {
  const child = run(['worker', '--json', '--redis', redisUrl]);
  await firstLine(child);
  return { kill: (signal) => kill(child, signal) };
}

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  if (!existsSync(PROGRAM)) {
    throw new Error('out/cli/main.js is missing: run npm run build first');
  }
  return spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOOKBENCH_LOG_LEVEL: 'warn', HOOKBENCH_DATA_KEY: DATA_KEY, ...env },
  });
}

interface Ready {
  readonly exposee: string;
  readonly control: string;
  readonly receiver: string;
  readonly token: string;
}

function firstLine(child: ChildProcess): Promise<Ready> {
  return new Promise((done, fail) => {
    let out = '';
    let errors = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(new Error(`no first line: ${errors}`));
    }, START_LIMIT_MS);
    child.stderr?.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString()).slice(-4000);
    });
    child.on('exit', (code) => fail(new Error(`serve ended with ${code}: ${errors}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const end = out.indexOf('\n');
      if (end >= 0) {
        clearTimeout(timer);
        child.removeAllListeners('exit');
        done(JSON.parse(out.slice(0, end)) as Ready);
      }
    });
  });
}

async function kill(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const gone = new Promise((done) => child.once('exit', done));
  child.kill(signal);
  await gone;
}
