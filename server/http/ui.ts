import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Context, Middleware } from 'koa';
import { AppError } from '../core/errors.ts';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

/** Serves the built window to a browser: files by name, and its first page for all other paths. */
export function uiMiddleware(folder: string | undefined): Middleware {
  return async (context, next) => {
    const isRead = context.method === 'GET' || context.method === 'HEAD';
    if (!isRead || /^\/(api(\/|$)|metrics$)/.test(context.path)) {
      return next();
    }
    const file = await findFile(folder, context.path);
    if (file) {
      await sendFile(context, file);
      return;
    }
    if (extname(context.path) !== '') {
      return next();
    }
    const page = await findFile(folder, '/index.html');
    if (!page) {
      throw new AppError('unavailable', 'The window is not built. Run "npm run build" first.');
    }
    await sendFile(context, page);
  };
}

interface FoundFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly isHashed: boolean;
}

async function findFile(folder: string | undefined, path: string): Promise<FoundFile | undefined> {
  const name = decoded(path);
  if (folder === undefined || name === undefined || name.includes('\0')) {
    return undefined;
  }
  const root = normalize(folder + sep);
  const full = normalize(join(root, name));
  if (!full.startsWith(root)) {
    return undefined;
  }
  const found = await stat(full).catch(() => undefined);
  return found?.isFile()
    ? { path: full, sizeBytes: found.size, isHashed: name.startsWith('/assets/') }
    : undefined;
}

/** Names below /assets carry a hash of their content: they never change. */
async function sendFile(context: Context, file: FoundFile): Promise<void> {
  context.set({
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'Cache-Control': file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  });
  context.status = 200;
  context.type = TYPES[extname(file.path)] ?? 'application/octet-stream';
  if (context.method === 'GET') {
    context.body = createReadStream(file.path);
  }
  // After the body: a stream's length is not known to Koa, and setting one clears it.
  context.length = file.sizeBytes;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
