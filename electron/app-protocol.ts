import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import type { CustomScheme } from 'electron';
import { APP_SCHEME, isAppUrl } from './app-origin.ts';

export const APP_SCHEME_PRIVILEGES: CustomScheme = {
  scheme: APP_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface AppProtocolOptions {
  /** The built window; nothing outside of it is ever answered. */
  readonly rendererDir: string;
  /** Where the window may connect to, once it is known. */
  readonly controlOrigin: () => string | undefined;
  /** Vite's server while developing; never in a packaged app. */
  readonly devServer?: DevServer | undefined;
}

export interface DevServer {
  readonly url: string;
  readonly fetch: (url: string) => Promise<Response>;
}

function contentSecurityPolicy(controlOrigin: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${controlOrigin ? ` ${controlOrigin}` : ''}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Vite injects styles and a refresh preamble and speaks over a socket: development only. */
function developmentPolicy(controlOrigin: string | undefined): string {
  return contentSecurityPolicy(controlOrigin)
    .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", "connect-src 'self' ws://localhost:* ws://127.0.0.1:*");
}

/**
 * The file that an address of the app names, or undefined where it is not ours or would lie
 * outside. A path without an ending is a place in the window, so the start page answers it.
 */
export function resolveAppFile(rendererDir: string, address: string): string | undefined {
  const path = isAppUrl(address) ? decodePath(new URL(address).pathname) : undefined;
  if (path === undefined || path.includes('\0') || path.includes('\\')) {
    return undefined;
  }
  const root = resolve(rendererDir);
  const file = resolve(join(root, extname(path) === '' ? 'index.html' : path));
  return file.startsWith(root + sep) ? file : undefined;
}

export function createAppProtocolHandler(
  options: AppProtocolOptions,
): (request: Pick<Request, 'url' | 'method'>) => Promise<Response> {
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return plain(405, 'Only GET is answered here.');
    }
    const file = resolveAppFile(options.rendererDir, request.url);
    if (file === undefined) {
      return plain(404, 'Not part of this app.');
    }
    return options.devServer
      ? answerFromDevServer(options.devServer, request.url, options.controlOrigin())
      : answerFile(file, options.controlOrigin());
  };
}

async function answerFile(file: string, controlOrigin: string | undefined): Promise<Response> {
  try {
    const bytes = await readFile(file);
    return new Response(new Uint8Array(bytes), {
      headers: securityHeaders(
        contentSecurityPolicy(controlOrigin),
        TYPES[extname(file)] ?? 'application/octet-stream',
      ),
    });
  } catch {
    return plain(404, 'No such file in this app.');
  }
}

async function answerFromDevServer(
  server: DevServer,
  address: string,
  controlOrigin: string | undefined,
): Promise<Response> {
  const { pathname, search } = new URL(address);
  const answer = await server.fetch(new URL(pathname + search, server.url).href);
  return new Response(answer.body, {
    status: answer.status,
    headers: securityHeaders(
      developmentPolicy(controlOrigin),
      answer.headers.get('content-type') ?? 'application/octet-stream',
    ),
  });
}

function securityHeaders(policy: string, contentType: string): Record<string, string> {
  return {
    'content-type': contentType,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
  };
}

function plain(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: securityHeaders(contentSecurityPolicy(undefined), 'text/plain; charset=utf-8'),
  });
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
