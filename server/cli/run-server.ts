import type { Config } from '../hosts/config.ts';
import type { HeadlessServer } from '../hosts/headless.ts';
import { EXIT_FAILURE } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** npm and the terminal both send the signal of one Ctrl-C: what follows at once is no second one. */
const SAME_SIGNAL_MS = 500;
const END_MS = 1_000;

/** Starts the servers, says so, and stops them when asked to; answers the exit code. */
export async function runServer(
  terminal: Terminal,
  config: Config,
  onReady: (server: HeadlessServer) => void | Promise<void>,
): Promise<number> {
  for (const warning of config.warnings) {
    terminal.note(`${terminal.noteColors.yellow('warning:')} ${warning}`);
  }
  const stopAsked = waitForStop(terminal);
  let isStopping = false;
  void stopAsked.then(() => {
    isStopping = true;
  });
  const server = await startServers(terminal, config);
  // Asked to stop while it started: nobody should be told to come to a server that goes again.
  if (!isStopping) {
    await onReady(server);
  }
  await stopAsked;
  await server.stop();
  endSoon();
  return 0;
}

/** The servers, with the code for them loaded only now: no other command should wait for it. */
export async function startServers(terminal: Terminal, config: Config): Promise<HeadlessServer> {
  const [{ startHeadless }, { startServer }] = await Promise.all([
    import('../hosts/headless.ts'),
    import('../hosts/start-server.ts'),
  ]);
  const warn = (text: string) => terminal.note(`${terminal.noteColors.yellow('warning:')} ${text}`);
  return await startHeadless(config, { startServer, warn });
}

/**
 * Everything is stored and closed: what still keeps the process up is a library that waits for a
 * Redis that is away.
 */
export function endSoon(): void {
  setTimeout(() => process.exit(), END_MS).unref();
}

/** The first signal asks for a clean stop, the second one ends the process at once. */
export function waitForStop(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        const now = performance.now();
        if (askedAt === undefined) {
          askedAt = now;
          terminal.note('stopping: attempts under way are finished; once more ends it at once');
          resolve();
        } else if (now - askedAt > SAME_SIGNAL_MS) {
          process.exit(EXIT_FAILURE);
        }
      });
    }
  });
}
