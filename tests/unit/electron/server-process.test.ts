import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  type PortChoice,
  ServerProcess,
  STOP_TIMEOUT_MS,
} from '../../../electron/server-process.ts';
import type { ShellOrder } from '../../../server/contract/bridge.ts';
import type { ServerState } from '../../../server/contract/shell-bridge.ts';
import { PATIENCE } from '../../support/patience.ts';

const URLS = {
  control: 'http://127.0.0.1:4780',
  exposee: 'http://127.0.0.1:8000',
  receiver: 'http://127.0.0.1:8080',
};

class FakeChild extends EventEmitter {
  readonly orders: ShellOrder[] = [];
  readonly kill = vi.fn(() => true);

  postMessage(order: ShellOrder): void {
    this.orders.push(order);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function setUp(choosePort = vi.fn(async (): Promise<PortChoice> => 'give-up')) {
  const children: FakeChild[] = [];
  const states: ServerState[] = [];
  const server = new ServerProcess({
    fork: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
    dataDir: '/data',
    dataKeyBytes: new Uint8Array(32),
    token: 't'.repeat(43),
    choosePort,
  });
  server.onState((state) => states.push(state));
  return { server, children, states, choosePort };
}

function ready(child: FakeChild | undefined): void {
  child?.emit('message', { kind: 'ready', urls: URLS });
}

function failed(child: FakeChild | undefined, more: object = {}): void {
  child?.emit('message', { kind: 'failed', code: 'port_in_use', detail: 'taken', ...more });
}

test('a started server gets folder, key, token and no port of ours', () => {
  const { server, children } = setUp();
  server.start();
  expect(children[0]?.orders).toEqual([
    {
      kind: 'start',
      dataDir: '/data',
      dataKeyBytes: new Uint8Array(32),
      token: 't'.repeat(43),
      ports: {},
    },
  ]);
});

test('it is ready once it says so, with its URLs', async () => {
  const { server, children } = setUp();
  server.start();
  const waiting = server.whenReady();
  ready(children[0]);
  await expect(waiting).resolves.toEqual(URLS);
  expect(server.state()).toEqual({ kind: 'ready', urls: URLS });
});

test('a report that does not parse changes nothing', () => {
  const { server, children } = setUp();
  server.start();
  children[0]?.emit('message', { kind: 'ready', urls: { control: 'no url' } });
  children[0]?.emit('message', 'ready');
  expect(server.state()).toEqual({ kind: 'starting' });
});

test('a server that ends by itself is started again after a while', () => {
  const { server, children, states } = setUp();
  server.start();
  ready(children[0]);
  children[0]?.emit('exit', 9);
  expect(states.at(-1)).toMatchObject({ kind: 'restarting', retryInMs: 500 });
  vi.advanceTimersByTime(499);
  expect(children).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(children).toHaveLength(2);
});

test('it is started again three times a minute, each time later, then given up with the reason', async () => {
  const { server, children, states } = setUp();
  server.start();
  for (const delayMs of [500, 2_000, 5_000]) {
    children.at(-1)?.emit('exit', 9);
    expect(states.at(-1)).toMatchObject({ kind: 'restarting', retryInMs: delayMs });
    vi.advanceTimersByTime(delayMs);
  }
  children.at(-1)?.emit('exit', 9);
  expect(states.at(-1)).toMatchObject({
    kind: 'stopped',
    detail: expect.stringContaining('code 9'),
  });
  vi.advanceTimersByTime(600_000);
  expect(children).toHaveLength(4);
  await expect(server.whenReady()).rejects.toThrow('3 times within a minute');
});

test('crashes of more than a minute ago do not count', () => {
  const { server, children } = setUp();
  server.start();
  for (let crash = 0; crash < 8; crash += 1) {
    children.at(-1)?.emit('exit', 1);
    vi.advanceTimersByTime(61_000);
  }
  expect(children).toHaveLength(9);
});

test('a restart by hand forgets the crashes before it', async () => {
  const { server, children } = setUp();
  server.start();
  for (let crash = 0; crash < 4; crash += 1) {
    children.at(-1)?.emit('exit', 1);
    vi.advanceTimersByTime(5_000);
  }
  expect(server.state().kind).toBe('stopped');
  await server.restart();
  children.at(-1)?.emit('exit', 1);
  expect(server.state()).toMatchObject({ kind: 'restarting', retryInMs: 500 });
});

test('a taken port is a choice: a free one is asked for by that listener alone', async () => {
  const { server, children, choosePort } = setUp(vi.fn(async () => 'free-port' as const));
  server.start();
  failed(children[0], { listener: 'receiver', port: 8080 });
  await vi.waitFor(() => expect(children).toHaveLength(2), PATIENCE);
  expect(choosePort.mock.calls).toEqual([[expect.objectContaining({ port: 8080 })]]);
  expect(children[1]?.orders[0]).toMatchObject({ kind: 'start', ports: { receiver: 0 } });
  expect(children[0]?.kill).toHaveBeenCalled();
});

test('trying again asks for the same port', async () => {
  const { server, children } = setUp(vi.fn(async () => 'try-again' as const));
  server.start();
  failed(children[0], { listener: 'exposee', port: 8000 });
  await vi.waitFor(() => expect(children).toHaveLength(2), PATIENCE);
  expect(children[1]?.orders[0]).toMatchObject({ ports: {} });
});

test('giving up stops with what the server said', async () => {
  const { server, children } = setUp();
  server.start();
  failed(children[0], { listener: 'exposee', port: 8000, detail: 'Port 8000 is in use.' });
  await vi.waitFor(
    () => expect(server.state()).toEqual({ kind: 'stopped', detail: 'Port 8000 is in use.' }),
    PATIENCE,
  );
});

test('any other refusal is no choice and no restart: it would be the same again', async () => {
  const { server, children, choosePort } = setUp();
  server.start();
  failed(children[0], { code: 'data_in_use', detail: 'Another process uses this folder.' });
  children[0]?.emit('exit', 1);
  await vi.waitFor(() => expect(server.state().kind).toBe('stopped'), PATIENCE);
  vi.advanceTimersByTime(60_000);
  expect(children).toHaveLength(1);
  expect(choosePort).not.toHaveBeenCalled();
});

test('a stop is asked for and waited for; the exit that follows is no crash', async () => {
  const { server, children } = setUp();
  server.start();
  ready(children[0]);
  const stopping = server.stop();
  expect(children[0]?.orders.at(-1)).toEqual({ kind: 'stop' });
  children[0]?.emit('exit', 0);
  await stopping;
  expect(children[0]?.kill).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60_000);
  expect(children).toHaveLength(1);
});

test('a server that does not stop in time is killed', async () => {
  const { server, children } = setUp();
  server.start();
  const stopping = server.stop();
  vi.advanceTimersByTime(STOP_TIMEOUT_MS - 1);
  expect(children[0]?.kill).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  await stopping;
  expect(children[0]?.kill).toHaveBeenCalledOnce();
});

test('a stop while a restart is due cancels it', async () => {
  const { server, children } = setUp();
  server.start();
  children[0]?.emit('exit', 1);
  await server.stop();
  vi.advanceTimersByTime(60_000);
  expect(children).toHaveLength(1);
});

test('two restarts at once end one child and start one', async () => {
  const { server, children } = setUp();
  server.start();
  ready(children[0]);
  const both = Promise.all([server.restart(), server.restart()]);
  await vi.advanceTimersByTimeAsync(0);
  expect(children).toHaveLength(1);
  children[0]?.emit('exit', 0);
  await both;
  expect(children).toHaveLength(2);
});

test('who stops twice waits for the same end', async () => {
  const { server, children } = setUp();
  server.start();
  ready(children[0]);
  const ended = vi.fn();
  void server.stop();
  void server.stop().then(ended);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).not.toHaveBeenCalled();
  children[0]?.emit('exit', 0);
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toHaveBeenCalledOnce();
});

test('a restart that is overtaken by the end of the app starts nothing', async () => {
  const { server, children } = setUp();
  server.start();
  ready(children[0]);
  const restart = server.restart();
  const end = server.stop();
  children[0]?.emit('exit', 0);
  await Promise.all([restart, end]);
  expect(children).toHaveLength(1);
});

test('an answer about a port that comes after the end starts nothing', async () => {
  let answer: (choice: PortChoice) => void = () => undefined;
  const { server, children } = setUp(
    vi.fn(
      () =>
        new Promise<PortChoice>((resolve) => {
          answer = resolve;
        }),
    ),
  );
  server.start();
  failed(children[0], { listener: 'receiver', port: 8080 });
  await server.stop();
  answer('free-port');
  await vi.advanceTimersByTimeAsync(0);
  expect(children).toHaveLength(1);
});

test('a server that V8 gave up is started again, with the reason told', () => {
  const { server, children, states } = setUp();
  server.start();
  ready(children[0]);
  children[0]?.emit('error', 'FatalError', 'Reached heap limit', '{}');
  children[0]?.emit('exit', 5);
  expect(states.at(-1)).toMatchObject({
    kind: 'restarting',
    detail: 'The server could not go on: Reached heap limit (code 5).',
  });
  vi.advanceTimersByTime(10_000);
  expect(children).toHaveLength(2);
});
