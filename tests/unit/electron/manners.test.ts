import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { CHANNELS } from '../../../electron/channels.ts';
import { PATIENCE } from '../../support/patience.ts';
import { FakeNotification, FakeTray, FakeWindow } from './fake-electron.ts';
import { prepareMain, URLS } from './started-main.ts';

const main = prepareMain();
const { startToServer, startToWindow, call, onPlatform } = main;

/** The commands that a page got, once it says that it listens. */
function commandsOf(window: FakeWindow): unknown[] {
  call(window, CHANNELS.windowIsListening);
  const sent = window.webContents.send.mock.calls;
  return sent.filter(([channel]) => channel === CHANNELS.command).map(([, command]) => command);
}

test('links and second starts that come while the server starts wait for the window', async () => {
  const child = await startToServer();
  const { app } = main.fake().electron;
  const event = { preventDefault: vi.fn() };
  app.emit('open-url', event, 'hookbench://inbox/cap_1');
  app.emit('second-instance', {}, ['/app', 'hookbench://events']);
  app.emit('second-instance', {}, ['/app', 'https://example.com/']);
  app.emit('activate');
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(FakeWindow.opened).toHaveLength(0);
  child.emit('message', { kind: 'ready', urls: URLS });
  await vi.waitFor(() => expect(app.setAsDefaultProtocolClient).toHaveBeenCalledOnce(), PATIENCE);
  expect(FakeWindow.opened).toHaveLength(1);
  expect(commandsOf(FakeWindow.opened[0]!)).toEqual([
    { kind: 'go', path: '/inbox/cap_1' },
    { kind: 'go', path: '/events' },
  ]);
});

test('Windows is told that a link is no option, and from a clone where the app lies', async () => {
  await startToWindow();
  const { app } = main.fake().electron;
  await vi.waitFor(() => expect(app.setAsDefaultProtocolClient).toHaveBeenCalledOnce(), PATIENCE);
  const [scheme, program, args] = app.setAsDefaultProtocolClient.mock.lastCall!;
  expect([scheme, program, args]).toEqual(['hookbench', process.execPath, ['--']]);
  main.renew();
  main.fake().electron.app.isPackaged = false;
  await startToWindow();
  const again = main.fake().electron.app.setAsDefaultProtocolClient;
  await vi.waitFor(() => expect(again).toHaveBeenCalledOnce(), PATIENCE);
  expect(again.mock.lastCall![2]).toEqual(['/app', '--']);
});

test('the link of a cold start is followed', async () => {
  process.argv.push('hookbench://deliveries/dlv_1?tab=signature');
  const { window } = await startToWindow().finally(() => process.argv.pop());
  await vi.waitFor(
    () => expect(main.fake().electron.app.setAsDefaultProtocolClient).toHaveBeenCalledOnce(),
    PATIENCE,
  );
  expect(commandsOf(window)).toEqual([{ kind: 'go', path: '/deliveries/dlv_1?tab=signature' }]);
});

test('quitting twice waits for the one end of the server', async () => {
  const { child } = await startToWindow();
  child.postMessage = vi.fn();
  const { app } = main.fake().electron;
  const events = [{ preventDefault: vi.fn() }, { preventDefault: vi.fn() }];
  for (const event of events) {
    app.emit('before-quit', event);
    await new Promise(setImmediate);
    expect(event.preventDefault).toHaveBeenCalledOnce();
  }
  expect(app.quit).not.toHaveBeenCalled();
  child.emit('exit', 0);
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalled(), PATIENCE);
});

test('a system that shuts down waits until the server has stopped', async () => {
  await startToWindow();
  const event = { preventDefault: vi.fn() };
  main.fake().electron.powerMonitor.emit('shutdown', event);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(main.fake().electron.app.quit).toHaveBeenCalledOnce();
});

test('Windows ends the session: the server is told at once', async () => {
  const { child, window } = await startToWindow();
  window.emit('session-end', {});
  expect(child.orders.at(-1)).toEqual({ kind: 'stop' });
});

function close(window: FakeWindow): boolean {
  const event = { preventDefault: vi.fn() };
  window.emit('close', event);
  const isClosed = event.preventDefault.mock.calls.length === 0;
  if (isClosed) {
    window.isShown = false;
    window.emit('closed');
  }
  return isClosed;
}

test('with the tray on the last window hides, which is said once; quitting closes it', async () => {
  const { window } = await startToWindow();
  const { app } = main.fake().electron;
  expect(call(window, CHANNELS.changePreferences, { hasTray: true })).toMatchObject({
    hasTray: true,
    theme: 'system',
  });
  expect(FakeTray.made).toHaveLength(1);
  call(window, CHANNELS.openWindow, '/inbox');
  expect(close(FakeWindow.opened[1]!)).toBe(true);
  expect(close(window)).toBe(false);
  expect(window.hide).toHaveBeenCalledOnce();
  window.show();
  expect(close(window)).toBe(false);
  const titles = FakeNotification.shown.map((shown) => shown.options.title);
  expect(titles).toEqual(['Hookbench keeps capturing']);
  expect(call(window, CHANNELS.preferences)).toMatchObject({ knowsTray: true });
  app.emit('window-all-closed');
  expect(app.quit).not.toHaveBeenCalled();
  app.emit('before-quit', { preventDefault: vi.fn() });
  expect(close(window)).toBe(true);
});

test('without a tray the last window closes, and none stays hidden as the tray goes', async () => {
  const { window } = await startToWindow();
  call(window, CHANNELS.changePreferences, { hasTray: true });
  close(window);
  window.show.mockClear();
  call(window, CHANNELS.changePreferences, { hasTray: false });
  expect(FakeTray.made[0]!.destroy).toHaveBeenCalledOnce();
  expect(window.show).toHaveBeenCalledOnce();
  expect(close(window)).toBe(true);
});

test('a click on the tray shows the window, where macOS opens its menu', async () => {
  const { window } = await startToWindow();
  onPlatform('win32');
  call(window, CHANNELS.changePreferences, { hasTray: true });
  FakeTray.made[0]!.emit('click');
  expect(window.focus).toHaveBeenCalledOnce();
  call(window, CHANNELS.changePreferences, { hasTray: false });
  onPlatform('darwin');
  call(window, CHANNELS.changePreferences, { hasTray: true });
  expect(FakeTray.made[1]!.listenerCount('click')).toBe(0);
});

test('the dock of macOS and the jump list of Windows offer the same acts', async () => {
  onPlatform('win32');
  const { window } = await startToWindow();
  const { app } = main.fake().electron;
  const tasks = app.setUserTasks.mock.lastCall![0] as Electron.Task[];
  expect(tasks.map(({ title }) => title)).toEqual(['Fire last event', 'Open inbox']);
  const dock = app.dock.setMenu.mock.lastCall![0] as Electron.MenuItemConstructorOptions[];
  expect(dock.map(({ label }) => label)).toEqual(['New Window', 'Fire Last Event', 'Open Inbox']);
  for (const item of dock) {
    item.click?.(undefined as never, undefined as never, undefined as never);
  }
  expect(FakeWindow.opened).toHaveLength(2);
  const front = FakeWindow.opened[1]!;
  expect([...commandsOf(window), ...commandsOf(front)]).toEqual([
    { kind: 'command', name: 'fire.last' },
    { kind: 'command', name: 'go.inbox' },
  ]);
});

function press(window: FakeWindow, ...keys: readonly string[]): void {
  for (const key of keys) {
    const [type, name] = key.split(' ');
    window.webContents.emit('before-input-event', {}, { type, key: name });
  }
}

test('without a menu bar Alt alone and the button open the menu', async () => {
  onPlatform('win32');
  const { window } = await startToWindow();
  const { popups } = main.fake();
  press(window, 'keyDown Alt', 'keyDown ArrowLeft', 'keyUp Alt');
  press(window, 'keyDown Alt');
  window.emit('blur');
  press(window, 'keyUp Alt');
  expect(popups).not.toHaveBeenCalled();
  press(window, 'keyDown Alt', 'keyUp Alt');
  expect(popups.mock.lastCall![0]).toMatchObject({ window, x: 8, y: 48 });
  call(window, CHANNELS.openMenu);
  expect(popups).toHaveBeenCalledTimes(2);
});

test('where there is a menu bar Alt is left to it', async () => {
  onPlatform('linux');
  const { window } = await startToWindow();
  press(window, 'keyDown Alt', 'keyUp Alt');
  expect(main.fake().popups).not.toHaveBeenCalled();
});

test('a right click in text offers what can be done there, elsewhere nothing', async () => {
  const { window } = await startToWindow();
  const { popups, electron } = main.fake();
  const click = (params: object): void => {
    window.webContents.emit('context-menu', {}, { selectionText: '', editFlags: {}, ...params });
  };
  click({ isEditable: false });
  expect(popups).not.toHaveBeenCalled();
  click({ isEditable: true, editFlags: { canPaste: true, canCut: false } });
  const items = electron.Menu.buildFromTemplate.mock.lastCall![0] as object[];
  expect(items).toContainEqual({ role: 'paste', enabled: true });
  expect(items).toContainEqual({ role: 'cut', enabled: false });
  click({ isEditable: false, selectionText: 'cap_1', editFlags: { canCopy: true } });
  expect(electron.Menu.buildFromTemplate.mock.lastCall![0]).toEqual(
    expect.arrayContaining([{ role: 'copy', enabled: true }]),
  );
  expect(popups).toHaveBeenCalledTimes(2);
});

test('a page that ends again and again is asked about, and can be loaded once more', async () => {
  const { window } = await startToWindow();
  const { dialog } = main.fake().electron;
  for (let crash = 0; crash < 4; crash += 1) {
    window.webContents.emit('render-process-gone', {}, { reason: 'oom' });
  }
  expect(dialog.showMessageBox).toHaveBeenCalledOnce();
  expect(dialog.showMessageBox.mock.lastCall).toMatchObject([
    { detail: expect.stringContaining('"oom"') },
  ]);
  await vi.waitFor(() => expect(window.webContents.reload).toHaveBeenCalledTimes(4), PATIENCE);
});

test('a change of the theme recolours the frame; forced colours are those of Windows', async () => {
  onPlatform('win32');
  const { window } = await startToWindow();
  const { nativeTheme } = main.fake().electron;
  nativeTheme.shouldUseDarkColors = true;
  nativeTheme.emit('updated');
  expect(window.setBackgroundColor).toHaveBeenLastCalledWith('#0F1217');
  expect(window.setTitleBarOverlay).toHaveBeenLastCalledWith({
    color: '#0F1217',
    symbolColor: '#EAEDF3',
  });
  nativeTheme.inForcedColorsMode = true;
  nativeTheme.emit('updated');
  expect(window.setTitleBarOverlay).toHaveBeenLastCalledWith({
    color: '#000000',
    symbolColor: '#ffff00',
  });
});

test('the first paint has the theme that was chosen, not that of the system', async () => {
  const userData = join(main.folder(), 'userData');
  await mkdir(userData, { recursive: true });
  await writeFile(join(userData, 'preferences.json'), '{"theme": "dark"}');
  const { nativeTheme } = main.fake().electron;
  Object.defineProperty(nativeTheme, 'shouldUseDarkColors', {
    get: () => nativeTheme.themeSource === 'dark',
  });
  const { window } = await startToWindow();
  expect(window.options).toMatchObject({ show: false, backgroundColor: '#0F1217' });
});

test('a window keeps the frame that it was made with', async () => {
  onPlatform('linux');
  const { window } = await startToWindow();
  call(window, CHANNELS.changePreferences, { hasCompactTitleBar: true });
  main.fake().electron.nativeTheme.emit('updated');
  expect(window.setTitleBarOverlay).not.toHaveBeenCalled();
});

test('what was captured last stands in the menu of the tray', async () => {
  const { window } = await startToWindow();
  call(window, CHANNELS.changePreferences, { hasTray: true });
  call(window, CHANNELS.showRecent, [{ label: '#88 POST /in/demo', path: '/inbox/cap_88' }]);
  const menu = FakeTray.made[0]!.setContextMenu.mock.lastCall![0] as { label?: string }[];
  expect(menu.map(({ label }) => label)).toContain('#88 POST /in/demo');
});
