import type { MenuItemConstructorOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { menuTemplate } from '../../../electron/menu.ts';
import { stateLabel, trayImageName, trayMenuTemplate } from '../../../electron/tray.ts';
import { type ServerState, SHELL_COMMANDS } from '../../../server/contract/shell-bridge.ts';

const READY: ServerState = {
  kind: 'ready',
  urls: {
    control: 'http://127.0.0.1:4780',
    exposee: 'http://127.0.0.1:8000',
    receiver: 'http://127.0.0.1:8080',
  },
};

function flatten(items: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [
    item,
    ...(Array.isArray(item.submenu) ? flatten(item.submenu) : []),
  ]);
}

function clickAll(items: MenuItemConstructorOptions[]): void {
  for (const item of flatten(items)) {
    item.click?.(undefined as never, undefined as never, undefined as never);
  }
}

function menu(platform: NodeJS.Platform, isPackaged = true) {
  const send = vi.fn();
  const act = { openWindow: vi.fn(), showLog: vi.fn(), restartServer: vi.fn() };
  return { send, act, items: menuTemplate({ platform, isPackaged, send, ...act }) };
}

test.each(['linux', 'darwin', 'win32'] as const)('on %s every command has an item', (platform) => {
  const { send, act, items } = menu(platform);
  clickAll(items);
  expect(new Set(send.mock.calls.map(([name]) => name))).toEqual(new Set(SHELL_COMMANDS));
  expect(act.openWindow).toHaveBeenCalledOnce();
  expect(act.showLog).toHaveBeenCalledOnce();
  expect(act.restartServer).toHaveBeenCalledOnce();
});

test('nothing reloads the window, and a packaged app has no developer tools', () => {
  const roles = flatten(menu('linux').items).map((item) => item.role);
  expect(roles).not.toContain('reload');
  expect(roles).not.toContain('forceReload');
  expect(roles).not.toContain('toggleDevTools');
  expect(flatten(menu('linux', false).items).map((item) => item.role)).toContain('toggleDevTools');
});

test('single keys are shown by the menu and taken by the window', () => {
  const single = flatten(menu('linux').items).filter((item) =>
    /^.$/.test(`${item.accelerator ?? ''}`),
  );
  expect(single.length).toBeGreaterThan(0);
  expect(single.every((item) => item.registerAccelerator === false)).toBe(true);
});

function tray(state: ServerState, recent = [{ label: 'POST /in/a', path: '/inbox/cap_1' }]) {
  const acts = { send: vi.fn(), copy: vi.fn(), open: vi.fn(), quit: vi.fn() };
  return { ...acts, items: trayMenuTemplate({ state, recent, ...acts }) };
}

test('the tray says where it receives, copies that address and opens recent requests', () => {
  const { items, copy, send, open, quit } = tray(READY);
  expect(items[0]).toMatchObject({ label: 'Receiving at 127.0.0.1:8080', enabled: false });
  clickAll(items);
  expect(copy).toHaveBeenCalledWith('http://127.0.0.1:8080');
  expect(send).toHaveBeenCalledWith({ kind: 'go', path: '/inbox/cap_1' });
  expect(open).toHaveBeenCalledOnce();
  expect(quit).toHaveBeenCalledOnce();
});

test('the tray shows five recent requests at most', () => {
  const recent = Array.from({ length: 9 }, (_, index) => ({ label: `#${index}`, path: '/inbox' }));
  const labels = tray(READY, recent).items.map((item) => item.label);
  expect(labels.filter((label) => label?.startsWith('#'))).toHaveLength(5);
});

test('without a server there is no address to copy, and the icon changes its shape', () => {
  const stopped: ServerState = { kind: 'stopped', detail: 'x' };
  const items = tray(stopped).items.filter((item) => item.label?.startsWith('Copy'));
  expect(items.map((item) => item.enabled)).toEqual([false, false]);
  expect(stateLabel(stopped)).toBe('The server stopped');
  expect(trayImageName(stopped, 'linux')).toBe('tray-problem.png');
  expect(trayImageName(READY, 'darwin')).toBe('trayTemplate.png');
});
