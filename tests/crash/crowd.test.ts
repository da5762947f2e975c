import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ServerProcess, startLimited } from './limited-server.ts';

// The system itself accepts connections that a program has no file left for, and closes them without a word.

const FILES = 150;
/** 0.6 of them may be connections of the receiver. */
const MOST = 90;

let server: ServerProcess;
const sockets: Socket[] = [];
beforeEach(async () => {
  server = await startLimited(FILES);
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) {
    socket.destroy();
  }
  await server.stop();
});

/** Resolves once it is open and stays so, or was closed by the other side. */
function open(): Promise<'open' | 'closed'> {
  const socket = connect(Number(new URL(server.receiver).port), '127.0.0.1');
  sockets.push(socket);
  return new Promise((resolve) => {
    socket.once('error', () => resolve('closed'));
    socket.once('close', () => resolve('closed'));
    socket.once('data', () => resolve('open'));
    socket.write('GET /crowd HTTP/1.1\r\nHost: a\r\n\r\n');
  });
}

describe.skipIf(process.platform !== 'linux')('more connections than there are files for', () => {
  it('are turned away and counted aloud; those that are in, the disk and the window go on', async () => {
    const found = await Promise.all(Array.from({ length: MOST + 30 }, open));
    expect(found.filter((state) => state === 'open')).toHaveLength(MOST);
    const warning = async () =>
      (await server.state()).warnings.find(({ code }) => code === 'connections_refused')?.text;
    await expect
      .poll(warning)
      .toMatch(/^More than 90 connections at once: 30 were closed unanswered since \d{4}-/);
    const { warnings, ledger } = await server.state();
    expect(warnings.map(({ code }) => code)).not.toContain('storage_full');
    expect(ledger.captures.stored).toBe(MOST);
    sockets.splice(0).forEach((socket) => {
      socket.destroy();
    });
    await expect.poll(open).toBe('open');
  });
});
