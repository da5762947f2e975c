import type { StartOrder } from '../contract/bridge.ts';
import { type HeadlessServer, startHeadless } from './headless.ts';
import { startServer } from './start-server.ts';
import { utilityConfig } from './utility-config.ts';
import { runUtilityHost, type ShellPort } from './utility-host.ts';

// The server inside of Electron's utility process: the headless one, told by the shell.

function start(order: StartOrder): Promise<HeadlessServer> {
  return startHeadless(utilityConfig(order, process.env), {
    startServer: (server) => startServer(server, true),
    warn,
    token: order.token,
  });
}

function warn(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Electron adds the port to `process`; its types are not part of this zone. */
const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ShellPort };
if (!parentPort) {
  throw new Error('This file is started by the desktop app; use `hookbench serve` instead.');
}

// Ctrl-C in a terminal reaches every process of the app. The shell hears it too, and asks us to stop.
for (const signal of ['SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => undefined);
}

runUtilityHost({
  port: parentPort,
  startServer: start,
  exit: (code) => process.exit(code),
  log: warn,
});
