import type { IncomingMessage } from 'node:http';
import type { RawHeaders } from '../contract/text.ts';
import { hasForwardingHeader, hostNameOf, isLoopbackName } from '../core/receiver-url.ts';

/**
 * Whether a request came from this computer and through no proxy or tunnel: its peer and its Host are
 * loopback, and no header tells of a hop. The Host keeps out pages that had their name rebound; one
 * with another port than ours is that of a tunnel or proxy on this computer, whoever stands before it.
 */
export function isDirectCall(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  const { host = '' } = request.headers;
  return (
    isLoopbackName(address) &&
    isLoopbackName(hostNameOf(host)) &&
    isOwnPort(host, request.socket.localPort) &&
    !hasForwardingHeader(pairsOf(request))
  );
}

function isOwnPort(host: string, port: number | undefined): boolean {
  const named = /:(\d+)$/.exec(host)?.[1];
  return named === undefined || Number(named) === port;
}

function pairsOf(request: IncomingMessage): RawHeaders {
  const pairs: RawHeaders = [];
  const raw = request.rawHeaders;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  }
  return pairs;
}
