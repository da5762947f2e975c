// The connections to Redis. Commands fail at once while Redis is away, so that requests are answered
// 503 instead of hanging; what is under way is not sent twice by the client, since a script that ran
// already would count twice. The workers' connection waits instead.
import { createHash } from 'node:crypto';
import { Redis, type RedisOptions } from 'ioredis';
import { StoreGone } from '../../core/errors.ts';
import type { Log } from '../../ports.ts';
import { isFullFailure, redisFailure } from './redis-failure.ts';

export interface RedisOpening {
  /** May hold a password: it is never logged nor part of an error. */
  readonly url: string;
  readonly log: Log;
  /** Begins every key; other programs may live in the same database. */
  readonly namespace?: string;
}

/** One Lua script: a change that happens as a whole. */
export interface RedisScript {
  readonly sha: string;
  readonly lua: string;
}

export type RedisArgument = string | number | Buffer;
export type ScriptArgument = RedisArgument | readonly RedisArgument[];

const CONNECT_TIMEOUT_MS = 5_000;
/** A Redis that takes longer than this for one command counts as away. */
const COMMAND_TIMEOUT_MS = 15_000;
const MAX_RECONNECT_MS = 1_000;
const DEFAULT_NAMESPACE = 'hookbench:';

export function redisScript(lua: string): RedisScript {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** Host, port and database: what may be said of a URL that can hold a password. */
export function redisPlace(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  const database = /^\/\d+$/.test(pathname) && pathname !== '/0' ? pathname : '';
  return `${hostname || '127.0.0.1'}:${port || '6379'}${database}`;
}

/** Connects; rejects with AppError `unavailable` or a reply of Redis where that fails. */
export async function openRedis(opening: RedisOpening): Promise<RedisLink> {
  const link = new RedisLink(opening);
  await link.connect();
  return link;
}

export class RedisLink {
  readonly where: string;
  readonly namespace: string;
  /** Set while Redis refuses to store; cleared by the next change that it takes. */
  isFull = false;
  readonly commands: Redis;
  readonly #opening: RedisOpening;
  readonly #opened = new Set<Redis>();
  #hasConnected = false;
  #isAway = false;
  #isClosed = false;
  #lastError: Error | undefined;

  constructor(opening: RedisOpening) {
    this.#opening = opening;
    this.where = redisPlace(opening.url);
    this.namespace = opening.namespace ?? DEFAULT_NAMESPACE;
    this.commands = this.#create({
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: null,
      commandTimeout: COMMAND_TIMEOUT_MS,
    });
    this.commands.on('ready', () => this.#tellBack());
    this.commands.on('close', () => this.#tellAway());
    this.commands.on('error', (error) => {
      this.#lastError = error;
    });
  }

  async connect(): Promise<void> {
    try {
      await this.commands.connect();
      this.#hasConnected = true;
    } catch (error) {
      this.commands.disconnect();
      // A refused login reaches the client as a connection that is closed: its reason came before.
      throw redisFailure(this.#lastError ?? error, this.where);
    }
  }

  /** One more connection, which waits for Redis where it is away: subscriptions and workers. */
  async another(): Promise<Redis> {
    const redis = this.#create({ maxRetriesPerRequest: null });
    const duplicate = redis.duplicate.bind(redis);
    // BullMQ makes copies and leaves them open where Redis is away when it is closed.
    redis.duplicate = (options) => this.#own(duplicate(options));
    await redis.connect();
    return redis;
  }

  /** Runs a script; its texts as answers. What can be long is given as an array: a call spreads no more than its stack holds. */
  run(script: RedisScript, ...args: readonly ScriptArgument[]): Promise<unknown> {
    const all = this.#argumentsOf(args);
    return this.#guard(
      this.commands
        .call('EVALSHA', [script.sha, ...all])
        .catch((error: unknown) =>
          isUnknownScript(error) ? this.commands.call('EVAL', [script.lua, ...all]) : reject(error),
        ),
    );
  }

  /** The same for a script whose answer holds bytes. */
  runForBytes(script: RedisScript, ...args: readonly ScriptArgument[]): Promise<unknown> {
    const all = this.#argumentsOf(args);
    return this.#guard(
      this.commands
        .callBuffer('EVALSHA', [script.sha, ...all])
        .catch((error: unknown) =>
          isUnknownScript(error)
            ? this.commands.callBuffer('EVAL', [script.lua, ...all])
            : reject(error),
        ),
    );
  }

  /** A plain command; a connection that is away is AppError `unavailable`. */
  ask<Answer>(command: (redis: Redis) => Promise<Answer>): Promise<Answer> {
    return this.#guard(command(this.commands));
  }

  key(name: string): string {
    return `${this.namespace}${name}`;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const redis of this.#opened) {
      redis.disconnect();
    }
  }

  #argumentsOf(args: readonly ScriptArgument[]): (string | Buffer)[] {
    return ['0', this.namespace, ...args.flat().map(argumentOf)];
  }

  async #guard<Answer>(asked: Promise<Answer>): Promise<Answer> {
    try {
      const answer = await asked;
      this.isFull = false;
      return answer;
    } catch (error) {
      if (this.#isClosed) {
        throw new StoreGone('the connection to Redis is closed');
      }
      const failure = redisFailure(error, this.where);
      this.isFull = isFullFailure(failure);
      throw failure;
    }
  }

  #create(more: RedisOptions): Redis {
    const redis = new Redis(this.#opening.url, {
      lazyConnect: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // Before the first connection a failure is told; after it Redis is waited for.
      retryStrategy: (times) =>
        this.#hasConnected ? Math.min(50 * 2 ** Math.min(times, 5), MAX_RECONNECT_MS) : null,
      ...more,
    });
    // Without a listener the client would print; what matters is told by 'close' and 'ready'.
    redis.on('error', () => undefined);
    return this.#own(redis);
  }

  #own(redis: Redis): Redis {
    this.#opened.add(redis);
    writeTogether(redis);
    redis.on('end', () => this.#opened.delete(redis));
    return redis;
  }

  #tellAway(): void {
    if (this.#hasConnected && !this.#isAway && this.commands.status !== 'end') {
      this.#isAway = true;
      const text = 'Redis cannot be reached; it is tried again until it is back';
      this.#opening.log.warn({ redis: this.where }, text);
    }
  }

  #tellBack(): void {
    if (this.#isAway) {
      this.#isAway = false;
      this.#opening.log.info({ redis: this.where }, 'Redis is back');
    }
  }
}

/**
 * What the client asks for by itself after a reconnect, its channels and its database: nobody listens
 * to that answer, and where the connection is closed before it comes, the process would end by it.
 */
const OWN_COMMANDS: ReadonlySet<string> = new Set(['subscribe', 'select']);

/** What is asked for in one turn goes out in one write: each write is a call of the system. */
function writeTogether(redis: Redis): void {
  const send = redis.sendCommand.bind(redis);
  redis.sendCommand = (...args) => {
    const { stream } = redis;
    if (stream?.writable && stream.writableCorked === 0) {
      stream.cork();
      setImmediate(() => stream.uncork());
    }
    const [command] = args;
    if (OWN_COMMANDS.has(command.name)) {
      command.promise.catch(() => undefined);
    }
    return send(...args);
  };
}

function argumentOf(value: RedisArgument): string | Buffer {
  return typeof value === 'number' ? String(value) : value;
}

function isUnknownScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}

function reject(error: unknown): never {
  throw error;
}
