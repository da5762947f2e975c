import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { closedPort } from './listening.ts';
import { until } from './until.ts';

export interface RedisOptions {
  readonly password?: string;
  /** Further lines of the configuration, as flags: `--maxmemory-policy`, `allkeys-lru`. */
  readonly flags?: readonly string[];
}

/** A redis-server of a test's own: a free port, a folder that goes with it, an append-only file. */
export class RedisServer {
  readonly url: string;
  readonly port: number;
  readonly #path: string;
  readonly #folder: string;
  readonly #options: RedisOptions;
  #child: ChildProcess | undefined;

  private constructor(path: string, port: number, options: RedisOptions) {
    this.#path = path;
    this.port = port;
    this.#options = options;
    this.#folder = mkdtempSync(join(tmpdir(), 'hookbench-redis-'));
    const login = options.password === undefined ? '' : `:${options.password}@`;
    this.url = `redis://${login}127.0.0.1:${port}`;
  }

  static async start(path: string, options: RedisOptions = {}): Promise<RedisServer> {
    for (let tries = 1; ; tries += 1) {
      const server = new RedisServer(path, await closedPort(), options);
      try {
        await server.up();
        return server;
      } catch (error) {
        await server.stop();
        if (tries === 3) {
          throw error;
        }
      }
    }
  }

  async up(): Promise<void> {
    const { password, flags = [] } = this.#options;
    const login = password === undefined ? [] : ['--requirepass', password];
    const place = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder];
    const args = [...place, '--save', '', '--appendonly', 'yes', ...login, ...flags];
    const child = spawn(this.#path, args, { stdio: 'ignore' });
    this.#child = child;
    await until(`redis-server answers on port ${this.port}`, () => {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`redis-server ended: is port ${this.port} taken?`);
      }
      return this.#answers();
    });
  }

  /** Ends it; what it stored comes back with `up`. */
  async down(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    }
  }

  /** Empties it. */
  async flush(): Promise<void> {
    const redis = new Redis(this.url);
    await redis.flushall();
    redis.disconnect();
  }

  async stop(): Promise<void> {
    await this.down('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    const redis = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null });
    redis.on('error', () => undefined);
    try {
      await redis.connect();
      // It must be ours: another test's could have come by the same port.
      const [, folder] = (await redis.config('GET', 'dir')) as string[];
      return folder === realpathSync(this.#folder);
    } catch {
      return false;
    } finally {
      redis.disconnect();
    }
  }
}
