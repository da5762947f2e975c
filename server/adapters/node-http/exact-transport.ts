import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { pairHeaders } from '../../core/raw-headers.ts';
import type {
  Clock,
  OutgoingRequest,
  SocketEnds,
  Transport,
  TransportResult,
} from '../../ports.ts';
import { exactFailure } from './exact-failure.ts';

export interface ExactTransportOptions {
  readonly clock: Clock;
  /** Why an address may not be dialled, or null where it may. */
  readonly whyBlocked: (address: string, request: OutgoingRequest) => string | null;
}

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  readonly httpsTrusting: HttpsAgent;
}

/**
 * Sends a request as it was captured: the target character for character, header names in their
 * case and order. The fast transport normalises the URL and moves Host and Content-Length, which is
 * fine for what we make ourselves and wrong for a replay.
 */
export function createExactTransport(options: ExactTransportOptions): Transport {
  const agents: Agents = {
    http: new HttpAgent({ keepAlive: true, maxFreeSockets: 64 }),
    https: new HttpsAgent({ keepAlive: true, maxFreeSockets: 64 }),
    httpsTrusting: new HttpsAgent({ keepAlive: true, rejectUnauthorized: false }),
  };
  return {
    send: (request) => sendExact(options, agents, request),
    close: async () => {
      for (const agent of Object.values(agents)) {
        agent.destroy();
      }
    },
  };
}

function sendExact(
  options: ExactTransportOptions,
  agents: Agents,
  request: OutgoingRequest,
): Promise<TransportResult> {
  const exchange = startExchange(options.clock, request);
  return new Promise((resolve) => {
    let sent: ClientRequest | undefined;
    const cancel = options.clock.after(request.timeoutMs, () => {
      exchange.fail('timeout', `no answer within ${request.timeoutMs} ms`);
      sent?.destroy();
    });
    exchange.whenDone((result) => {
      cancel();
      resolve(result);
    });
    try {
      sent = openRequest(options, agents, request);
    } catch (error) {
      exchange.fail('blocked', error instanceof Error ? error.message : 'it cannot be sent');
      return;
    }
    sent.once('error', (error: NodeJS.ErrnoException) => {
      const failure = exactFailure(error);
      exchange.fail(failure.outcome, failure.detail);
    });
    sent.once('response', (response) => exchange.answer(response));
    sent.once('socket', (socket) => {
      const isConnected = () => {
        exchange.connected();
        request.onConnected?.(endsOf(socket));
      };
      if (socket.connecting) {
        socket.once('connect', isConnected);
      } else {
        isConnected();
      }
    });
    sent.end(request.bodyBytes);
  });
}

function endsOf({ localAddress = '', localPort = 0, remotePort = 0 }: Socket): SocketEnds {
  return { localAddress, localPort, remotePort };
}

function openRequest(
  options: ExactTransportOptions,
  agents: Agents,
  request: OutgoingRequest,
): ClientRequest {
  const { protocol, hostname, port } = new URL(request.url);
  const isTls = protocol === 'https:';
  const name = hostname.replace(/^\[|\]$/g, '');
  const agent = isTls
    ? request.trustsCertificate
      ? agents.httpsTrusting
      : agents.https
    : agents.http;
  const reason = /^[\d.]+$|:/.test(name) ? options.whyBlocked(name, request) : null;
  if (reason !== null) {
    throw new Error(reason);
  }
  return (isTls ? requestHttps : requestHttp)({
    agent,
    host: name,
    port: port === '' ? undefined : port,
    method: request.method,
    path: targetOf(request.url),
    headers: withFraming(request).flat(),
    setHost: false,
    lookup: guardedLookup(options, request),
    maxHeaderSize: 64 * 1024,
  });
}

/** Path and query exactly as they stand in the URL: WHATWG's parser would rewrite some of them. */
function targetOf(url: string): string {
  const target = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  return target.startsWith('/') ? target : `/${target}`;
}

/**
 * Host and Content-Length stay where they were; what is missing of them is added. Who asks for chunks gets
 * chunks and no length: both together look like a try at request smuggling, and are refused as one.
 */
function withFraming({ url, headers, bodyBytes, method }: OutgoingRequest): [string, string][] {
  const { host } = new URL(url);
  const length = String(bodyBytes.length);
  const isChunked = headers.some(
    ([name, value]) => isFraming(name) && /\bchunked\s*$/i.test(value),
  );
  const dropped = isChunked ? 'content-length' : 'transfer-encoding';
  const kept = headers.filter(([name]) => name.toLowerCase() !== dropped);
  const framed = kept.map(([name, value]): [string, string] => {
    const lower = name.toLowerCase();
    return [name, lower === 'host' ? host : lower === 'content-length' ? length : value];
  });
  const names = new Set(framed.map(([name]) => name.toLowerCase()));
  if (!names.has('host')) {
    framed.unshift(['Host', host]);
  }
  const isBodyless =
    bodyBytes.length === 0 && /^(GET|HEAD|DELETE|OPTIONS|TRACE|CONNECT)$/.test(method);
  if (!names.has('content-length') && !isChunked && !isBodyless) {
    framed.push(['Content-Length', length]);
  }
  return framed;
}

function isFraming(name: string): boolean {
  return name.toLowerCase() === 'transfer-encoding';
}

function guardedLookup(options: ExactTransportOptions, request: OutgoingRequest): LookupFunction {
  return (hostname, lookupOptions, callback) => {
    // Of a name that has no address, Node says the error alone.
    const judge = (error: Error | null, addresses: LookupAddress[] = []) => {
      const allowed = addresses.filter(
        ({ address }) => options.whyBlocked(address, request) === null,
      );
      const [first] = allowed;
      if (error !== null) {
        callback(error, []);
      } else if (first === undefined) {
        const reason = addresses[0] && options.whyBlocked(addresses[0].address, request);
        const blocked = new Error(`${hostname} resolves to ${reason ?? 'no address'}`);
        callback(Object.assign(blocked, { code: 'HOOKBENCH_BLOCKED' }), []);
      } else if (lookupOptions.all) {
        callback(null, allowed);
      } else {
        callback(null, first.address, first.family);
      }
    };
    if (/^(.+\.)?localhost\.?$/i.test(hostname)) {
      // And names below it (RFC 6761), whatever the system's resolver knows: an app listens on either of the two.
      judge(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]);
    } else {
      systemLookup(hostname, { all: true }, judge);
    }
  };
}

/** Collects one answer and settles once, with whatever comes first. */
function startExchange(clock: Pick<Clock, 'monotonic'>, request: OutgoingRequest) {
  const startedMs = clock.monotonic();
  const chunks: Uint8Array[] = [];
  let keptBytes = 0;
  let sizeBytes = 0;
  let connectMs: number | null = null;
  let waitMs: number | null = null;
  let response: IncomingMessage | undefined;
  let settle: ((result: TransportResult) => void) | undefined;
  const finish = (outcome: TransportResult['outcome'], detail: string | null) => {
    settle?.({
      outcome,
      detail,
      status: response?.statusCode ?? null,
      headers: response ? pairHeaders(response.rawHeaders) : [],
      bodyBytes: Buffer.concat(chunks),
      sizeBytes,
      isCut: sizeBytes > keptBytes,
      connectMs,
      waitMs,
      totalMs: clock.monotonic() - startedMs,
    });
    settle = undefined;
  };
  return {
    whenDone: (call: (result: TransportResult) => void) => {
      settle = call;
    },
    connected: () => {
      connectMs ??= clock.monotonic() - startedMs;
    },
    fail: (outcome: TransportResult['outcome'], detail: string | null) =>
      finish(outcome === 'timeout' && response ? 'answer_too_slow' : outcome, detail),
    answer: (incoming: IncomingMessage) => {
      response = incoming;
      waitMs = clock.monotonic() - startedMs - (connectMs ?? 0);
      const status = incoming.statusCode ?? 0;
      incoming.on('data', (chunk: Uint8Array) => {
        const room = Math.max(0, request.keepBytes - keptBytes);
        sizeBytes += chunk.length;
        if (room > 0) {
          const kept = chunk.subarray(0, room);
          chunks.push(kept);
          keptBytes += kept.length;
        }
      });
      const isRedirect = status >= 300 && status < 400 && status !== 304;
      incoming.once('end', () => finish(isRedirect ? 'redirected' : 'answered', null));
      incoming.once('error', () => finish('closed', 'the answer broke off'));
    },
  };
}
