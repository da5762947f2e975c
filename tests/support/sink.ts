import { createServer, type IncomingHttpHeaders } from 'node:http';
import { listenAnywhere } from './listening.ts';
import { until } from './until.ts';

export interface SunkRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Somebody's webhook endpoint: keeps what it gets and answers 200. */
export async function openSink() {
  const requests: SunkRequest[] = [];
  const state = { status: 200 };
  let turn = Promise.resolve();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const text = Buffer.concat(chunks).toString();
      requests.push({ path: request.url ?? '', headers: request.headers, text });
      await turn;
      response.statusCode = state.status;
      response.end();
    });
  });
  const port = await listenAnywhere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    state,
    /** From here on nothing is answered, until what this answers is called. */
    hold: (): (() => void) => {
      let release: () => void = () => undefined;
      turn = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    /** The first request whose body's event is this, once it has come. */
    event: async (name: string, path?: string): Promise<SunkRequest> => {
      const isIt = (request: SunkRequest) =>
        JSON.parse(request.text).event === name && (path === undefined || request.path === path);
      await until(`${name} arrives`, () => requests.some(isIt));
      const found = requests.find(isIt);
      if (!found) {
        throw new Error('it came and went');
      }
      return found;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type Sink = Awaited<ReturnType<typeof openSink>>;
