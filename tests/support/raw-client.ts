import { connect, type Socket } from 'node:net';

/** A client that knows nothing of HTTP: what it writes is on the wire, what it reads is what came. */
export interface RawClient {
  readonly socket: Socket;
  write(bytes: string | Uint8Array): void;
  /** Shuts the sending side; the other may still answer. */
  finish(): void;
  /** Everything received so far, one character a byte. */
  received(): string;
  /** Resolves when the received bytes satisfy the condition; rejects after `withinMs`. */
  until(condition: (received: string) => boolean, withinMs?: number): Promise<string>;
  /** Resolves with how the connection ended. */
  readonly closed: Promise<'end' | 'reset'>;
  destroy(): void;
}

export async function openRawClient(port: number): Promise<RawClient> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  let received = '';
  const watchers = new Set<() => void>();
  let isReset = false;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    for (const watch of watchers) {
      watch();
    }
  });
  socket.on('error', () => {
    isReset = true;
  });
  const closed = new Promise<'end' | 'reset'>((resolve) => {
    socket.once('end', () => resolve('end'));
    socket.once('close', () => resolve(isReset ? 'reset' : 'end'));
  });
  return {
    socket,
    write: (bytes) => socket.write(bytes),
    finish: () => socket.end(),
    received: () => received,
    closed,
    destroy: () => socket.destroy(),
    until: (condition, withinMs = 30_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          watchers.delete(check);
          reject(new Error(`not seen within ${withinMs} ms; received: ${received.slice(0, 2000)}`));
        }, withinMs);
        const check = () => {
          if (condition(received)) {
            clearTimeout(timer);
            watchers.delete(check);
            resolve(received);
          }
        };
        watchers.add(check);
        check();
      }),
  };
}

/** Sends one request as written and answers all that came back until the connection ended. */
export async function sendRaw(port: number, bytes: string | Uint8Array): Promise<string> {
  const client = await openRawClient(port);
  client.write(bytes);
  await client.closed;
  return client.received();
}
