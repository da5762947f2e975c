import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { CHANNELS } from '../../../electron/channels.ts';
import { PATIENCE } from '../../support/patience.ts';
import { FakeNotification, FakeWindow } from './fake-electron.ts';
import { prepareMain, URLS } from './started-main.ts';

const main = prepareMain();
const { startMain, startToServer, startToWindow, call, menuItem, chooseInMenu } = main;

test('lock, vault, server and window come in this order, and the locks before the window', async () => {
  await startToWindow();
  expect(main.fake().calls).toEqual([
    'scheme',
    'sandbox',
    'lock',
    'ready',
    'vault',
    'protocol',
    'lock session',
    'server',
    'window',
  ]);
});

test('a second instance ends at once, without a server', async () => {
  main.fake().electron.app.requestSingleInstanceLock.mockReturnValue(false);
  await startMain();
  expect(main.fake().calls).toEqual(['scheme', 'sandbox', 'quit']);
});

test('the server gets folder, key and token, and a scrubbed environment', async () => {
  vi.stubEnv('NODE_OPTIONS', '--inspect');
  vi.stubEnv('HOOKBENCH_DATA', '');
  const child = await startToServer();
  expect(child.orders[0]).toMatchObject({
    kind: 'start',
    dataDir: join(main.folder(), 'userData', 'data'),
  });
  const [path, , options] = main.fake().electron.utilityProcess.fork.mock.calls[0] as unknown as [
    string,
    string[],
    Electron.ForkOptions,
  ];
  expect(path).toMatch(/server\.js$/);
  expect(options.env).not.toHaveProperty('NODE_OPTIONS');
  expect(options.execArgv).toEqual(['--js-flags=--no-allocation-site-pretenuring']);
  vi.unstubAllEnvs();
});

test('the window loads the app, and shows once it is painted, saying so', async () => {
  const { window } = await startToWindow();
  expect(window.loadURL.mock.calls).toEqual([['app://hookbench/']]);
  expect(window.show).not.toHaveBeenCalled();
  window.emit('ready-to-show');
  expect(window.show).toHaveBeenCalledOnce();
  expect(process.stdout.write).toHaveBeenCalledWith(
    'Hookbench is open: exposee http://127.0.0.1:8000, receiver http://127.0.0.1:8080\n',
  );
});

test('where the server cannot start the window says so', async () => {
  const detail = 'Another process uses this data folder.';
  const { window } = await startToWindow({ kind: 'failed', code: 'data_in_use', detail });
  expect(window.loadURL.mock.calls).toEqual([['app://hookbench/stopped.html']]);
});

test('the window is told what becomes of the server and gets its page back', async () => {
  const { child, window } = await startToWindow();
  child.emit('exit', 9);
  expect(window.webContents.send).toHaveBeenLastCalledWith(
    CHANNELS.serverState,
    expect.objectContaining({ kind: 'restarting' }),
  );
  await vi.waitFor(() => expect(main.fake().children).toHaveLength(2), PATIENCE);
  main.fake().children[1]!.emit('message', {
    kind: 'ready',
    urls: { ...URLS, control: 'http://127.0.0.1:5999' },
  });
  // Another address than the page's policy names: loaded anew.
  expect(window.loadURL).toHaveBeenCalledTimes(2);
});

test('the page of the same address is not loaded anew', async () => {
  const { child, window } = await startToWindow();
  child.emit('message', { kind: 'ready', urls: URLS });
  expect(window.loadURL).toHaveBeenCalledTimes(1);
});

test('quitting waits for the server to stop', async () => {
  const { child } = await startToWindow();
  const event = { preventDefault: vi.fn() };
  main.fake().electron.app.emit('before-quit', event);
  expect(event.preventDefault).toHaveBeenCalledOnce();
  expect(main.fake().electron.app.quit).not.toHaveBeenCalled();
  expect(child.orders.at(-1)).toEqual({ kind: 'stop' });
  await vi.waitFor(() => expect(main.fake().electron.app.quit).toHaveBeenCalledOnce(), PATIENCE);
  const second = { preventDefault: vi.fn() };
  main.fake().electron.app.emit('before-quit', second);
  expect(second.preventDefault).not.toHaveBeenCalled();
});

test('closing the last window quits where there is no tray', async () => {
  await startToWindow();
  main.fake().electron.app.emit('window-all-closed');
  expect(main.fake().electron.app.quit).toHaveBeenCalledOnce();
});

test('notifications are for who looks elsewhere, and a click leads to their place', async () => {
  const { window } = await startToWindow();
  const notice = { title: 'Run finished', body: '10 of 10', path: '/burst' };
  window.isInFront = true;
  call(window, CHANNELS.notify, notice);
  expect(FakeNotification.shown).toHaveLength(0);
  window.isInFront = false;
  call(window, CHANNELS.notify, notice);
  expect(FakeNotification.shown[0]!.options).toEqual({ title: 'Run finished', body: '10 of 10' });
  call(window, CHANNELS.windowIsListening);
  FakeNotification.shown[0]!.emit('click');
  expect(window.webContents.send).toHaveBeenLastCalledWith(CHANNELS.command, {
    kind: 'go',
    path: '/burst',
  });
});

test('the connection carries URLs and the token that the server got', async () => {
  const { child, window } = await startToWindow();
  const connection = await call(window, CHANNELS.connection);
  expect(connection).toEqual({ urls: URLS, token: (child.orders[0] as { token?: string }).token });
});

test('the theme that is chosen is used, kept and changes nothing else', async () => {
  const { window } = await startToWindow();
  call(window, CHANNELS.changePreferences, { theme: 'dark' });
  expect(main.fake().electron.nativeTheme.themeSource).toBe('dark');
  expect(call(window, CHANNELS.preferences)).toMatchObject({ theme: 'dark', vault: 'system' });
  expect(() => call(window, CHANNELS.changePreferences, { theme: 'pink' })).toThrow('refused');
});

test('only web addresses open outside', async () => {
  const { window } = await startToWindow();
  await call(window, CHANNELS.openExternal, 'https://example.com/');
  expect(main.fake().electron.shell.openExternal.mock.calls).toEqual([['https://example.com/']]);
  expect(() => call(window, CHANNELS.openExternal, 'file:///etc/passwd')).toThrow('http and https');
});

test('a file is saved where the person says and read where they pick it', async () => {
  const { window } = await startToWindow();
  const bytes = new Uint8Array([0, 255, 10]);
  expect(await call(window, CHANNELS.saveFile, 'a.har', bytes)).toBe(false);
  const filePath = join(main.folder(), 'a.har');
  main.fake().electron.dialog.showSaveDialog.mockResolvedValue({ canceled: false, filePath });
  expect(await call(window, CHANNELS.saveFile, '../../a.har', bytes)).toBe(true);
  expect(main.fake().electron.dialog.showSaveDialog.mock.lastCall).toContainEqual({
    defaultPath: 'a.har',
    filters: [
      { name: 'HAR', extensions: ['har'] },
      { name: 'All Files', extensions: ['*'] },
    ],
  });
  main
    .fake()
    .electron.dialog.showOpenDialog.mockResolvedValue({ canceled: false, filePaths: [filePath] });
  expect(await call(window, CHANNELS.openFile, ['har', 'json'])).toEqual({ name: 'a.har', bytes });
  expect(main.fake().electron.dialog.showOpenDialog.mock.lastCall).toContainEqual({
    properties: ['openFile'],
    filters: [
      { name: 'HAR, JSON', extensions: ['har', 'json'] },
      { name: 'All Files', extensions: ['*'] },
    ],
  });
  expect(() => call(window, CHANNELS.openFile, ['../x'])).toThrow('refused');
});

test('a command waits until the page of the window listens', async () => {
  const { window } = await startToWindow();
  window.webContents.send.mockClear();
  main.fake().electron.app.emit('second-instance', {}, ['/app', 'hookbench://inbox/cap_1']);
  expect(window.webContents.send).not.toHaveBeenCalled();
  call(window, CHANNELS.windowIsListening);
  expect(window.webContents.send.mock.calls).toEqual([
    [CHANNELS.command, { kind: 'go', path: '/inbox/cap_1' }],
  ]);
  main.fake().electron.app.emit('second-instance', {}, ['/app', '--command=go.inbox']);
  expect(window.webContents.send).toHaveBeenLastCalledWith(CHANNELS.command, {
    kind: 'command',
    name: 'go.inbox',
  });
});

test('the place of the window is kept for the next start', async () => {
  const { window } = await startToWindow();
  window.bounds = { x: 300, y: 200, width: 901, height: 602 };
  window.emit('close');
  main.renew();
  const next = await startToWindow();
  expect(next.window.options).toMatchObject({ x: 300, y: 200, width: 901, height: 602 });
});

test('each window has a place of its own, which it gets again', async () => {
  const { window } = await startToWindow();
  call(window, CHANNELS.openWindow, '/inbox?filter=sig%3Abad');
  const second = FakeWindow.opened[1]!;
  expect(second.loadURL.mock.calls).toEqual([['app://hookbench/inbox?filter=sig%3Abad']]);
  expect(second.options).toMatchObject({ x: 132, y: 132 });
  second.bounds = { x: 400, y: 50, width: 800, height: 600 };
  second.emit('close');
  second.emit('closed');
  call(window, CHANNELS.openWindow, '/');
  expect(FakeWindow.opened[2]!.options).toMatchObject({ x: 400, y: 50, width: 800, height: 600 });
  window.emit('close');
  expect(() => call(window, CHANNELS.openWindow, '//evil.example/')).toThrow('refused');
  expect(() => call(window, CHANNELS.openWindow, 'https://evil.example/')).toThrow('refused');
});

test('settings have one window, which takes no commands of the others', async () => {
  const { child, window } = await startToWindow();
  call(window, CHANNELS.windowIsListening);
  call(window, CHANNELS.openSettings);
  call(window, CHANNELS.openSettings);
  expect(FakeWindow.opened).toHaveLength(2);
  const settings = FakeWindow.opened[1]!;
  expect(settings.loadURL.mock.calls).toEqual([['app://hookbench/settings?settings-window']]);
  expect(settings.focus).toHaveBeenCalledOnce();
  call(settings, CHANNELS.windowIsListening);
  settings.isInFront = true;
  chooseInMenu('Inbox');
  expect(window.webContents.send).toHaveBeenLastCalledWith(CHANNELS.command, {
    kind: 'command',
    name: 'go.inbox',
  });
  chooseInMenu('Undo');
  expect(settings.webContents.send).toHaveBeenLastCalledWith(CHANNELS.command, {
    kind: 'command',
    name: 'undo',
  });
  child.emit('exit', 9);
  expect(settings.webContents.send).toHaveBeenLastCalledWith(
    CHANNELS.serverState,
    expect.objectContaining({ kind: 'restarting' }),
  );
});

test('a window that is loaded again is where it was', async () => {
  const { child, window } = await startToWindow();
  const url = 'app://hookbench/deliveries/dlv_1?tab=signature';
  window.webContents.emit('did-navigate-in-page', {}, url, true);
  child.emit('exit', 9);
  await vi.waitFor(() => expect(main.fake().children).toHaveLength(2), PATIENCE);
  main.fake().children[1]!.emit('message', {
    kind: 'ready',
    urls: { ...URLS, control: 'http://127.0.0.1:5999' },
  });
  expect(window.loadURL).toHaveBeenLastCalledWith(url);
});

test('the menu shows the keys that the window tells, and refuses others', async () => {
  const { window } = await startToWindow();
  call(window, CHANNELS.showKeys, { fire: 'mod+j', 'go.inbox': 'g i' });
  expect(menuItem('Fire Event').accelerator).toBe('CmdOrCtrl+J');
  expect(menuItem('Inbox').accelerator).toBeUndefined();
  expect(() => call(window, CHANNELS.showKeys, { 'rm-rf': 'x' })).toThrow('refused');
});

test('a page whose process is gone is loaded again, but not forever', async () => {
  const { window } = await startToWindow();
  for (let crash = 0; crash < 6; crash += 1) {
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  }
  expect(window.webContents.reload).toHaveBeenCalledTimes(3);
});

test('a taken port is asked about, and a free one used on request', async () => {
  const child = await startToServer();
  child.emit('message', {
    kind: 'failed',
    code: 'port_in_use',
    detail: 'Port 8080 is in use.',
    listener: 'receiver',
    port: 8080,
  });
  await vi.waitFor(() => expect(main.fake().children).toHaveLength(2), PATIENCE);
  expect(main.fake().electron.dialog.showMessageBox).toHaveBeenCalledWith(
    expect.objectContaining({ message: 'Port 8080 is in use by another program.' }),
  );
  expect(main.fake().children[1]!.orders[0]).toMatchObject({ ports: { receiver: 0 } });
});
