import { app, ipcMain, Menu, Notification, nativeTheme, shell } from 'electron';
import type { ShellNotice } from '../server/contract/bridge.ts';
import {
  DESKTOP_READY_LINE,
  type ServerState,
  type VaultKind,
} from '../server/contract/shell-bridge.ts';
import { answerBridge } from './bridge-calls.ts';
import { CHANNELS } from './channels.ts';
import { recolorWindow } from './create-window.ts';
import { frameColors } from './frame-colors.ts';
import { type MenuOptions, menuTemplate } from './menu.ts';
import { createNotices } from './notices.ts';
import type { Preferences } from './preferences.ts';
import { offerQuickActs } from './quick-acts.ts';
import type { ServerProcess } from './server-process.ts';
import type { ShellPaths } from './shell-paths.ts';
import { createShellTray, type ShellTray } from './shell-tray.ts';
import type { WindowList } from './window-list.ts';

const STOPPED_PATH = '/stopped.html';

export interface DesktopParts {
  readonly server: ServerProcess;
  readonly token: string;
  readonly vault: VaultKind;
  readonly windows: WindowList;
  readonly preferences: Preferences;
  readonly paths: ShellPaths;
}

/** Joins windows, menu, tray and server; main.ts says in which order things happen. */
export function assembleDesktop(parts: DesktopParts): ShellTray {
  const { server, windows, preferences, paths } = parts;
  const tray = createShellTray({ resources: paths.resources, server, windows });
  const showLog = (): void => shell.showItemInFolder(paths.log);
  const notify = createNotices((notice) => showNotice(windows, notice));
  answerBridge({
    ipc: ipcMain,
    ...parts,
    showLog,
    // A notification is for somebody who looks elsewhere.
    notify: (notice) => (windows.hasFocus() ? undefined : notify(notice)),
    showRecent: tray.showRecent,
    showKeys: (keys) => showMenu(parts, showLog, keys),
  });
  showMenu(parts, showLog, {});
  offerQuickActs(windows, () => windows.open(startPath(server.state())));
  server.onState((state) => {
    tellWindows(windows, state);
    tray.refresh();
    if (state.kind === 'stopped' && !windows.hasFocus()) {
      notify({ title: 'The capture server stopped', body: 'Senders are being refused.' });
    }
  });
  followTheme(windows, preferences);
  keepLastWindow(windows, tray, () => {
    if (!preferences.current().knowsTray) {
      preferences.change({ knowsTray: true });
      notify({ title: 'Hookbench keeps capturing', body: 'Quit it from its icon in the tray.' });
    }
  });
  tray.show(preferences.current().hasTray);
  preferences.onChange((current) => {
    tray.show(current.hasTray);
    if (!current.hasTray) {
      windows.showHidden();
    }
  });
  return tray;
}

/** While there is a tray and nobody quits. */
function keepLastWindow(windows: WindowList, tray: ShellTray, onHidden: () => void): void {
  let isQuitting = false;
  app.on('before-quit', () => {
    isQuitting = true;
  });
  windows.keepLast({ isKept: () => tray.isShown() && !isQuitting, onHidden });
}

function showMenu(
  { windows, server }: DesktopParts,
  showLog: () => void,
  keys: MenuOptions['keys'],
): void {
  const template = menuTemplate({
    platform: process.platform,
    isPackaged: app.isPackaged,
    keys,
    send: (name) => windows.command({ kind: 'command', name }),
    openWindow: () => windows.open(startPath(server.state())),
    openSettings: () => openSettings(windows),
    showLog,
    restartServer: () => void server.restart(),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

/** A window of its own on macOS, a screen elsewhere. */
function openSettings(windows: WindowList): void {
  if (process.platform === 'darwin') {
    windows.openSettings();
  } else {
    windows.command({ kind: 'command', name: 'go.settings' });
  }
}

export function startPath(state: ServerState): string {
  return state.kind === 'stopped' ? STOPPED_PATH : '/';
}

/** What the command line waits for and the person reads. */
export function readyLine(state: ServerState): string {
  return state.kind === 'ready'
    ? `${DESKTOP_READY_LINE}: exposee ${state.urls.exposee}, receiver ${state.urls.receiver}`
    : `${DESKTOP_READY_LINE}, but its server is not running`;
}

/**
 * A page carries the control address of its loading in its content security policy: where that
 * changed, and where the server was given up or came back, the page is loaded anew.
 */
function tellWindows(windows: WindowList, state: ServerState): void {
  windows.broadcast(CHANNELS.serverState, state);
  for (const window of windows.all()) {
    const isStoppedPage = URL.parse(window.webContents.getURL())?.pathname === STOPPED_PATH;
    if (state.kind === 'stopped' && !isStoppedPage) {
      windows.load(window, STOPPED_PATH);
    } else if (state.kind === 'ready' && (isStoppedPage || windows.isOutdated(window, state))) {
      windows.loadAgain(window);
    }
  }
}

function followTheme(windows: WindowList, preferences: Preferences): void {
  nativeTheme.themeSource = preferences.current().theme;
  preferences.onChange((current) => {
    nativeTheme.themeSource = current.theme;
  });
  nativeTheme.on('updated', () => {
    const colors = frameColors();
    for (const window of windows.all()) {
      recolorWindow(window, colors);
    }
  });
}

/** The latest are held: one that was collected as garbage would not hear its click. */
const HELD_NOTICES = 20;
const heldNotices: Notification[] = [];

function showNotice(windows: WindowList, notice: ShellNotice): void {
  if (!Notification.isSupported()) {
    return;
  }
  const notification = new Notification({ title: notice.title, body: notice.body });
  notification.on('click', () => {
    windows.focus();
    if (notice.path) {
      windows.command({ kind: 'go', path: notice.path });
    }
  });
  heldNotices.push(notification);
  heldNotices.splice(0, heldNotices.length - HELD_NOTICES);
  notification.show();
}
