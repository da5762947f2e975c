import { EventEmitter } from 'node:events';
import type { Session, WebContents } from 'electron';
import { expect, test, vi } from 'vitest';
import { appUrl, isAppUrl } from '../../../electron/app-origin.ts';
import { externalUrl, lockNavigation, lockSession } from '../../../electron/security.ts';

const FOREIGN = [
  'https://example.com/',
  'http://127.0.0.1:4780/',
  'file:///etc/passwd',
  'app://hookbench.example/',
  'app://example/app://hookbench/',
  'app://hookbench@example.com/',
  'app://user@hookbench/',
  'javascript:alert(1)',
  'data:text/html,x',
  'not a url',
];

test.each(FOREIGN)('%s is not the app', (address) => {
  expect(isAppUrl(address)).toBe(false);
});

test('the app is its own origin, whatever the path', () => {
  expect(isAppUrl('app://hookbench/inbox?tab=raw#x')).toBe(true);
  expect(appUrl('/inbox')).toBe('app://hookbench/inbox');
  expect(appUrl('@example.com/')).toBe('app://hookbench/');
});

function lockedContents() {
  const contents = new EventEmitter() as EventEmitter & Partial<WebContents>;
  contents.setWindowOpenHandler = vi.fn();
  lockNavigation(contents as WebContents);
  return contents;
}

function isRefused(contents: EventEmitter, name: string, url: string): boolean {
  const preventDefault = vi.fn();
  contents.emit(name, { url, preventDefault });
  return preventDefault.mock.calls.length > 0;
}

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])(
  '%s leads nowhere but to the app',
  (name) => {
    const contents = lockedContents();
    expect(FOREIGN.map((url) => isRefused(contents, name, url))).not.toContain(false);
    expect(isRefused(contents, name, 'app://hookbench/events')).toBe(false);
  },
);

test('webviews and new windows are refused', () => {
  const contents = lockedContents();
  expect(isRefused(contents, 'will-attach-webview', 'app://hookbench/')).toBe(true);
  const handler = vi.mocked(contents.setWindowOpenHandler!).mock.calls[0]![0];
  expect(handler({ url: 'https://example.com/' } as never)).toEqual({ action: 'deny' });
});

function lockedSession() {
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: vi.fn<Session['setPermissionRequestHandler']>(),
    setPermissionCheckHandler: vi.fn<Session['setPermissionCheckHandler']>(),
    setDevicePermissionHandler: vi.fn<Session['setDevicePermissionHandler']>(),
    setDisplayMediaRequestHandler: vi.fn<Session['setDisplayMediaRequestHandler']>(),
  });
  lockSession(session as never);
  return session;
}

function asks(session: ReturnType<typeof lockedSession>, permission: string, url: string): boolean {
  const decide = vi.fn();
  const handler = session.setPermissionRequestHandler.mock.calls[0]![0]!;
  handler({ getURL: () => url } as never, permission as never, decide, {} as never);
  return decide.mock.calls[0]![0];
}

test('the window may write the clipboard and nothing else', () => {
  const session = lockedSession();
  expect(asks(session, 'clipboard-sanitized-write', 'app://hookbench/')).toBe(true);
  expect(asks(session, 'clipboard-sanitized-write', 'https://example.com/')).toBe(false);
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'hid']) {
    expect(asks(session, permission, 'app://hookbench/')).toBe(false);
  }
});

test('permission checks without a page go by the asking origin', () => {
  const check = lockedSession().setPermissionCheckHandler.mock.calls[0]![0]!;
  const asked = 'clipboard-sanitized-write';
  expect(check(null, asked, 'app://hookbench/', {} as never)).toBe(true);
  expect(check(null, asked, 'https://example.com/', {} as never)).toBe(false);
  expect(check(null, 'midi', 'app://hookbench/', {} as never)).toBe(false);
});

test('devices and downloads are refused', () => {
  const session = lockedSession();
  expect(session.setDevicePermissionHandler.mock.calls[0]![0]!({} as never)).toBe(false);
  expect(isRefused(session, 'will-download', 'app://hookbench/x')).toBe(true);
});

test.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://host/share',
  'ms-settings:',
  'app://hookbench/',
  'https://user:password@example.com/',
  'no url',
])('%s does not open outside', (address) => {
  expect(externalUrl(address)).toBeUndefined();
});

test('http and https open outside, as parsed', () => {
  expect(externalUrl('https://example.com/a b')).toBe('https://example.com/a%20b');
  expect(externalUrl('http://localhost:3000')).toBe('http://localhost:3000/');
});
