import { createServer, type Socket } from 'node:net';
import type { RawHeaders } from '../../server/contract/text.ts';
import { listenAnywhere } from './listening.ts';

/** A request as its bytes say, read without Node's parser. */
export interface SunkRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: RawHeaders;
  readonly body: Buffer;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** Takes requests with a Content-Length off raw sockets, one after the other, and answers 204. */
export async function openRawSink() {
  const sunk: SunkRequest[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let pending = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      for (let taken = takeRequest(pending); taken; taken = takeRequest(pending)) {
        pending = pending.subarray(taken.sizeBytes);
        sunk.push(taken.request);
        socket.write('HTTP/1.1 204 No Content\r\n\r\n');
      }
    });
  });
  const port = await listenAnywhere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    sunk,
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) {
          socket.destroy();
        }
        server.close(() => resolve());
      }),
  };
}

function takeRequest(bytes: Buffer): { request: SunkRequest; sizeBytes: number } | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) {
    return undefined;
  }
  const [line = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = lines.map((text): [string, string] => {
    const colon = text.indexOf(': ');
    return [text.slice(0, colon), text.slice(colon + 2)];
  });
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1] ?? '0';
  const start = end + HEAD_END.length;
  const sizeBytes = start + Number(length);
  if (bytes.length < sizeBytes) {
    return undefined;
  }
  const body = Buffer.from(bytes.subarray(start, sizeBytes));
  const [method = '', target = ''] = line.split(' ');
  return { request: { method, target, headers, body }, sizeBytes };
}
