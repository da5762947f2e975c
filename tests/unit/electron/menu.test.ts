import type { MenuItemConstructorOptions } from 'electron';
import { expect, test, vi } from 'vitest';
import { acceleratorOf } from '../../../electron/accelerator.ts';
import { type MenuOptions, menuTemplate } from '../../../electron/menu.ts';
import { stateLabel, trayImageName, trayMenuTemplate } from '../../../electron/tray.ts';
import type { ServerState } from '../../../server/contract/shell-bridge.ts';
import { WINDOW_COMMAND_IDS } from '../../../server/contract/window-commands.ts';

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

function menu(platform: NodeJS.Platform, isPackaged = true, keys: MenuOptions['keys'] = {}) {
  const send = vi.fn();
  const act = {
    openWindow: vi.fn(),
    openSettings: vi.fn(),
    showLog: vi.fn(),
    restartServer: vi.fn(),
  };
  return { send, act, items: menuTemplate({ platform, isPackaged, keys, send, ...act }) };
}

/** Commands that the shell does itself: they work without a window too. */
const OF_THE_SHELL = new Set(['window.new', 'go.settings']);

test.each(['linux', 'darwin', 'win32'] as const)('on %s every command has an item', (platform) => {
  const { send, act, items } = menu(platform);
  clickAll(items);
  expect(send.mock.calls.map(([name]) => name).sort()).toEqual(
    WINDOW_COMMAND_IDS.filter((id) => !OF_THE_SHELL.has(id)).sort(),
  );
  expect(act.openSettings).toHaveBeenCalledOnce();
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

test('on macOS no key without ⌘ is given to the menu, which would take it from text fields', () => {
  const items = flatten(menu('darwin', true, { star: 'alt+s' }).items);
  const keys = items.map((item) => `${item.accelerator ?? 'CmdOrCtrl+'}`);
  expect(keys.filter((key) => !key.startsWith('CmdOrCtrl+'))).toEqual([]);
  expect(items.find((item) => item.label === 'Fire Event')).toMatchObject({ toolTip: 'Key: F' });
  expect(items.find((item) => item.label === 'Command Palette…')).toMatchObject({
    accelerator: 'CmdOrCtrl+K',
  });
});

test('the key of the plus sign zooms without shift too', () => {
  const zooms = flatten(menu('linux').items).filter((item) => item.role === 'zoomIn');
  expect(zooms).toContainEqual({ role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false });
});

test('keys that were remapped are shown, and gone where a command has none', () => {
  const { items } = menu('linux', true, { fire: 'mod+j', 'list.live': '' });
  const shown = (label: string) => flatten(items).find((item) => item.label === label)?.accelerator;
  expect(shown('Fire Event')).toBe('CmdOrCtrl+J');
  expect(shown('Go Live')).toBeUndefined();
  expect(shown('Pause or Resume View')).toBe('P');
  expect(shown('New Window')).toBe('CmdOrCtrl+Shift+N');
});

test.each([
  ['mod+shift+n', 'CmdOrCtrl+Shift+N'],
  ['alt+arrowup', 'Alt+Up'],
  ['shift+f6', 'Shift+F6'],
  ['mod+\\', 'CmdOrCtrl+\\'],
  ['mod++', 'CmdOrCtrl+Plus'],
  ['g o', undefined],
  ['ö', undefined],
  ['', undefined],
])('%s is shown as %s', (keys, accelerator) => {
  expect(acceleratorOf(keys)).toBe(accelerator);
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
