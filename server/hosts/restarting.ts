import type { EraseScope } from '../contract/erase.ts';
import { AppError } from '../core/errors.ts';
import type { Config } from './config.ts';
import { askToErase } from './erasing.ts';
import type { ServerOrder, StartedServer } from './server-order.ts';
import { StartError } from './start-error.ts';

/** Nobody waits for what is about to be erased. */
const STOP_WAIT_MS = 0;
/** The answer to whoever asked goes out first. */
const ANSWER_MS = 50;
const PORT_TRIES = 50;
const PORT_WAIT_MS = 100;

export interface RestartingDeps {
  readonly order: Omit<ServerOrder, 'erase'>;
  readonly startServer: (order: ServerOrder) => Promise<StartedServer>;
  readonly warn: (text: string) => void;
}

/** A server that starts anew in the same process where its data is to be erased. */
export interface RestartingServer extends StartedServer {
  stop(): Promise<void>;
}

/** Throws StartError where the first start fails; a failed later one ends the process. */
export async function startRestarting(deps: RestartingDeps): Promise<RestartingServer> {
  let restarting: Promise<void> | undefined;
  let isStopping = false;
  const erase = async (scope: EraseScope) => {
    if (restarting || isStopping) {
      throw new AppError('conflict', 'The servers are starting anew. Try again in a moment.');
    }
    restarting = restart(scope);
    await restarting;
  };
  let server = await deps.startServer({ ...deps.order, erase });
  const { urls } = server;
  const config = withPorts(deps.order.config, urls);

  /** Resolves once the note is written. */
  async function restart(scope: EraseScope): Promise<void> {
    await askToErase(deps.order.dataFolder.path, scope).catch((error: unknown) => {
      restarting = undefined;
      throw error;
    });
    restarting = new Promise((resolve) => {
      setTimeout(resolve, ANSWER_MS);
    })
      .then(startAgain)
      .catch(die)
      .finally(() => {
        restarting = undefined;
      });
  }

  async function startAgain(): Promise<void> {
    if (isStopping) {
      return;
    }
    await server.stop(STOP_WAIT_MS);
    server = await startOnSamePorts(() => deps.startServer({ ...deps.order, config, erase }));
  }

  /** Who started this process tells its user and can start another; the note waits for it. */
  function die(error: unknown): void {
    deps.warn(
      `The servers could not start anew: ${error instanceof Error ? error.message : error}`,
    );
    process.exit(1);
  }

  return {
    urls,
    newSessionCode: () => server.newSessionCode(),
    async stop() {
      isStopping = true;
      await restarting?.catch(() => undefined);
      await server.stop();
    },
  };
}

/** A port that was ours a moment ago may be held by the system for another one. */
async function startOnSamePorts(start: () => Promise<StartedServer>): Promise<StartedServer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start();
    } catch (error) {
      const isPortTaken = error instanceof StartError && error.code === 'port_in_use';
      if (!isPortTaken || tries === PORT_TRIES) {
        throw error;
      }
      await new Promise((resolve) => {
        setTimeout(resolve, PORT_WAIT_MS);
      });
    }
  }
}

/** The same addresses again, where any free port would have done the first time. */
function withPorts(config: Config, urls: StartedServer['urls']): Config {
  const portOf = (url: string) => Number(new URL(url).port) || 80;
  return {
    ...config,
    control: { ...config.control, port: portOf(urls.control) },
    exposee: { ...config.exposee, port: portOf(urls.exposee) },
    receiver: { ...config.receiver, port: portOf(urls.receiver) },
  };
}
