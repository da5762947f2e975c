import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ServerReport, ServerReportSchema } from '../../server/contract/bridge.ts';

/**
 * The built server as the desktop app runs it, without Electron: a few lines give it the port that
 * a utility process has.
 */
const SERVER = fileURLToPath(new URL('../../out/main/server.js', import.meta.url));
const PARENT_PORT = `data:text/javascript,${encodeURIComponent(`
  process.parentPort = {
    on: (name, listen) => process.on(name, (data) => listen({ data })),
    postMessage: (message) => process.send(message),
  };
`)}`;
const TOKEN = 't'.repeat(43);

let folder: string;
let child: ChildProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-test-'));
  child = spawn(process.execPath, ['--import', PARENT_PORT, SERVER], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  });
});

afterEach(async () => {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function start(ports: object): Promise<ServerReport> {
  child.send({
    kind: 'start',
    dataDir: join(folder, 'data'),
    dataKeyBytes: new Uint8Array(32).fill(7),
    token: TOKEN,
    ports: { control: 0, exposee: 0, receiver: 0, ...ports },
  });
  const [report] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => [`the server ended with code ${code}`]),
  ]);
  return ServerReportSchema.parse(report);
}

async function status(url: string, token?: string): Promise<number> {
  const headers = new Headers(token ? { authorization: `Bearer ${token}` } : {});
  return (await fetch(url, { headers })).status;
}

test('it is ready at three addresses, the control one behind the token, and stops when told', async () => {
  const report = await start({});
  if (report.kind !== 'ready') {
    throw new Error(JSON.stringify(report));
  }
  expect(await status(`${report.urls.control}/api/state`, TOKEN)).toBe(200);
  expect(await status(`${report.urls.control}/api/state`)).toBe(401);
  expect(await status(`${report.urls.exposee}/healthz`)).toBe(200);
  expect(await status(`${report.urls.receiver}/anything`)).toBe(204);
  const exit = once(child, 'exit');
  child.send({ kind: 'stop' });
  expect((await exit)[0]).toBe(0);
});

test('the window of the desktop app may call the control listener, other pages may not', async () => {
  const report = await start({});
  if (report.kind !== 'ready') {
    throw new Error(JSON.stringify(report));
  }
  const ask = (origin: string) =>
    fetch(`${report.urls.control}/api/state`, {
      headers: { authorization: `Bearer ${TOKEN}`, origin },
    });
  const own = await ask('app://hookbench');
  expect(own.status).toBe(200);
  expect(own.headers.get('access-control-allow-origin')).toBe('app://hookbench');
  const foreign = await ask('https://example.com');
  expect(foreign.status).toBe(403);
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  const preflight = await fetch(`${report.urls.control}/api/state`, {
    method: 'OPTIONS',
    headers: {
      origin: 'app://hookbench',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  });
  expect(preflight.ok).toBe(true);
  expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization/i);
});

test.each(['control', 'exposee', 'receiver'] as const)(
  'a taken port of the %s is told with its name and number',
  async (listener) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const report = await start({ [listener]: port });
    expect(report).toMatchObject({ kind: 'failed', code: 'port_in_use', listener, port });
    other.close();
  },
);
