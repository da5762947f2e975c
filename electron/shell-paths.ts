import { join } from 'node:path';
import { app } from 'electron';

export interface ShellPaths {
  readonly server: string;
  readonly preload: string;
  readonly renderer: string;
  readonly resources: string;
  readonly dataDir: string;
  readonly key: string;
  readonly preferences: string;
  readonly place: string;
  readonly log: string;
}

/** `outMain` is the folder of the built main entry; HOOKBENCH_DATA moves the data alone. */
export function shellPaths(outMain: string): ShellPaths {
  const userData = app.getPath('userData');
  return {
    server: join(outMain, 'server.js'),
    preload: join(outMain, '../preload/preload.cjs'),
    renderer: join(outMain, '../renderer'),
    resources: join(app.getAppPath(), 'resources'),
    dataDir: process.env.HOOKBENCH_DATA || join(userData, 'data'),
    key: join(userData, 'data-key.json'),
    preferences: join(userData, 'preferences.json'),
    place: join(userData, 'window.json'),
    log: join(app.getPath('logs'), 'server.log'),
  };
}
