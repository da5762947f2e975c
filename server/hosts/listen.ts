import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ListenerName } from '../contract/bridge.ts';
import { answerUnparsed, refuseExpectation, withOneHost } from '../http/unparsed.ts';
import type { ListenerConfig } from './config.ts';
import { StartError } from './start-error.ts';

/** A listening HTTP server of our own making (control and exposee). */
export interface Listener {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Takes no new connection; open ones end after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Longer than proxies, balancers and clients keep an idle connection: the one that uses it also ends it. */
const KEEP_ALIVE_MS = 75_000;

/** Opens a listener; throws StartError `port_in_use` that names it and the way out. */
export async function listen(
  name: ListenerName,
  { host, port }: ListenerConfig,
  handle: RequestListener,
): Promise<Listener> {
  const server = createServer(
    { requireHostHeader: false, keepAliveTimeout: KEEP_ALIVE_MS },
    withOneHost(handle),
  );
  const sockets = new Set<Socket>();
  server.on('clientError', answerUnparsed);
  server.on('checkExpectation', refuseExpectation);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(toStartError(name, { host, port }, error)));
    server.listen({ host, port }, resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: urlOf(host, bound),
    host,
    port: bound,
    close: (graceMs) => closeServer(server, sockets, graceMs),
  };
}

/** The address as reachable from this computer. */
function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** Node's error of a listener that could not open, with the way out. */
export function toStartError(
  name: ListenerName,
  { host, port }: ListenerConfig,
  error: NodeJS.ErrnoException,
): StartError {
  if (error.code === 'EADDRINUSE') {
    const detail = `${name}_port: ${port} on ${host} is in use by another program. Choose another with --${name}-port, or 0 for any free one.`;
    return new StartError('port_in_use', detail, { listener: name, port });
  }
  return new StartError(
    'invalid_config',
    `${name}: cannot listen on ${host}:${port} (${error.code ?? error.message}). Choose an address of this computer and a port you may use.`,
  );
}

function closeServer(server: Server, sockets: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      for (const socket of sockets) {
        socket.destroy();
      }
    }, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
