import {
  type ListenerUrls,
  type ServerReport,
  ShellOrderSchema,
  type StartOrder,
} from '../contract/bridge.ts';
import { StartError } from './start-error.ts';

/** Time for the report to reach the shell, which ends this process itself as soon as it has it. */
export const FLUSH_MS = 1_000;

/** The part of Electron's `process.parentPort` that is used. */
export interface ShellPort {
  on(event: 'message', listen: (message: { data: unknown }) => void): unknown;
  postMessage(report: ServerReport): void;
}

export interface HostedServer {
  readonly urls: ListenerUrls;
  stop(): Promise<void>;
}

export interface UtilityHostOptions {
  readonly port: ShellPort;
  /** Throws StartError where the person can do something about it. */
  readonly startServer: (order: StartOrder) => Promise<HostedServer>;
  readonly exit: (code: number) => void;
  /** Goes to the log that "Show log" opens. */
  readonly log: (text: string) => void;
}

/** Speaks the handshake of contract/bridge.ts: `start` once, then `stop`, which may come at any time. */
export function runUtilityHost(options: UtilityHostOptions): void {
  const { port } = options;
  let starting: Promise<HostedServer | undefined> | undefined;
  port.on('message', ({ data }) => {
    const order = ShellOrderSchema.safeParse(data).data;
    if (order?.kind === 'start' && !starting) {
      starting = start(order, options);
    } else if (order?.kind === 'stop') {
      void stop(starting, options);
    }
  });
}

async function start(
  order: StartOrder,
  { port, startServer, exit, log }: UtilityHostOptions,
): Promise<HostedServer | undefined> {
  try {
    const server = await startServer(order);
    port.postMessage({ kind: 'ready', urls: server.urls });
    return server;
  } catch (error) {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    port.postMessage(toStartError(error).toFailure());
    setTimeout(() => exit(1), FLUSH_MS);
    return undefined;
  }
}

async function stop(
  starting: Promise<HostedServer | undefined> | undefined,
  { port, exit, log }: UtilityHostOptions,
): Promise<void> {
  try {
    const server = await starting;
    await server?.stop();
    port.postMessage({ kind: 'stopped' });
    exit(0);
  } catch (error) {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    exit(1);
  }
}

/** Anything that is not ours is a bug: the log says more than the window should. */
function toStartError(error: unknown): StartError {
  return error instanceof StartError
    ? error
    : new StartError(
        'internal_error',
        'The server could not start because of an error of its own. The log says more.',
      );
}
