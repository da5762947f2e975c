import type { StartOrder } from '../contract/bridge.ts';
import { StartError } from './start-error.ts';
import { type HostedServer, runUtilityHost, type ShellPort } from './utility-host.ts';

/** The server inside of Electron's utility process. */
async function startServer(_order: StartOrder): Promise<HostedServer> {
  throw new StartError('internal_error', 'The server is not part of this build yet.');
}

/** Electron adds the port to `process`; its types are not part of this zone. */
const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ShellPort };
if (!parentPort) {
  throw new Error('This file is started by the desktop app; use `hookbench serve` instead.');
}

runUtilityHost({
  port: parentPort,
  startServer,
  exit: (code) => process.exit(code),
  log: (text) => process.stderr.write(`${text}\n`),
});
