/** Names shared by the preload and the shell. The window itself never sees them. */
export const CHANNELS = {
  connection: 'hookbench:connection',
  restartServer: 'hookbench:restart-server',
  showLog: 'hookbench:show-log',
  saveFile: 'hookbench:save-file',
  openFile: 'hookbench:open-file',
  openExternal: 'hookbench:open-external',
  openWindow: 'hookbench:open-window',
  openSettings: 'hookbench:open-settings',
  openMenu: 'hookbench:open-menu',
  showKeys: 'hookbench:show-keys',
  notify: 'hookbench:notify',
  showRecent: 'hookbench:show-recent',
  preferences: 'hookbench:preferences',
  changePreferences: 'hookbench:change-preferences',
  serverState: 'hookbench:server-state',
  currentServerState: 'hookbench:current-server-state',
  command: 'hookbench:command',
  windowIsListening: 'hookbench:window-is-listening',
} as const;

/** How the shell tells the preload, which is sandboxed, the version of the app. */
export const VERSION_ARGUMENT = '--hookbench-version=';

/** How the shell tells the preload that this window has no menu bar. */
export const HIDES_MENU_ARGUMENT = '--hookbench-hides-menu';
