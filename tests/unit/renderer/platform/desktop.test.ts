import { expect, it, vi } from 'vitest';
import { createDesktopPlatform } from '../../../../renderer/platform/desktop.ts';
import type { ShellBridge } from '../../../../server/contract/shell-bridge.ts';

function bridgeOf(part: Partial<ShellBridge>): ShellBridge {
  const versions = { app: '1', electron: '45', chrome: '150', node: '24' };
  return { platform: 'win32', versions, hidesMenu: false, ...part } as ShellBridge;
}

it('dialogs get the endings of what an input accepts', async () => {
  const openFile = vi.fn(async () => null);
  const platform = createDesktopPlatform(bridgeOf({ openFile }));
  await platform.openFile('.json, .csv,application/json,text/csv');
  expect(openFile).toHaveBeenCalledExactlyOnceWith(['json', 'csv']);
});

it('there is a button for the menu only where the window has no menu bar', () => {
  const openMenu = vi.fn(async () => undefined);
  expect(createDesktopPlatform(bridgeOf({ openMenu })).openMenu).toBeNull();
  createDesktopPlatform(bridgeOf({ openMenu, hidesMenu: true })).openMenu?.();
  expect(openMenu).toHaveBeenCalledOnce();
});

it('the tray and the frame are set through the shell', async () => {
  const changePreferences = vi.fn<ShellBridge['changePreferences']>();
  const { shell } = createDesktopPlatform(bridgeOf({ changePreferences }));
  await shell?.change({ hasTray: true });
  expect(changePreferences).toHaveBeenCalledExactlyOnceWith({ hasTray: true });
});
