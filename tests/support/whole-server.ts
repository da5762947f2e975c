import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../server/hosts/config.ts';
import { startHeadless } from '../../server/hosts/headless.ts';
import { startServer } from '../../server/hosts/start-server.ts';
import type { Clock } from '../../server/ports.ts';
import { closedPort } from './listening.ts';

/** For a server that starts anew on the ports it had, as after an erase: nobody else comes by them meanwhile. */
export async function ownPorts() {
  return {
    control_port: await closedPort(),
    exposee_port: await closedPort(),
    receiver_port: await closedPort(),
  };
}

/** The whole program in this process: real files, real sockets on free ports; its clock may be a test's own. */
export async function openWholeServer(
  flags: Readonly<Record<string, unknown>> = {},
  clock?: Clock,
) {
  const folder = await mkdtemp(join(tmpdir(), 'hookbench-'));
  const start = async () => {
    const ports = { control_port: 0, exposee_port: 0, receiver_port: 0 };
    const config = loadConfig({
      flags: { ...ports, data: folder, log_level: 'silent', stop_wait_ms: 1000, ...flags },
      env: { HOOKBENCH_DATA_KEY: dataKey },
      cwd: folder,
    });
    return startHeadless(config, {
      startServer: (order) => startServer(order, false, clock),
      warn: () => undefined,
    });
  };
  let server = await start();
  return {
    get urls() {
      return server.urls;
    },
    get token() {
      return server.token;
    },
    windowUrl: () => server.windowUrl(),
    /** Calls the control API with the token, or with other headers. */
    control: (path: string, options: RequestInit & { json?: unknown } = {}) =>
      call(server.urls.control + path, { authorization: `Bearer ${server.token}` }, options),
    exposee: (path: string, options: RequestInit & { json?: unknown } = {}) =>
      call(server.urls.exposee + path, {}, options),
    folder,
    /** `restart` starts it again. */
    stop: () => server.stop(),
    restart: async () => {
      await server.stop();
      server = await start();
    },
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type WholeServer = Awaited<ReturnType<typeof openWholeServer>>;

/** What all whole servers, and workers beside them, seal secrets with. */
export const dataKey = randomBytes(32).toString('base64');

async function call(
  url: string,
  own: Record<string, string>,
  { json, ...options }: RequestInit & { json?: unknown },
) {
  const type: Record<string, string> =
    json === undefined ? {} : { 'content-type': 'application/json' };
  const response = await fetch(url, {
    ...options,
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    headers: { ...own, ...type, ...Object.fromEntries(new Headers(options.headers)) },
  });
  const text = await response.text();
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}
