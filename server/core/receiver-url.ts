import type { RawHeaders } from '../contract/text.ts';
import { findHeader } from './raw-headers.ts';

/** Headers by which a proxy or a tunnel shows that a request did not come straight from its sender. */
const FORWARDING_HEADERS =
  /^(forwarded|via|x-forwarded-.*|x-real-ip|x-original-.*|cf-.*|cdn-loop|ngrok-.*|true-client-ip|fastly-.*|fly-.*|x-envoy-.*|x-amzn-trace-id|x-arr-.*)$/;

/** Whether any header says that a proxy or tunnel stood between sender and receiver. */
export function hasForwardingHeader(headers: RawHeaders): boolean {
  return headers.some(([name]) => FORWARDING_HEADERS.test(name.toLowerCase()));
}

/** Whether a host name or address (no port, brackets allowed) is this computer. */
export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '::1' ||
    /^(::ffff:)?127(\.\d{1,3}){3}$/.test(name)
  );
}

/** The host of a Host header without its port. */
export function hostNameOf(host: string): string {
  return host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : (host.split(':')[0] ?? '');
}

/**
 * The full URL as the sender called it: what some dialects sign. A tunnel's own headers count,
 * since the sender spoke to the tunnel.
 */
export function calledUrl(target: string, headers: RawHeaders, publicUrl: string | null): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) {
    return target;
  }
  const host = findHeader(headers, 'host') ?? 'localhost';
  const isPublic = publicUrl !== null && hostOf(publicUrl) === host.toLowerCase();
  const forwardedHost = findHeader(headers, 'x-forwarded-host');
  const forwardedScheme = findHeader(headers, 'x-forwarded-proto')?.split(',')[0]?.trim();
  const scheme = isPublic
    ? publicUrl.slice(0, publicUrl.indexOf(':'))
    : (forwardedScheme ?? 'http');
  return `${scheme}://${isPublic ? host : (forwardedHost ?? host)}${target}`;
}

/** The path at which our receiver gets what is sent to `url`, or undefined where it is not ours. */
export function ownPath(
  url: string,
  receiver: { readonly port: number; readonly publicUrl: string | null },
): string | undefined {
  const parsed = parseUrl(url);
  if (!parsed) {
    return undefined;
  }
  const port = Number(parsed.port) || (parsed.protocol === 'https:' ? 443 : 80);
  if (isLoopbackName(parsed.hostname) && port === receiver.port) {
    return parsed.pathname;
  }
  const own = receiver.publicUrl === null ? undefined : parseUrl(receiver.publicUrl);
  if (!own || own.host !== parsed.host) {
    return undefined;
  }
  const base = own.pathname.replace(/\/$/, '');
  const isBelow = parsed.pathname === base || parsed.pathname.startsWith(`${base}/`);
  return isBelow ? parsed.pathname.slice(base.length) || '/' : undefined;
}

function hostOf(url: string): string | undefined {
  return parseUrl(url)?.host;
}

function parseUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
