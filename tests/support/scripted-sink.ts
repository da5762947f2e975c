import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './until.ts';

export interface CameIn {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Many endpoints on one real socket: each path answers 204, another status, or nothing until it is let go. */
export async function openScriptedSink() {
  const came = new Map<string, CameIn[]>();
  const statuses = new Map<string, number>();
  const held = new Map<string, ServerResponse[]>();
  const at = (path: string): readonly CameIn[] => came.get(path) ?? [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers } = request;
      const text = Buffer.concat(chunks).toString();
      came.set(path, [...at(path), { id: String(headers['webhook-id']), headers, text }]);
      const waiting = held.get(path);
      if (waiting) {
        waiting.push(response);
      } else {
        response.writeHead(statuses.get(path) ?? 204).end();
      }
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    at,
    /** The event ids that a path got, in their order. */
    idsAt: (path: string) => at(path).map(({ id }) => id),
    forget: (path: string) => came.delete(path),
    answer: (path: string, status: number) => void statuses.set(path, status),
    hold: (path: string) => void held.set(path, []),
    /** Answers what waits and what comes from now on. */
    letGo: (path: string) => {
      const waiting = held.get(path) ?? [];
      held.delete(path);
      for (const response of waiting) {
        response.writeHead(statuses.get(path) ?? 204).end();
      }
    },
    reached: (path: string, count: number) =>
      until(`${count} requests at ${path}`, () => at(path).length >= count),
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
export type ScriptedSink = Awaited<ReturnType<typeof openScriptedSink>>;
