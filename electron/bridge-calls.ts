import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import {
  BrowserWindow,
  dialog,
  type FileFilter,
  type IpcMain,
  type IpcMainInvokeEvent,
  shell,
} from 'electron';
import { z } from 'zod';
import {
  type RecentItem,
  RecentItemSchema,
  type ShellNotice,
  ShellNoticeSchema,
  ShellPreferencesChangeSchema,
} from '../server/contract/bridge.ts';
import type { PickedFile, VaultKind } from '../server/contract/shell-bridge.ts';
import { WINDOW_COMMAND_IDS } from '../server/contract/window-commands.ts';
import { CHANNELS } from './channels.ts';
import { handle } from './ipc.ts';
import { popUpMenu } from './menu-popup.ts';
import type { Preferences } from './preferences.ts';
import { externalUrl } from './security.ts';
import type { ServerProcess } from './server-process.ts';
import type { WindowList } from './window-list.ts';

const MAX_FILE_BYTES = 50_000_000;
const MAX_URL_LENGTH = 2_000;
const ANY_FILE: FileFilter = { name: 'All Files', extensions: ['*'] };

const PathSchema = z
  .string()
  .regex(/^\/(?!\/)/, 'a path inside the window')
  .max(500);
const KeysSchema = z.partialRecord(z.enum(WINDOW_COMMAND_IDS), z.string().max(40));
const EndingsSchema = z
  .array(z.string().regex(/^[a-z0-9]{1,10}$/i, 'an ending without its dot'))
  .max(20);
const FileNameSchema = z.string().min(1).max(200);
const BytesSchema = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.byteLength <= MAX_FILE_BYTES,
  `bytes, at most ${MAX_FILE_BYTES}`,
);

export interface BridgeCalls {
  readonly ipc: Pick<IpcMain, 'handle'>;
  readonly server: ServerProcess;
  readonly windows: WindowList;
  readonly preferences: Preferences;
  readonly vault: VaultKind;
  readonly token: string;
  readonly showLog: () => void;
  readonly showKeys: (keys: z.output<typeof KeysSchema>) => void;
  readonly notify: (notice: ShellNotice) => void;
  readonly showRecent: (items: readonly RecentItem[]) => void;
}

/** Every function of the bridge, each with the shape of its arguments. */
export function answerBridge(calls: BridgeCalls): void {
  const { ipc, server, preferences } = calls;
  const none = z.tuple([]);
  handle(ipc, CHANNELS.connection, none, async () => ({
    urls: await server.whenReady(),
    token: calls.token,
  }));
  handle(ipc, CHANNELS.currentServerState, none, () => server.state());
  handle(ipc, CHANNELS.restartServer, none, () => server.restart());
  handle(ipc, CHANNELS.showLog, none, () => calls.showLog());
  handle(ipc, CHANNELS.windowIsListening, none, (_args, event) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (window) {
      calls.windows.nowListens(window);
    }
  });
  handle(ipc, CHANNELS.openWindow, z.tuple([PathSchema]), ([path]) => {
    calls.windows.open(path);
  });
  handle(ipc, CHANNELS.openSettings, none, () => calls.windows.openSettings());
  handle(ipc, CHANNELS.openMenu, none, (_args, event) => {
    const window = BrowserWindow.fromWebContents(event.sender);
    if (window) {
      popUpMenu(window);
    }
  });
  handle(ipc, CHANNELS.showKeys, z.tuple([KeysSchema]), ([keys]) => calls.showKeys(keys));
  handle(ipc, CHANNELS.notify, z.tuple([ShellNoticeSchema]), ([notice]) => calls.notify(notice));
  handle(ipc, CHANNELS.showRecent, z.tuple([z.array(RecentItemSchema).max(5)]), ([items]) =>
    calls.showRecent(items),
  );
  handle(ipc, CHANNELS.preferences, none, () => ({
    ...preferences.current(),
    vault: calls.vault,
  }));
  handle(ipc, CHANNELS.changePreferences, z.tuple([ShellPreferencesChangeSchema]), ([change]) =>
    preferences.change(change),
  );
  answerFileCalls(ipc);
}

function answerFileCalls(ipc: Pick<IpcMain, 'handle'>): void {
  handle(ipc, CHANNELS.openExternal, z.tuple([z.string().max(MAX_URL_LENGTH)]), ([address]) => {
    const url = externalUrl(address);
    if (url === undefined) {
      throw new Error('Only http and https addresses open outside of Hookbench.');
    }
    return shell.openExternal(url);
  });
  handle(ipc, CHANNELS.saveFile, z.tuple([FileNameSchema, BytesSchema]), saveFile);
  handle(ipc, CHANNELS.openFile, z.tuple([EndingsSchema]), openFile);
}

async function saveFile(
  [name, bytes]: [string, Uint8Array],
  event: IpcMainInvokeEvent,
): Promise<boolean> {
  // A proposal only: the person sees and confirms where it goes.
  const ending = extname(name).slice(1);
  const options = {
    defaultPath: basename(name),
    // Windows adds the ending that was chosen to a name without one.
    ...(ending === '' ? {} : { filters: [namedFilter([ending]), ANY_FILE] }),
  };
  const window = BrowserWindow.fromWebContents(event.sender);
  const chosen = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  if (chosen.canceled) {
    return false;
  }
  await writeFile(chosen.filePath, bytes);
  return true;
}

function namedFilter(endings: string[]): FileFilter {
  return { name: endings.map((ending) => ending.toUpperCase()).join(', '), extensions: endings };
}

async function openFile(
  [endings]: [string[]],
  event: IpcMainInvokeEvent,
): Promise<PickedFile | null> {
  const options = {
    properties: ['openFile' as const],
    ...(endings.length === 0 ? {} : { filters: [namedFilter(endings), ANY_FILE] }),
  };
  const window = BrowserWindow.fromWebContents(event.sender);
  const chosen = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options));
  const [path] = chosen.filePaths;
  if (chosen.canceled || path === undefined) {
    return null;
  }
  if ((await stat(path)).size > MAX_FILE_BYTES) {
    throw new Error(`This file is larger than ${MAX_FILE_BYTES / 1_000_000} MB.`);
  }
  return { name: basename(path), bytes: new Uint8Array(await readFile(path)) };
}
