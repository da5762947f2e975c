import { createServer, type IncomingMessage, request as requestHttp } from 'node:http';
import { listenAnywhere } from './listening.ts';

/** What a proxy does to a request on its way. Everything left out stays as it is. */
export interface ProxyFault {
  readonly target?: (target: string) => string;
  /** A flat list of names and values, as Node has it. */
  readonly headers?: (rawHeaders: string[]) => string[];
  readonly body?: (body: Buffer) => Buffer;
  /** Answers in place of the app. */
  readonly answer?: (
    body: Buffer,
  ) => { status: number; headers?: Record<string, string> } | undefined;
}

/** A small reverse proxy that stands for a tunnel, with one fault. */
export async function openFaultyProxy(appPort: number, fault: ProxyFault = {}) {
  const server = createServer(async (request, response) => {
    const body = await readAll(request);
    const answer = fault.answer?.(body);
    if (answer) {
      response.writeHead(answer.status, answer.headers ?? {}).end('from the proxy');
      return;
    }
    const sent = fault.body?.(body) ?? body;
    const headers = (fault.headers?.(request.rawHeaders) ?? request.rawHeaders).slice();
    for (let index = 0; index < headers.length; index += 2) {
      if (headers[index]?.toLowerCase() === 'content-length') {
        headers[index + 1] = String(sent.length);
      }
    }
    const onward = requestHttp(
      {
        host: '127.0.0.1',
        port: appPort,
        method: request.method ?? 'GET',
        path: fault.target?.(request.url ?? '/') ?? request.url ?? '/',
        headers,
        setHost: false,
      },
      (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.rawHeaders);
        reply.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    onward.end(sent);
  });
  const port = await listenAnywhere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
