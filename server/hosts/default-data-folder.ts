import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where a headless server keeps its data: the place that the system has for such things. */
export function defaultDataFolder(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string {
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'hookbench', 'data');
  }
  if (platform === 'darwin') {
    return join(home, 'Library', 'Application Support', 'hookbench');
  }
  // An empty or relative XDG_DATA_HOME must be ignored, says the XDG specification.
  const shared = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : undefined;
  return join(shared ?? join(home, '.local', 'share'), 'hookbench');
}
