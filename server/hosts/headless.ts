import type { ListenerUrls } from '../contract/bridge.ts';
import type { Config } from './config.ts';
import { type DataFolder, DataFolderInUse, openDataFolder } from './data-folder.ts';
import { getDataKey } from './data-key.ts';
import { tuneEngine } from './engine.ts';
import { type RestartingServer, startRestarting } from './restarting.ts';
import { removeServerFiles, writeServerFiles } from './server-file.ts';
import type { ServerOrder, StartedServer } from './server-order.ts';
import { StartError } from './start-error.ts';
import { newToken } from './token.ts';
import { loadUserDialects } from './user-dialects.ts';

export interface HeadlessServer {
  readonly urls: ListenerUrls;
  readonly token: string;
  /** Where a browser gets in; holds for one use. */
  windowUrl(): string;
  stop(): Promise<void>;
}

export interface HeadlessOptions {
  readonly startServer: (order: ServerOrder) => Promise<StartedServer>;
  /** Told what the person should know. */
  readonly warn: (text: string) => void;
  /** Given by the desktop shell, whose window knows it already; else a new one. */
  readonly token?: string;
}

/** Data folder, key, listeners, in that order; throws StartError where the person can do something. */
export async function startHeadless(
  config: Config,
  { startServer, warn, token = newToken() }: HeadlessOptions,
): Promise<HeadlessServer> {
  tuneEngine();
  const dataFolder = await holdDataFolder(config.dataDir);
  let server: RestartingServer | undefined;
  try {
    const { dataKeyBytes: givenBytes } = config;
    const dataKeyBytes = await getDataKey({ dataDir: dataFolder.path, givenBytes, warn });
    await loadUserDialects(dataFolder.path);
    const order = { config, dataFolder, dataKeyBytes, token };
    server = await startRestarting({ order, startServer, warn });
    await writeServerFiles(dataFolder.path, { ...server.urls, pid: process.pid }, token);
  } catch (error) {
    await server?.stop();
    await dataFolder.release();
    throw error;
  }
  const started = server;
  return {
    urls: started.urls,
    token,
    windowUrl: () => `${started.urls.control}/#code=${started.newSessionCode()}`,
    async stop() {
      // First of all: nobody should find a server that is about to go.
      await removeServerFiles(dataFolder.path);
      await started.stop();
      await dataFolder.release();
    },
  };
}

async function holdDataFolder(path: string): Promise<DataFolder> {
  try {
    return await openDataFolder(path);
  } catch (error) {
    if (error instanceof DataFolderInUse) {
      throw new StartError('data_in_use', error.message);
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError('invalid_config', `The data folder ${path} cannot be used: ${reason}`);
  }
}
