import { safeStorage } from 'electron';
import { type OpenedVault, openKeyVault, setKeyAside } from './key-vault.ts';
import type { Preferences } from './preferences.ts';
import { askForNewKey, askForWeakVault } from './shell-dialogs.ts';
import type { ShellPaths } from './shell-paths.ts';

/** Undefined: the person chose to quit. */
export async function openVault(
  paths: ShellPaths,
  preferences: Preferences,
): Promise<Extract<OpenedVault, { kind: 'open' }> | undefined> {
  const opened = await openKeyVault({
    filePath: paths.key,
    platform: process.platform,
    safeStorage,
    mayBeWeak: () => mayBeWeak(preferences),
  });
  if (opened.kind === 'open') {
    return opened;
  }
  if (opened.kind === 'declined' || !(await askForNewKey(paths.key))) {
    return undefined;
  }
  setKeyAside(paths.key, Date.now());
  return openVault(paths, preferences);
}

/** Asked once; the answer "yes" is remembered. */
async function mayBeWeak(preferences: Preferences): Promise<boolean> {
  if (preferences.current().acceptsWeakVault) {
    return true;
  }
  const isAccepted = await askForWeakVault();
  if (isAccepted) {
    preferences.change({ acceptsWeakVault: true });
  }
  return isAccepted;
}
