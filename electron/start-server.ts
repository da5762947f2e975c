import { randomBytes } from 'node:crypto';
import { utilityProcess } from 'electron';
import { ENGINE_FLAG } from '../server/contract/engine-flag.ts';
import { childEnvironment } from './child-environment.ts';
import { openServerLog } from './server-log.ts';
import { type ServerChild, ServerProcess } from './server-process.ts';
import { askAboutPort } from './shell-dialogs.ts';
import type { ShellPaths } from './shell-paths.ts';

const TOKEN_BYTES = 32;

export interface StartedServer {
  readonly process: ServerProcess;
  /** Lives as long as this launch; the window gets it over the bridge, never in a URL. */
  readonly token: string;
}

export function createServer(paths: ShellPaths, dataKeyBytes: Uint8Array): StartedServer {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const log = openServerLog(paths.log);
  const fork = (): ServerChild => {
    const child = utilityProcess.fork(paths.server, [], {
      serviceName: 'Hookbench server',
      env: childEnvironment(process.env),
      // Electron takes flags of V8 from its own switch, and none of Node's such as source maps.
      execArgv: [`--js-flags=${ENGINE_FLAG}`],
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    return child;
  };
  const server = new ServerProcess({
    fork,
    token,
    dataKeyBytes,
    dataDir: paths.dataDir,
    choosePort: askAboutPort,
  });
  return { process: server, token };
}
