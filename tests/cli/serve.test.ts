import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { listenAnywhere } from '../support/listening.ts';
import { openRawClient } from '../support/raw-client.ts';
import { until } from '../support/until.ts';
import { hookbench, RunningCli, type RunOptions, scratchFolder } from './support/hookbench.ts';

const FREE_PORTS = ['--control-port', '0', '--exposee-port', '0', '--receiver-port', '0'];

interface Ready {
  readonly ready: true;
  readonly control: string;
  readonly exposee: string;
  readonly receiver: string;
  readonly token: string;
  readonly pid: number;
}

const running: RunningCli[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((cli) => cli.stop('SIGKILL')));
});

async function serve(dataDir: string, options: RunOptions = {}, more: readonly string[] = []) {
  const args = ['serve', '--data', dataDir, '--json', ...FREE_PORTS, ...more];
  const cli = new RunningCli(args, options);
  running.push(cli);
  const [line] = await cli.waitFor(/^.*\n/);
  return { cli, ready: JSON.parse(line) as Ready, line };
}

async function ledgerOf(ready: Ready) {
  const headers = { authorization: `Bearer ${ready.token}` };
  const response = await fetch(`${ready.control}/api/ledger`, { headers });
  return (await response.json()) as { events: number; deliveries: { total: number } };
}

describe('the ready line', () => {
  it('is the first on stdout and has exactly these keys', async () => {
    const { cli, ready, line } = await serve(scratchFolder());
    expect(Object.keys(ready)).toEqual(['ready', 'control', 'exposee', 'receiver', 'token', 'pid']);
    expect(ready.ready).toBe(true);
    expect(ready.pid).toBe(cli.child.pid);
    expect(Buffer.from(ready.token, 'base64url')).toHaveLength(32);
    for (const url of [ready.control, ready.exposee, ready.receiver]) {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    }
    expect((await fetch(`${ready.exposee}/healthz`)).status).toBe(200);
    const { code, stdout } = await cli.stop();
    expect(code).toBe(0);
    expect(stdout).toBe(line);
  });

  it('names addresses that this computer can call, whatever they listen on', async () => {
    const { ready } = await serve(scratchFolder(), {}, ['--host', '0.0.0.0']);
    for (const url of [ready.exposee, ready.receiver]) {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect((await fetch(`${url}/ping`)).ok).toBe(true);
    }
  });

  it('is a banner without --json, with the address of the window and no token', async () => {
    const dataDir = scratchFolder();
    const cli = new RunningCli(['serve', '--data', dataDir, ...FREE_PORTS]);
    running.push(cli);
    const [, control, code] = await cli.waitFor(/(http:\/\/127\.0\.0\.1:\d+)\/#code=(\S+)\s/);
    const token = readFileSync(join(dataDir, 'token'), 'utf8').trim();
    expect(cli.stdout + cli.stderr).not.toContain(token);
    const trade = () =>
      fetch(`${control}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      });
    expect(await (await trade()).json()).toEqual({ token });
    expect((await trade()).ok).toBe(false);
    expect((await cli.stop('SIGINT')).code).toBe(0);
  });
});

describe('the data folder', () => {
  it('holds a key, a token and an address that only their user can read; two go with the server', async () => {
    const dataDir = scratchFolder();
    const { cli, ready } = await serve(dataDir);
    const files = ['key', 'token', 'server.json'].map((name) => join(dataDir, name));
    if (process.platform !== 'win32') {
      expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
    }
    expect(JSON.parse(readFileSync(join(dataDir, 'server.json'), 'utf8'))).toEqual({
      control: ready.control,
      exposee: ready.exposee,
      receiver: ready.receiver,
      pid: ready.pid,
    });
    await cli.stop();
    expect(files.map((file) => existsSync(file))).toEqual([true, false, false]);
  });

  it('has no key file where the environment gives the key, and refuses another key later', async () => {
    const dataDir = scratchFolder();
    const env = { HOOKBENCH_DATA_KEY: Buffer.alloc(32, 5).toString('base64') };
    const { cli } = await serve(dataDir, { env });
    await cli.stop();
    expect(readdirSync(dataDir)).not.toContain('key');
    const other = { HOOKBENCH_DATA_KEY: Buffer.alloc(32, 6).toString('base64') };
    const refused = await hookbench(['serve', '--data', dataDir, ...FREE_PORTS], { env: other });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('HOOKBENCH_DATA_KEY is not the key');
    expect(refused.stderr).not.toContain(other.HOOKBENCH_DATA_KEY);
  });

  it('is for one server: a second one says who has it, and does no harm', async () => {
    const dataDir = scratchFolder();
    const { ready } = await serve(dataDir);
    const second = await hookbench(['serve', '--data', dataDir, '--json', ...FREE_PORTS]);
    expect(second.code).toBe(1);
    expect(second.stdout).toBe('');
    expect(second.stderr).toContain(`in use by another Hookbench (process ${ready.pid})`);
    expect((await hookbench(['ping', '--data', dataDir])).code).toBe(0);
  });

  it('is there again after kill -9, with what was accepted', async () => {
    const dataDir = scratchFolder();
    const first = await serve(dataDir);
    const url = 'http://127.0.0.1:1/nobody';
    const register = ['register', url, '--all', '--data', dataDir];
    expect((await hookbench(register)).code).toBe(0);
    const trigger = ['trigger', 'payment_received', '--count', '20', '--data-folder', dataDir];
    expect((await hookbench(trigger)).stdout).toContain('20 of 20 events accepted');
    const before = await ledgerOf(first.ready);
    await first.cli.stop('SIGKILL');
    const gone = await hookbench(['tail', '--data', dataDir]);
    expect(gone.code).toBe(1);
    expect(gone.stderr).toContain('no server runs on the data folder');
    const { ready } = await serve(dataDir);
    expect((await ledgerOf(ready)).events).toBe(before.events);
    expect((await ledgerOf(ready)).deliveries.total).toBe(before.deliveries.total);
  });
});

it('a signal in the middle of a stream of events answers it with what is stored', async () => {
  const { cli, ready } = await serve(scratchFolder());
  const client = await openRawClient(Number(new URL(ready.exposee).port));
  const line = '{"event":"payment_received","data":1}\n';
  const head = 'Host: a\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked';
  client.write(`POST /trigger HTTP/1.1\r\n${head}\r\n\r\n`);
  client.write(`${(line.length * 3).toString(16)}\r\n${line.repeat(3)}\r\n`);
  await until('three are stored', async () => (await ledgerOf(ready)).events === 3);
  expect((await cli.stop()).code).toBe(0);
  await client.closed;
  expect(client.received()).toMatch(/^HTTP\/1\.1 503 /);
  const answer = JSON.parse(client.received().split('\r\n\r\n')[1] ?? '');
  expect(answer).toMatchObject({ code: 'unavailable', accepted: 3, next_line: 4 });
});

describe('a stop while an attempt hangs', () => {
  async function withHangingEndpoint(run: (url: string, arrived: Promise<void>) => Promise<void>) {
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const endpoint = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', arrive);
    });
    const port = await listenAnywhere(endpoint);
    try {
      await run(`http://127.0.0.1:${port}/hangs`, arrived);
    } finally {
      endpoint.close();
    }
  }

  it('waits for it as long as it may, ends with 0, and the delivery is still owed', async () => {
    await withHangingEndpoint(async (url, arrived) => {
      const dataDir = scratchFolder();
      const { cli } = await serve(dataDir, {}, ['--stop-wait-ms', '200']);
      expect((await hookbench(['register', url, '--all', '--data', dataDir])).code).toBe(0);
      await arrived;
      expect((await cli.stop()).code).toBe(0);
      const { ready } = await serve(dataDir);
      expect((await ledgerOf(ready)).deliveries).toMatchObject({ total: 1, pending: 1 });
    });
  });

  it('ends at once at the second signal', async () => {
    await withHangingEndpoint(async (url, arrived) => {
      const dataDir = scratchFolder();
      const { cli } = await serve(dataDir, {}, ['--stop-wait-ms', '10min']);
      expect((await hookbench(['register', url, '--all', '--data', dataDir])).code).toBe(0);
      await arrived;
      cli.child.kill('SIGTERM');
      await cli.waitFor(/stopping/, 'stderr');
      // The same Ctrl-C twice, as npm passes it on, is one.
      cli.child.kill('SIGTERM');
      const again = setInterval(() => cli.child.kill('SIGTERM'), 100);
      const { code } = await cli.ended();
      clearInterval(again);
      expect(code).toBe(1);
    });
  });
});

describe('a port in use', () => {
  it.each(['control', 'exposee', 'receiver'])('of the %s is said by name', async (listener) => {
    const blocker = createServer();
    const port = await listenAnywhere(blocker);
    try {
      const args = ['serve', '--data', scratchFolder(), ...FREE_PORTS];
      const { code, stdout, stderr } = await hookbench([...args, `--${listener}-port`, `${port}`]);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain(`${port}`);
      expect(stderr.toLowerCase()).toContain(listener);
      expect(stderr).not.toMatch(/^\s+at /m);
    } finally {
      blocker.close();
    }
  });
});

describe('a wrong value of the configuration', () => {
  it('of a flag ends with 2, named as the flag', async () => {
    const { code, stderr } = await hookbench(['serve', '--exposee-port', '80000']);
    expect(stderr).toContain('flag --exposee-port takes a port: a whole number from 0 to 65535');
    expect(code).toBe(2);
  });

  it('of the environment ends with 1, named as the variable', async () => {
    const env = { HOOKBENCH_RECEIVER_PORT: 'eighty' };
    const { code, stderr } = await hookbench(['serve'], { env });
    expect(stderr).toContain('environment HOOKBENCH_RECEIVER_PORT takes a port');
    expect(code).toBe(1);
  });

  it('of the file ends with 1, named by path and key, and nothing is written', async () => {
    const cwd = scratchFolder();
    const dataDir = join(cwd, 'data');
    writeFileSync(
      join(cwd, 'hookbench.config.json'),
      '{"default_timeout_ms": "soon", "data": "data"}',
    );
    const { code, stderr } = await hookbench(['serve'], { cwd });
    expect(stderr).toMatch(/hookbench\.config\.json, key default_timeout_ms takes a duration/);
    expect(code).toBe(1);
    expect(existsSync(dataDir)).toBe(false);
  });
});

it('file, environment and flags are taken in that order', async () => {
  const cwd = scratchFolder();
  const config = { data: 'from-file', control_port: 0, exposee_port: 'wrong', receiver_port: 0 };
  const path = join(cwd, 'hookbench.config.json');
  writeFileSync(path, JSON.stringify({ ...config, exposee_port: 0 }));
  const start = async (env: Record<string, string>, flags: string[]) => {
    const cli = new RunningCli(['serve', '--json', ...flags], { cwd, env });
    running.push(cli);
    await cli.waitFor(/^.*\n/);
    await cli.stop();
  };
  await start({}, []);
  await start({ HOOKBENCH_DATA: 'from-env' }, []);
  await start({ HOOKBENCH_DATA: 'from-env' }, ['--data', 'from-flag']);
  expect(readdirSync(cwd).sort()).toEqual([
    'from-env',
    'from-file',
    'from-flag',
    'hookbench.config.json',
  ]);
});
