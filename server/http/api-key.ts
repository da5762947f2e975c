import { createHash, timingSafeEqual } from 'node:crypto';
import type { Middleware } from 'koa';
import { AppError } from '../core/errors.ts';

/** Routes that stay open: whoever integrates must be able to read how, and a probe to ask for health. */
const OPEN_PATHS = /^\/(healthz|openapi\.(json|yaml)|docs(\/.*)?)?$/;

/** Closes the exposee's routes while an API key is set: `Authorization: Bearer` or `X-Api-Key`. */
export function apiKeyMiddleware(apiKey: () => string | undefined): Middleware {
  return (context, next) => {
    const wanted = apiKey();
    if (wanted === undefined || OPEN_PATHS.test(context.path)) {
      return next();
    }
    const bearer = /^Bearer +(\S+) *$/i.exec(context.get('Authorization'))?.[1];
    const given = bearer ?? context.get('X-Api-Key');
    if (isSameText(given, wanted)) {
      return next();
    }
    throw new AppError(
      'unauthorized',
      'An API key is required: send it as "Authorization: Bearer KEY" or "X-Api-Key: KEY".',
    );
  };
}

/** Compares in constant time, whatever the lengths. */
export function isSameText(given: string, wanted: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(wanted));
}

function digestOf(text: string): Uint8Array {
  return createHash('sha256').update(text).digest();
}
