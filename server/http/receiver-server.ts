import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ParserError } from './parser-error.ts';
import { connectionOf, type OpenConnections } from './receiver-connections.ts';
import { type IntakeDeps, takeIn } from './receiver-intake.ts';
import { rescueOddMethod, restoreMethod } from './receiver-odd-methods.ts';
import { refuse } from './receiver-refused.ts';

/** Node drops headers beyond 2,000 silently and refuses more than 16 KiB; senders do worse. */
const MAX_HEADER_BYTES = 1024 * 1024;

/** A listener that stopped by itself is opened again after this, then later each time. */
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 10_000;
/** For requests that a stop cuts short, to be stored and answered. */
const LAST_WORD_MS = 500;

export interface ReceiverTimeouts {
  /** From the first byte of a request to the end of its headers. */
  readonly headersMs: number;
  /** From the first byte of a request to the end of its body. */
  readonly requestMs: number;
  /** How long an idle connection is kept for the next request. */
  readonly idleMs: number;
  /** How often the first two are looked at. */
  readonly checkMs: number;
}

const TIMEOUTS: ReceiverTimeouts = {
  headersMs: 60_000,
  requestMs: 10 * 60_000,
  idleMs: 65_000,
  checkMs: 5_000,
};

export interface ReceiverServerDeps extends IntakeDeps {
  readonly timeouts?: Partial<ReceiverTimeouts>;
  /** Answers requests that are no captures; true where it took the request. */
  readonly serveIntegrator?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Called when the listener stops without having been asked to. */
  readonly onStopped?: (why: string) => void;
  /** Called when it listens again after that. */
  readonly onBack?: () => void;
  /** More at once are closed unanswered, and `onDropped` is called for each. */
  readonly maxConnections?: number;
  readonly onDropped?: () => void;
}

export interface ReceiverServer {
  /** Resolves with the port; rejects with Node's error, for example EADDRINUSE. */
  listen(host: string, port: number): Promise<number>;
  /** Takes no new connection, ends the open ones after `graceMs`. */
  close(graceMs?: number): Promise<void>;
  /** As reachable from this computer; undefined until it listens. */
  readonly url: string | undefined;
  readonly port: number;
  /** Closes the listening socket behind the receiver's back. */
  stopForTests(): void;
}

/**
 * The receiver: captures every request on bare `node:http`. No body parser, no framework: the bytes
 * go to the store as they come.
 */
export function createReceiverServer(deps: ReceiverServerDeps): ReceiverServer {
  const connections: OpenConnections = new WeakMap();
  const sockets = new Set<Socket>();
  const server = createHttpServer({ ...TIMEOUTS, ...deps.timeouts });
  const take = (request: IncomingMessage, response: ServerResponse) => {
    if (!restoreMethod(request, response)) {
      return;
    }
    if (asksForUpgrade(request.rawHeaders)) {
      // Node's parser drops what follows such a request: nobody is to wait for an answer to it.
      response.shouldKeepAlive = false;
    }
    if (!deps.serveIntegrator?.(request, response)) {
      takeIn(deps, { request, response }, connections);
    }
  };
  server.on('request', take);
  // Any other expectation than 100-continue: Node would answer 417 and nobody would see the request.
  server.on('checkExpectation', take);
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    take(request, responseOn(request, socket));
  });
  server.on('clientError', (error: ParserError, socket: Socket) => {
    if (
      !rescueOddMethod(server, { socket, error, connection: connectionOf(connections, socket) })
    ) {
      refuse(deps, connections, { error, socket });
    }
  });
  watchSockets(server, sockets, deps);
  let isClosing = false;
  let url: string | undefined;
  let port = 0;
  let address = { host: '127.0.0.1', port: 0 };
  let cancelRetry: () => void = () => undefined;
  const open = async () => {
    port = await listenOn(server, address.host, address.port);
    // After a stop the same port again: senders know no other.
    address = { ...address, port };
    url = urlOf(address.host, port);
  };
  const retry = (waitMs: number) => {
    cancelRetry = deps.clock.after(waitMs, () => {
      open().then(deps.onBack, () => retry(Math.min(waitMs * 2, MAX_RETRY_MS)));
    });
  };
  server.on('error', (error) => {
    if (url !== undefined) {
      deps.onStopped?.(error.message);
    }
  });
  server.on('close', () => {
    url = undefined;
    if (!isClosing && port !== 0) {
      deps.onStopped?.('the listening socket was closed');
      retry(FIRST_RETRY_MS);
    }
  });
  return {
    get url() {
      return url;
    },
    get port() {
      return port;
    },
    listen: async (host, wantedPort) => {
      isClosing = false;
      address = { host, port: wantedPort };
      await open();
      return port;
    },
    stopForTests: () => void server.close(),
    close: (graceMs = 500) => {
      isClosing = true;
      cancelRetry();
      return closeServer(server, { sockets, connections, clock: deps.clock, graceMs });
    },
  };
}

function watchSockets(
  server: Server,
  sockets: Set<Socket>,
  deps: Pick<ReceiverServerDeps, 'maxConnections' | 'onDropped'>,
): void {
  if (deps.maxConnections !== undefined) {
    server.maxConnections = deps.maxConnections;
  }
  server.on('drop', () => deps.onDropped?.());
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
}

function createHttpServer(timeouts: ReceiverTimeouts): Server {
  const server = createServer({
    requireHostHeader: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    keepAliveTimeout: timeouts.idleMs,
    connectionsCheckingInterval: timeouts.checkMs,
  });
  server.maxHeadersCount = 0;
  // A sender that shuts its side after the request still gets its answer. Node has no typed option for it.
  Reflect.set(server, 'httpAllowHalfOpen', true);
  return server;
}

const UPGRADE = /^upgrade$/i;

/** Names and values in turn. */
function asksForUpgrade(rawHeaders: readonly string[]): boolean {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.length === 7 && UPGRADE.test(rawHeaders[index] ?? '')) {
      return true;
    }
  }
  return false;
}

/** CONNECT leaves the socket to us: the answer is written on it by hand. */
function responseOn(request: IncomingMessage, socket: Socket): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.destroySoon());
  return response;
}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

interface Closing {
  readonly sockets: ReadonlySet<Socket>;
  readonly connections: OpenConnections;
  readonly clock: ReceiverServerDeps['clock'];
  readonly graceMs: number;
}

/** Requests still on their way after `graceMs` are answered 503, and what came of them is stored as cut. */
function closeServer(server: Server, closing: Closing): Promise<void> {
  const { sockets, connections, clock, graceMs } = closing;
  return new Promise((resolve) => {
    let cancel = clock.after(graceMs, () => {
      for (const socket of sockets) {
        const { arriving } = connectionOf(connections, socket);
        if (arriving) {
          arriving.breakOff(503, 'the receiver was stopped in the middle of it.');
        } else {
          socket.destroy();
        }
      }
      cancel = clock.after(LAST_WORD_MS, () => {
        for (const socket of sockets) {
          socket.destroy();
        }
      });
    });
    server.close(() => {
      cancel();
      resolve();
    });
    server.closeIdleConnections();
  });
}

/** "Every address" is no address that one can call: this computer reaches it over loopback. */
function urlOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}
