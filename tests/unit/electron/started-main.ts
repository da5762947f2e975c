import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { PATIENCE } from '../../support/patience.ts';
import { createFakeElectron, FakeNotification, FakeTray, FakeWindow } from './fake-electron.ts';

export const URLS = {
  control: 'http://127.0.0.1:4780',
  exposee: 'http://127.0.0.1:8000',
  receiver: 'http://127.0.0.1:8080',
};
const PLATFORM = Object.getOwnPropertyDescriptor(process, 'platform');

/** The main process on a fake Electron, in a folder of its own, anew for each test. */
export function prepareMain() {
  let folder = '';
  let stdoutListeners: unknown[] = [];
  let fake: ReturnType<typeof createFakeElectron>;

  function renew(): void {
    FakeWindow.opened.length = 0;
    FakeNotification.shown.length = 0;
    FakeTray.made.length = 0;
    fake = createFakeElectron(folder);
    vi.resetModules();
    vi.doMock('electron', () => fake.electron);
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hookbench-test-'));
    renew();
    stdoutListeners = process.stdout.listeners('error');
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    for (const listen of process.stdout.listeners('error') as (() => void)[]) {
      if (!stdoutListeners.includes(listen)) {
        process.stdout.off('error', listen);
      }
    }
    vi.doUnmock('electron');
    Object.defineProperty(process, 'platform', PLATFORM!);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function startMain(): Promise<void> {
    await import('../../../electron/main.ts');
  }

  async function startToServer() {
    await startMain();
    await vi.waitFor(() => expect(fake.children).toHaveLength(1), PATIENCE);
    return fake.children[0]!;
  }

  async function startToWindow(report: object = { kind: 'ready', urls: URLS }) {
    const child = await startToServer();
    child.emit('message', report);
    await vi.waitFor(() => expect(FakeWindow.opened).toHaveLength(1), PATIENCE);
    return { child, window: FakeWindow.opened[0]! };
  }

  /** What a page asks over the bridge. */
  function call(window: FakeWindow, channel: string, ...args: unknown[]): unknown {
    const { webContents } = window;
    const event = { sender: webContents, senderFrame: webContents.mainFrame };
    return fake.ipcHandlers.get(channel)!(event, ...args);
  }

  function menuItem(label: string): Electron.MenuItemConstructorOptions {
    const template = fake.electron.Menu.setApplicationMenu.mock.lastCall![0];
    return flatten(template).find((item) => item.label === label)!;
  }

  return {
    folder: () => folder,
    fake: () => fake,
    /** As after a new start of the app, with what it has stored. */
    renew,
    onPlatform: (value: NodeJS.Platform) =>
      Object.defineProperty(process, 'platform', { ...PLATFORM, value }),
    startMain,
    startToServer,
    startToWindow,
    call,
    menuItem,
    chooseInMenu: (label: string) =>
      menuItem(label).click?.(undefined as never, undefined as never, undefined as never),
  };
}

function flatten(
  items: Electron.MenuItemConstructorOptions[],
): Electron.MenuItemConstructorOptions[] {
  return items.flatMap((item) => [
    item,
    ...(Array.isArray(item.submenu) ? flatten(item.submenu) : []),
  ]);
}
