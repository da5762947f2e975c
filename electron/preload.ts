import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { ListenerUrls } from '../server/contract/bridge.ts';
import { BRIDGE_KEY, type ServerState, type ShellBridge } from '../server/contract/shell-bridge.ts';
import { CHANNELS, HIDES_MENU_ARGUMENT, VERSION_ARGUMENT } from './channels.ts';

/** Sandboxed: everything is forwarded to the shell, which checks it again. No channel leaves here. */
function findAppVersion(): string {
  const argument = process.argv.find((value) => value.startsWith(VERSION_ARGUMENT));
  return argument?.slice(VERSION_ARGUMENT.length) ?? '';
}

/** The event object stays here: it would give the page the sender and with it every channel. */
function listenTo<Message>(channel: string, listen: (message: Message) => void): () => void {
  const forward = (_event: IpcRendererEvent, message: Message): void => listen(message);
  ipcRenderer.on(channel, forward);
  return () => {
    ipcRenderer.removeListener(channel, forward);
  };
}

const bridge: ShellBridge = {
  platform: process.platform,
  versions: {
    app: findAppVersion(),
    electron: process.versions.electron ?? '',
    chrome: process.versions.chrome ?? '',
    node: process.versions.node,
  },
  hidesMenu: process.argv.includes(HIDES_MENU_ARGUMENT),
  connection: (): Promise<{ urls: ListenerUrls; token: string }> =>
    ipcRenderer.invoke(CHANNELS.connection),
  onServerState: (listen) => {
    const end = listenTo<ServerState>(CHANNELS.serverState, listen);
    void ipcRenderer.invoke(CHANNELS.currentServerState).then(listen);
    return end;
  },
  onCommand: (listen) => {
    const end = listenTo(CHANNELS.command, listen);
    void ipcRenderer.invoke(CHANNELS.windowIsListening);
    return end;
  },
  restartServer: () => ipcRenderer.invoke(CHANNELS.restartServer),
  showLog: () => ipcRenderer.invoke(CHANNELS.showLog),
  saveFile: (name, bytes) => ipcRenderer.invoke(CHANNELS.saveFile, name, bytes),
  openFile: (endings) => ipcRenderer.invoke(CHANNELS.openFile, endings),
  openExternal: async (url) => {
    // Only a click or a key may open a page outside; a script alone may not.
    if (!navigator.userActivation.isActive) {
      throw new Error('A page outside of Hookbench opens on a click only.');
    }
    await ipcRenderer.invoke(CHANNELS.openExternal, url);
  },
  openWindow: (path) => ipcRenderer.invoke(CHANNELS.openWindow, path),
  openSettings: () => ipcRenderer.invoke(CHANNELS.openSettings),
  openMenu: () => ipcRenderer.invoke(CHANNELS.openMenu),
  showKeys: (keys) => ipcRenderer.invoke(CHANNELS.showKeys, keys),
  notify: (notice) => ipcRenderer.invoke(CHANNELS.notify, notice),
  showRecent: (items) => ipcRenderer.invoke(CHANNELS.showRecent, items),
  preferences: () => ipcRenderer.invoke(CHANNELS.preferences),
  changePreferences: (change) => ipcRenderer.invoke(CHANNELS.changePreferences, change),
};

contextBridge.exposeInMainWorld(BRIDGE_KEY, bridge);
