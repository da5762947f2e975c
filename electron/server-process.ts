import {
  type ListenerName,
  type ListenerUrls,
  ServerReportSchema,
  type ShellOrder,
  type StartFailure,
} from '../server/contract/bridge.ts';
import type { ServerState } from '../server/contract/shell-bridge.ts';
import { createRestartPolicy } from './restart-policy.ts';

/** The part of Electron's UtilityProcess that is used here. */
export interface ServerChild {
  postMessage(message: ShellOrder): void;
  on(event: 'message', listen: (message: unknown) => void): unknown;
  /** V8 gave up, for want of memory above all; `exit` follows. Nobody listening is an error itself. */
  on(event: 'error', listen: (type: 'FatalError', location: string) => void): unknown;
  on(event: 'exit', listen: (code: number) => void): unknown;
  kill(): boolean;
}

export type PortChoice = 'free-port' | 'try-again' | 'give-up';

export interface ServerProcessOptions {
  readonly fork: () => ServerChild;
  readonly dataDir: string;
  readonly dataKeyBytes: Uint8Array;
  readonly token: string;
  /** Asks the person what to do about a taken port. */
  readonly choosePort: (failure: StartFailure) => Promise<PortChoice>;
}

type StateListener = (state: ServerState) => void;

export const STOP_TIMEOUT_MS = 5_000;

/** The server in its utility process: one child at a time, started again when it ends by itself. */
export class ServerProcess {
  readonly #options: ServerProcessOptions;
  readonly #listeners = new Set<StateListener>();
  readonly #policy = createRestartPolicy();
  readonly #ports: Partial<Record<ListenerName, number>> = {};
  #state: ServerState = { kind: 'stopped', detail: 'The server was not started.' };
  #child: ServerChild | undefined;
  #restartTimer: NodeJS.Timeout | undefined;
  /** The end that is under way: two children must never share the data folder. */
  #ending: Promise<void> = Promise.resolve();
  /** How often the server was told to stop: who waited meanwhile sees that it is not wanted now. */
  #stops = 0;

  constructor(options: ServerProcessOptions) {
    this.#options = options;
  }

  state(): ServerState {
    return this.#state;
  }

  onState(listen: StateListener): () => void {
    this.#listeners.add(listen);
    return () => this.#listeners.delete(listen);
  }

  start(): void {
    clearTimeout(this.#restartTimer);
    this.#change({ kind: 'starting' });
    const child = this.#options.fork();
    this.#child = child;
    child.on('message', (message) => {
      if (this.#child === child) {
        this.#takeReport(child, message);
      }
    });
    let fatal: string | undefined;
    child.on('error', (_type, location) => {
      fatal = location;
    });
    child.on('exit', (code) => {
      if (this.#child === child) {
        this.#child = undefined;
        this.#takeExit(code, fatal);
      }
    });
    const { dataDir, dataKeyBytes, token } = this.#options;
    child.postMessage({ kind: 'start', dataDir, dataKeyBytes, token, ports: { ...this.#ports } });
  }

  /** By hand: earlier crashes are forgotten. */
  async restart(): Promise<void> {
    const stopped = this.stop();
    const stops = this.#stops;
    await stopped;
    if (stops === this.#stops) {
      this.#policy.forget();
      this.start();
    }
  }

  /** Asks the server to stop, waits up to 5 s, then kills it. Wanted by the person: no state is told. */
  stop(): Promise<void> {
    clearTimeout(this.#restartTimer);
    this.#stops += 1;
    const child = this.#child;
    this.#child = undefined;
    this.#state = { kind: 'stopped', detail: 'The server was stopped.' };
    if (child) {
      this.#ending = endChild(child);
    }
    return this.#ending;
  }

  /** The URLs once the server is ready; rejects when it is given up. */
  whenReady(): Promise<ListenerUrls> {
    return new Promise((resolve, reject) => {
      const settle: StateListener = (state) => {
        if (state.kind === 'ready') {
          this.#listeners.delete(settle);
          resolve(state.urls);
        } else if (state.kind === 'stopped') {
          this.#listeners.delete(settle);
          reject(new Error(state.detail));
        }
      };
      this.#listeners.add(settle);
      settle(this.#state);
    });
  }

  #change(state: ServerState): void {
    this.#state = state;
    for (const listen of this.#listeners) {
      listen(state);
    }
  }

  #takeReport(child: ServerChild, message: unknown): void {
    const report = ServerReportSchema.safeParse(message).data;
    if (report?.kind === 'ready') {
      this.#change({ kind: 'ready', urls: report.urls });
    } else if (report?.kind === 'failed') {
      this.#child = undefined;
      child.kill();
      void this.#takeFailure(report);
    }
  }

  /** A refusal to start would be the same the next time: no restart without a decision. */
  async #takeFailure(failure: StartFailure): Promise<void> {
    const isChoice = failure.code === 'port_in_use' && failure.listener !== undefined;
    const stops = this.#stops;
    const choice = isChoice ? await this.#options.choosePort(failure) : 'give-up';
    if (stops !== this.#stops) {
      return;
    }
    if (choice === 'give-up') {
      this.#change({ kind: 'stopped', detail: failure.detail });
      return;
    }
    if (choice === 'free-port' && failure.listener) {
      this.#ports[failure.listener] = 0;
    }
    this.start();
  }

  #takeExit(code: number, fatal: string | undefined): void {
    const detail =
      fatal === undefined
        ? `The server ended by itself (code ${code}).`
        : `The server could not go on: ${fatal} (code ${code}).`;
    const delayMs = this.#policy.nextDelayMs(Date.now());
    if (delayMs === undefined) {
      this.#change({
        kind: 'stopped',
        detail: `${detail} It was started again 3 times within a minute and ended each time.`,
      });
      return;
    }
    this.#change({ kind: 'restarting', detail, retryInMs: delayMs });
    this.#restartTimer = setTimeout(() => this.start(), delayMs);
  }
}

function endChild(child: ServerChild): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill();
      resolve();
    }, STOP_TIMEOUT_MS);
    child.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.postMessage({ kind: 'stop' });
  });
}
