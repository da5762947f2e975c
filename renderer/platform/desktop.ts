import {
  BRIDGE_KEY,
  SETTINGS_WINDOW_PARAMETER,
  type ShellBridge,
} from '../../server/contract/shell-bridge.ts';
import type { OperatingSystem, Platform } from './types.ts';

/** The shell's bridge, or undefined in a browser. */
export function findBridge(): ShellBridge | undefined {
  return (window as { [BRIDGE_KEY]?: ShellBridge })[BRIDGE_KEY];
}

export function createDesktopPlatform(bridge: ShellBridge): Platform {
  const os = systemOf(bridge.platform);
  return {
    kind: 'desktop',
    os,
    isSettingsWindow: new URLSearchParams(location.search).has(SETTINGS_WINDOW_PARAMETER),
    async connect() {
      const { urls, token } = await bridge.connection();
      return { kind: 'connected', connection: { baseUrl: urls.control, token } };
    },
    acceptToken: (token) => ({ baseUrl: '', token }),
    forgetToken: () => undefined,
    saveFile: (name, bytes) => bridge.saveFile(name, bytes),
    openFile: (accept) => bridge.openFile(endingsOf(accept)),
    openExternal: (url) => {
      bridge.openExternal(url).catch(reportQuietly);
    },
    openWindow: (path) => {
      bridge.openWindow(path).catch(reportQuietly);
    },
    openSettings: () => {
      if (os === 'mac') {
        bridge.openSettings().catch(reportQuietly);
      }
      return os === 'mac';
    },
    openMenu: bridge.hidesMenu ? () => void bridge.openMenu().catch(reportQuietly) : null,
    keysChanged: (keys) => {
      bridge.showKeys(keys).catch(reportQuietly);
    },
    notifications: {
      permit: () => 'granted',
      ask: async () => 'granted',
      show: (notice) => {
        bridge.notify(notice).catch(reportQuietly);
      },
    },
    onServerState: (listen) => bridge.onServerState(listen),
    onCommand: (listen) => bridge.onCommand(listen),
    restartServer: () => bridge.restartServer(),
    showLog: () => bridge.showLog(),
    shell: {
      versions: bridge.versions,
      preferences: () => bridge.preferences(),
      change: (change) => bridge.changePreferences(change),
      showRecent: (items) => {
        bridge.showRecent(items).catch(reportQuietly);
      },
    },
    themeChosen: (theme) => {
      bridge.changePreferences({ theme }).catch(reportQuietly);
    },
  };
}

/** Dialogs of the system know endings only. */
function endingsOf(accept: string): string[] {
  const parts = accept.split(',').map((part) => part.trim());
  return parts.filter((part) => part.startsWith('.')).map((part) => part.slice(1));
}

function systemOf(platform: string): OperatingSystem {
  if (platform === 'darwin') {
    return 'mac';
  }
  return platform === 'win32' ? 'windows' : 'linux';
}

function reportQuietly(error: unknown): void {
  console.warn('The shell refused:', error);
}
