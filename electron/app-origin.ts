/** The one origin from which the window is ever loaded. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'hookbench';
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;

/**
 * Node's URL answers the origin "null" for schemes of our own, so scheme and host are compared
 * themselves: never `includes` or `startsWith`, which `app://hookbench.example` would pass.
 */
export function isAppUrl(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    url.protocol === `${APP_SCHEME}:` &&
    url.host === APP_HOST &&
    url.username === '' &&
    url.password === ''
  );
}

/** Absolute path inside the window to its URL; anything else leads to the start page. */
export function appUrl(path = '/'): string {
  const address = `${APP_ORIGIN}${path.startsWith('/') ? path : '/'}`;
  return isAppUrl(address) ? address : `${APP_ORIGIN}/`;
}
