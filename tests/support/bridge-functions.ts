import type { ShellBridge } from '../../server/contract/shell-bridge.ts';

type FunctionName = Exclude<keyof ShellBridge, 'platform' | 'versions' | 'hidesMenu'>;

/** Written out, so that a function more is seen in review; one that is missing does not compile. */
const NAMES: Record<FunctionName, true> = {
  changePreferences: true,
  connection: true,
  notify: true,
  onCommand: true,
  onServerState: true,
  openExternal: true,
  openFile: true,
  openMenu: true,
  openSettings: true,
  openWindow: true,
  preferences: true,
  restartServer: true,
  saveFile: true,
  showKeys: true,
  showLog: true,
  showRecent: true,
};

export const BRIDGE_FUNCTIONS: readonly string[] = Object.keys(NAMES);
