import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ServerReport } from '../../../server/contract/bridge.ts';
import { StartError } from '../../../server/hosts/start-error.ts';
import { FLUSH_MS, type HostedServer, runUtilityHost } from '../../../server/hosts/utility-host.ts';
import { PATIENCE } from '../../support/patience.ts';

const START = {
  kind: 'start',
  dataDir: '/data',
  dataKeyBytes: new Uint8Array(32),
  token: 't'.repeat(43),
  ports: { receiver: 0 },
};
const URLS = {
  control: 'http://127.0.0.1:1',
  exposee: 'http://127.0.0.1:2',
  receiver: 'http://127.0.0.1:3',
};

class FakePort extends EventEmitter {
  readonly reports: ServerReport[] = [];

  postMessage(report: ServerReport): void {
    this.reports.push(report);
  }

  order(data: unknown): void {
    this.emit('message', { data });
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function setUp(startServer = vi.fn(async (): Promise<HostedServer> => server())) {
  const port = new FakePort();
  const exit = vi.fn();
  const log = vi.fn();
  runUtilityHost({ port, startServer, exit, log });
  return { port, exit, log, startServer };
}

function server(stop = vi.fn(async () => undefined)): HostedServer {
  return { urls: URLS, stop };
}

test('a start order is carried out once and answered with the URLs', async () => {
  const { port, startServer } = setUp();
  port.order(START);
  port.order(START);
  await vi.waitFor(() => expect(port.reports).toEqual([{ kind: 'ready', urls: URLS }]), PATIENCE);
  expect(startServer).toHaveBeenCalledOnce();
  expect(startServer.mock.calls).toEqual([[START]]);
});

test.each([
  ['no order', 'start'],
  ['a short key', { ...START, dataKeyBytes: new Uint8Array(16) }],
  ['a short token', { ...START, token: 'short' }],
  ['a wrong port', { ...START, ports: { receiver: 70_000 } }],
  ['an unknown listener', { ...START, ports: { admin: 1 } }],
])('%s is not carried out', (_what, data) => {
  const { port, startServer } = setUp();
  port.order(data);
  expect(startServer).not.toHaveBeenCalled();
});

test('a refusal is told with its listener and port, then the process ends', async () => {
  const refusal = new StartError('port_in_use', 'Port 8080 is in use.', {
    listener: 'receiver',
    port: 8080,
  });
  const { port, exit } = setUp(vi.fn(() => Promise.reject(refusal)));
  port.order(START);
  await vi.waitFor(() => expect(port.reports).toHaveLength(1), PATIENCE);
  expect(port.reports[0]).toEqual({
    kind: 'failed',
    code: 'port_in_use',
    detail: 'Port 8080 is in use.',
    listener: 'receiver',
    port: 8080,
  });
  vi.advanceTimersByTime(FLUSH_MS);
  expect(exit).toHaveBeenCalledWith(1);
});

test('a bug is told without its text, which goes to the log', async () => {
  const { port, log } = setUp(vi.fn(() => Promise.reject(new Error('secret path /home/x'))));
  port.order(START);
  await vi.waitFor(() => expect(port.reports).toHaveLength(1), PATIENCE);
  expect(port.reports[0]).toMatchObject({ kind: 'failed', code: 'internal_error' });
  expect(JSON.stringify(port.reports[0])).not.toContain('secret path');
  expect(log.mock.calls[0]![0]).toContain('secret path');
});

test('a stop waits for the server, then ends with 0', async () => {
  const stop = vi.fn(async () => undefined);
  const { port, exit } = setUp(vi.fn(async () => server(stop)));
  port.order(START);
  port.order({ kind: 'stop' });
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(0), PATIENCE);
  expect(stop).toHaveBeenCalledOnce();
  expect(port.reports.at(-1)).toEqual({ kind: 'stopped' });
});

test('a stop before any start ends at once', async () => {
  const { port, exit } = setUp();
  port.order({ kind: 'stop' });
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(0), PATIENCE);
});

test('a stop that fails is logged and ends with 1', async () => {
  const stop = vi.fn(() => Promise.reject(new Error('disk')));
  const { port, exit, log } = setUp(vi.fn(async () => server(stop)));
  port.order(START);
  port.order({ kind: 'stop' });
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(1), PATIENCE);
  expect(log.mock.calls[0]![0]).toContain('disk');
});
