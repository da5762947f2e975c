import { SHELL_ORIGIN } from '../server/contract/shell-bridge.ts';

/** The one origin from which the window is ever loaded. */
const { protocol: APP_PROTOCOL, host: APP_HOST } = new URL(SHELL_ORIGIN);
export const APP_SCHEME = APP_PROTOCOL.slice(0, -1);

/**
 * Node's URL answers the origin "null" for schemes of our own, so scheme and host are compared
 * themselves: never `includes` or `startsWith`, which `app://hookbench.example` would pass.
 */
export function isAppUrl(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    url.protocol === APP_PROTOCOL &&
    url.host === APP_HOST &&
    url.username === '' &&
    url.password === ''
  );
}

/** Absolute path inside the window to its URL; anything else leads to the start page. */
export function appUrl(path = '/'): string {
  const address = `${SHELL_ORIGIN}${path.startsWith('/') ? path : '/'}`;
  return isAppUrl(address) ? address : `${SHELL_ORIGIN}/`;
}
