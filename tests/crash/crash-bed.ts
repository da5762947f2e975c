import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisServer } from '../support/redis-server.ts';
import { until } from '../support/until.ts';
import { type ServerProcess, startServer, startWorker } from './server-process.ts';

/** The processes that a run kills, and what outlives them. */
export interface CrashBed {
  /** What to look into where a promise was broken. */
  readonly place: string;
  /** Whether one process does everything, so that nothing lives on when it is killed. */
  readonly isAlone: boolean;
  /** The one that takes events and is asked for the ledger. */
  server(): ServerProcess;
  /** Kills one process with SIGKILL, which one is the dice's choice; answers its name. */
  kill(dice: number): Promise<string>;
  /** Starts again whatever does not run. */
  revive(): Promise<void>;
  /** Stops the server as a user would, and starts it again. */
  restart(): Promise<void>;
  /** Ends all processes. What was stored goes too, unless it is wanted for a look. */
  close(keeps: boolean): Promise<void>;
}

/** One server on a data folder of its own. */
export async function openFolderBed(): Promise<CrashBed> {
  const folder = await mkdtemp(join(tmpdir(), 'hookbench-crash-'));
  let server = await startServer(folder);
  return {
    place: folder,
    isAlone: true,
    server: () => server,
    kill: async () => {
      await server.kill();
      return 'server';
    },
    revive: async () => {
      server = await startServer(folder);
    },
    restart: async () => {
      await server.kill('SIGTERM');
      server = await startServer(folder);
    },
    close: async (keeps) => {
      await server.kill();
      if (!keeps) {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Every change is on the disk before Redis answers: the only setting under which its own death costs nothing. */
const ALWAYS = ['--appendfsync', 'always'];

/** A server and two workers on a Redis of their own. Redis is killed too, now and then. */
export async function openRedisBed(redisPath: string): Promise<CrashBed> {
  const redis = await RedisServer.start(redisPath, { flags: ALWAYS });
  const folder = await mkdtemp(join(tmpdir(), 'hookbench-crash-'));
  const startServe = () => startServer(folder, { redisUrl: redis.url });
  const startOne = () => startWorker(redis.url);
  let server = await startServe();
  const workers = [await startOne(), await startOne()];
  let isServerGone = false;
  let goneWorker: number | undefined;
  let isRedisGone = false;
  return {
    place: redis.url,
    isAlone: false,
    server: () => server,
    kill: async (dice) => {
      if (dice < 0.15) {
        isRedisGone = true;
        await redis.down('SIGKILL');
        return 'redis';
      }
      if (dice < 0.5) {
        isServerGone = true;
        await server.kill();
        return 'server';
      }
      goneWorker = dice < 0.75 ? 0 : 1;
      await workers[goneWorker]?.kill();
      return `worker ${goneWorker + 1}`;
    },
    revive: async () => {
      if (isRedisGone) {
        isRedisGone = false;
        await redis.up();
        await seesRedis(server);
      }
      if (isServerGone) {
        isServerGone = false;
        server = await startServe();
      }
      if (goneWorker !== undefined) {
        workers[goneWorker] = await startOne();
        goneWorker = undefined;
      }
    },
    restart: async () => {
      await server.kill('SIGTERM');
      server = await startServe();
    },
    close: async () => {
      await Promise.all([server.kill(), ...workers.map((worker) => worker.kill())]);
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a server that outlived its Redis is connected again. */
function seesRedis(server: ServerProcess): Promise<void> {
  const isAnswered = () =>
    server.ask('/api/ledger').then(
      () => true,
      () => false,
    );
  return until('the server sees Redis again', isAnswered, 60_000);
}
