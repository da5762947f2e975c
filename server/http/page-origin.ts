import type { Middleware } from 'koa';
import { isAddressText } from '../core/address-policy.ts';
import { AppError } from '../core/errors.ts';
import { isLoopbackName } from '../core/receiver-url.ts';

/**
 * Keeps web pages out that had their own name pointed at this computer: to the browser they are then
 * the same site, and could register a URL and read events. Programs send no Origin and pass.
 */
export function pageOriginMiddleware(baseUrl: () => string): Middleware {
  return (context, next) => {
    const origin = context.req.headers.origin;
    if (origin === undefined || isOwn(origin, baseUrl())) {
      return next();
    }
    throw new AppError(
      'forbidden_origin',
      `Pages of ${origin.slice(0, 100)} may not call this server. Call it from a program, or set exposee_public_url.`,
    );
  };
}

/** A name can be pointed anywhere; an address, this computer's own names and the public URL cannot. */
function isOwn(origin: string, baseUrl: string): boolean {
  if (!URL.canParse(origin)) {
    return false;
  }
  const { hostname } = new URL(origin);
  const ownName = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
  return isLoopbackName(hostname) || isAddressText(hostname) || hostname === ownName;
}
