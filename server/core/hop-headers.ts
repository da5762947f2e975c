import type { RawHeaders } from '../contract/text.ts';

/** RFC 9110 7.6.1 and what proxies treat alike: they belong to one connection, not to the message. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'expect',
]);

/** The headers without those of the connection, named ones included; all others as they are. */
export function withoutHopHeaders(headers: RawHeaders): RawHeaders {
  const named = headers
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((token) => token.trim().toLowerCase()));
  const dropped = new Set([...HOP_BY_HOP, ...named.filter((name) => !ALWAYS_KEPT.has(name))]);
  return headers.filter(([name]) => !dropped.has(name.toLowerCase()));
}

/** A sender must not be able to have these dropped by naming them in Connection. */
const ALWAYS_KEPT: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-type',
  'close',
]);
