import type { RawHeaders } from '../contract/text.ts';
import { AppError } from './errors.ts';

/** What HTTP or Hookbench itself writes into a request, in lower case. */
const RESERVED_NAMES: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'proxy-authorization',
  'proxy-connection',
  'http2-settings',
]);

/** `webhook-id` and its like carry what is signed: nobody else may set them. */
const RESERVED_PREFIXES: readonly string[] = ['webhook-', 'hookbench-', 'x-hookbench-'];

/** Whether a static header's name belongs to HTTP, to Hookbench or to the dialect. Case does not count. */
export function isReservedHeader(name: string, dialectHeaders: readonly string[] = []): boolean {
  const wanted = name.toLowerCase();
  return (
    RESERVED_NAMES.has(wanted) ||
    RESERVED_PREFIXES.some((prefix) => wanted.startsWith(prefix)) ||
    dialectHeaders.some((header) => header.toLowerCase() === wanted)
  );
}

/** Throws AppError `reserved_header` that names the first reserved one among them. */
export function checkStaticHeaders(
  headers: Readonly<Record<string, string>>,
  dialectHeaders: readonly string[] = [],
): void {
  const name = Object.keys(headers).find((candidate) =>
    isReservedHeader(candidate, dialectHeaders),
  );
  if (name !== undefined) {
    const text = `headers.${name}: Hookbench sets this header itself. Choose another name.`;
    throw new AppError('reserved_header', text, [
      { path: `headers.${name}`, message: 'a name that neither HTTP nor the signature uses' },
    ]);
  }
}

/** The dialect's headers, then ours, then the user's: a name that is there already is left alone. */
export function withStaticHeaders(
  shaped: RawHeaders,
  userAgent: string,
  headers: Readonly<Record<string, string>>,
): RawHeaders {
  const merged = [...shaped];
  const names = Object.keys(headers);
  if (!hasHeader(merged, 'user-agent') && !names.some((name) => isUserAgent(name))) {
    merged.push(['user-agent', userAgent]);
  }
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined && !hasHeader(shaped, name.toLowerCase())) {
      merged.push([name, value]);
    }
  }
  return merged;
}

function isUserAgent(name: string): boolean {
  return name.length === 10 && name.toLowerCase() === 'user-agent';
}

function hasHeader(headers: RawHeaders, lowerName: string): boolean {
  return headers.some(
    ([name]) => name.length === lowerName.length && name.toLowerCase() === lowerName,
  );
}
