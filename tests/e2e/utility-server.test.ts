import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ServerProcess, spawnServer, TOKEN } from './support/server-process.ts';

let folder: string;
let server: ServerProcess;
let child: ChildProcess;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookbench-test-'));
  server = spawnServer(folder);
  child = server.child;
});

afterEach(async () => {
  await server.kill();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function status(url: string, token?: string): Promise<number> {
  const headers = new Headers(token ? { authorization: `Bearer ${token}` } : {});
  return (await fetch(url, { headers })).status;
}

test('it is ready at three addresses, the control one behind the token, and stops when told', async () => {
  const report = await server.start({});
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

test.skipIf(process.platform === 'win32')(
  'Ctrl-C, which reaches every process of the app, leaves the end to the shell',
  async () => {
    const report = await server.start({});
    if (report.kind !== 'ready') {
      throw new Error(JSON.stringify(report));
    }
    child.kill('SIGINT');
    child.kill('SIGHUP');
    expect(await status(`${report.urls.exposee}/healthz`)).toBe(200);
    const exit = once(child, 'exit');
    child.send({ kind: 'stop' });
    expect(await exit).toEqual([0, null]);
  },
);

test('the window of the desktop app may call the control listener, other pages may not', async () => {
  const report = await server.start({});
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
    const report = await server.start({ [listener]: port });
    expect(report).toMatchObject({ kind: 'failed', code: 'port_in_use', listener, port });
    other.close();
  },
);
