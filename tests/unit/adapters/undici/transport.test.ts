import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../server/adapters/system-clock.ts';
import { createTransport } from '../../../../server/adapters/undici/transport.ts';
import { wireHeaders } from '../../../../server/core/wire-headers.ts';
import type { OutgoingRequest, Transport } from '../../../../server/ports.ts';
import { settlePromises } from '../../../support/fake-clock.ts';
import { listenAnywhere } from '../../../support/listening.ts';
import { until } from '../../../support/until.ts';

let closers: (() => void)[] = [];
let transport: Transport;

afterEach(async () => {
  await transport.close();
  for (const close of closers) {
    close();
  }
  closers = [];
});

/** A server that keeps every byte it gets and answers each request with the same bytes. */
async function listen(answer: string, isAnswering: () => boolean = () => true) {
  const got: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    const index = got.push('') - 1;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      got[index] += chunk.toString('latin1');
      if (isAnswering()) {
        socket.write(answer, 'latin1');
      }
    });
  });
  await listenAnywhere(server);
  closers.push(() => {
    server.close();
    for (const socket of sockets) {
      socket.destroy();
    }
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { host: `127.0.0.1:${port}`, got };
}

function request(host: string, change: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return {
    method: 'POST',
    url: `http://${host}/a/b?c=%20d`,
    headers: [
      ['X-Zebra', '1'],
      ['content-type', 'application/json'],
      ['X-Apple', '2'],
      ['x-zebra', '3'],
    ],
    bodyBytes: Buffer.from([0, 255, 10, 13]),
    timeoutMs: 60_000,
    maxConnections: 8,
    allowsPrivate: true,
    allowsLoopback: true,
    trustsCertificate: false,
    keepBytes: 65_536,
    ...change,
  };
}

const NO_CONTENT = 'HTTP/1.1 204 No Content\r\n\r\n';

describe('send', () => {
  it('writes names, values and order as given, and the very bytes of the body', async () => {
    transport = createTransport({ clock: systemClock });
    const { host, got } = await listen(NO_CONTENT);
    const sent = request(host);
    await transport.send(sent);
    const [head, body] = (got[0] ?? '').split('\r\n\r\n');
    const lines = wireHeaders(sent, host).map(([name, value]) => `${name}: ${value}`);
    expect(head?.split('\r\n')).toEqual(['POST /a/b?c=%20d HTTP/1.1', ...lines]);
    expect(Buffer.from(body ?? '', 'latin1')).toEqual(Buffer.from(sent.bodyBytes));
  });

  it('keeps the answer as it came: order, case, repeats, bytes', async () => {
    transport = createTransport({ clock: systemClock });
    const { host } = await listen(
      'HTTP/1.1 422 Nope\r\nX-B: 1\r\nx-a: \xe9\r\nX-B: 2\r\nContent-Length: 3\r\n\r\n\x00\xff\n',
    );
    const result = await transport.send(request(host));
    expect(result.status).toBe(422);
    expect(result.headers).toEqual([
      ['X-B', '1'],
      ['x-a', 'é'],
      ['X-B', '2'],
      ['Content-Length', '3'],
    ]);
    expect(result).toMatchObject({ sizeBytes: 3, isCut: false });
  });

  it('uses a warm connection again, and tells the cost of a fresh one only once', async () => {
    transport = createTransport({ clock: systemClock });
    const { host, got } = await listen(NO_CONTENT);
    const first = await transport.send(request(host));
    // undici gives a connection back a turn of the event loop after the answer.
    await settlePromises();
    const second = await transport.send(request(host));
    expect(got).toHaveLength(1);
    expect(first.connectMs).toBeGreaterThan(0);
    expect(second.connectMs).toBeNull();
    expect(second.waitMs).toBeGreaterThan(0);
    expect(second.totalMs).toBeGreaterThanOrEqual(second.waitMs ?? 0);
  });

  it('gives each lane its own connections: one that hangs holds up nobody', async () => {
    transport = createTransport({ clock: systemClock });
    let isAnswering = false;
    const { host, got } = await listen(NO_CONTENT, () => isAnswering);
    const hanging = transport.send(request(host, { lane: 'a', maxConnections: 1 }));
    await until('it hangs', () => got.length === 1 && got[0] !== '');
    isAnswering = true;
    const result = await transport.send(request(host, { lane: 'b', maxConnections: 1 }));
    expect(result.status).toBe(204);
    expect(got).toHaveLength(2);
    await transport.close();
    expect((await hanging).outcome).toBe('interrupted');
  });

  it('refuses what would break the request apart', async () => {
    transport = createTransport({ clock: systemClock });
    const { host, got } = await listen(NO_CONTENT);
    const result = await transport.send(
      request(host, { headers: [['x-note', 'a\r\nwebhook-id: forged']] }),
    );
    expect(result.outcome).toBe('blocked');
    expect(got.join('')).toBe('');
  });
});
