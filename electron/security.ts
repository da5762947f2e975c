import type { Session, WebContents } from 'electron';
import { isAppUrl } from './app-origin.ts';

/** What the window may do without asking. Everything else that Chromium knows is refused. */
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set([
  'clipboard-sanitized-write',
  // The window speaks to the control listener on this computer; its CSP names that one address.
  'loopback-network',
  'local-network-access',
]);

/** Applies to every WebContents from `web-contents-created` on: nothing leaves the app's origin. */
export function lockNavigation(contents: WebContents): void {
  const refuseForeign = (event: { url: string; preventDefault(): void }): void => {
    if (!isAppUrl(event.url)) {
      event.preventDefault();
    }
  };
  contents.on('will-navigate', refuseForeign);
  contents.on('will-frame-navigate', refuseForeign);
  contents.on('will-redirect', refuseForeign);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(isAppUrl(contents.getURL()) && ALLOWED_PERMISSIONS.has(permission)),
  );
  session.setPermissionCheckHandler(
    (contents, permission, requestingOrigin) =>
      isAppUrl(contents?.getURL() ?? requestingOrigin) && ALLOWED_PERMISSIONS.has(permission),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.on('will-download', (event) => event.preventDefault());
}

/** The URL to hand to the system's browser; undefined for anything but http and https. */
export function externalUrl(address: string): string | undefined {
  const url = URL.parse(address);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  return url && isWeb && url.username === '' && url.password === '' ? url.href : undefined;
}
