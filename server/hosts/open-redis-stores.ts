import { createBullmqQueue } from '../adapters/redis/bullmq-queue.ts';
import { openBus, type RedisBus } from '../adapters/redis/bus.ts';
import { openCaptures } from '../adapters/redis/capture-store.ts';
import { openRedisConfig, type RedisConfigStores } from '../adapters/redis/config-stores.ts';
import { openRedis, type RedisLink, redisPlace } from '../adapters/redis/connection.ts';
import { RedisDeliveryStore } from '../adapters/redis/delivery-store.ts';
import { eraseRedis } from '../adapters/redis/erase.ts';
import { isSharedKey } from '../adapters/redis/key-check.ts';
import { makeLines } from '../adapters/redis/line-index.ts';
import { redisAdvice } from '../adapters/redis/redis-advice.ts';
import { shareFeed } from '../adapters/redis/shared-feed.ts';
import { createSharedLock } from '../adapters/redis/shared-lock.ts';
import { type RateNews, readSharedTally, shareRates } from '../adapters/redis/shared-rates.ts';
import { openSharedRules, type SharedRules } from '../adapters/redis/shared-rules.ts';
import type { EraseScope } from '../contract/erase.ts';
import type { AttemptTally } from '../core/attempt-tally.ts';
import { AppError } from '../core/errors.ts';
import type { OneAtATime } from '../flows/one-at-a-time.ts';
import { firstJob } from '../flows/trigger-event.ts';
import type { Clock, DeliveryQueue, LiveFeed, Log, Meter } from '../ports.ts';
import { dataKeyCheck } from './data-key.ts';
import type { OpenStores } from './open-stores.ts';
import { StartError } from './start-error.ts';

/** What several processes on one Redis have in common, beside their stores. */
export interface Shared {
  readonly queue: DeliveryQueue;
  readonly oneAtATime: OneAtATime;
  readonly rules: SharedRules;
  /** What of this Redis' own configuration would lose data. */
  readonly advice: readonly string[];
  /** The attempts of every process. */
  attemptTally(): Promise<AttemptTally>;
  /** A meter that tells the other processes what it counts; `hear` is given what they tell. */
  shareRates(meter: Meter, hear?: (news: RateNews) => void): Promise<Meter>;
  /** Tells the windows of every process, and those behind `local` in this one. */
  shareFeed(local: LiveFeed | undefined): Promise<LiveFeed>;
}

export interface RedisStores {
  readonly stores: OpenStores;
  readonly shared: Shared;
}

export interface RedisStoresOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataKeyBytes: Uint8Array;
  /** Attempts in flight in this process. */
  readonly maxRunning: number;
  /** Before anything is read. */
  readonly erase?: EraseScope | undefined;
}

interface Parts extends RedisStoresOptions {
  readonly link: RedisLink;
  readonly bus: RedisBus;
}

/** Opens everything in Redis. Throws StartError where it cannot be reached or holds another key's secrets. */
export async function openRedisStores(options: RedisStoresOptions): Promise<RedisStores> {
  const link = await connect(options);
  try {
    await checkKey(link, options.dataKeyBytes);
    const bus = await openBus(link);
    if (options.erase !== undefined) {
      await eraseRedis(link, bus, options.erase);
    }
    return await openParts({ ...options, link, bus });
  } catch (error) {
    await link.close();
    throw error;
  }
}

async function openParts(parts: Parts): Promise<RedisStores> {
  const { link, bus, clock, log } = parts;
  const config = await openRedisConfig({ link, bus, log });
  await makeLines(link);
  const deliveries = new RedisDeliveryStore(link, clock);
  const captures = await openCaptures(link, clock);
  const queue = await openQueue(parts, config, deliveries);
  const stores: OpenStores = {
    config,
    deliveries,
    captures,
    kind: 'redis',
    damage: [],
    // Redis decides itself when it flushes its append-only file.
    setDurability: () => undefined,
    isFull: () => link.isFull,
    whyFull: () => (link.isFull ? 'redis' : undefined),
    checkPlace: async () => undefined,
    storedBytes: () => deliveries.storedBytes() + captures.storedBytes(),
    close: async () => {
      await deliveries.close();
      await link.close();
    },
  };
  const shared: Shared = {
    queue,
    oneAtATime: createSharedLock({ link, clock, sync: () => config.sync() }),
    rules: await openSharedRules(link, bus),
    advice: await redisAdvice(link),
    shareFeed: (local) => shareFeed({ bus, clock }, local),
    attemptTally: () => readSharedTally(link),
    shareRates: (meter, hear) => shareRates({ bus, clock }, meter, hear),
  };
  return { stores, shared };
}

async function openQueue(
  parts: Parts,
  { subscriptions, onChange }: RedisConfigStores,
  line: RedisDeliveryStore,
): Promise<DeliveryQueue> {
  const queue = await createBullmqQueue({
    ...parts,
    line,
    jobOfDelivery: firstJob,
    orderedLanes: () =>
      subscriptions
        .all()
        .filter(({ policy, state }) => policy.ordered && state !== 'paused')
        .map(({ id }) => id),
  });
  onChange((store, ids) => {
    if (store === 'subscriptions') {
      const all = subscriptions.all().map(({ id }) => id);
      for (const id of ids.length > 0 ? ids : all) {
        queue.refreshLane(id);
      }
    }
  });
  return queue;
}

async function connect({ url, log }: RedisStoresOptions): Promise<RedisLink> {
  try {
    return await openRedis({ url, log });
  } catch (error) {
    const reason = error instanceof AppError ? error.message : String(error);
    const wayOut = 'name another one (flag --redis, HOOKBENCH_REDIS*, redis* in the file)';
    throw new StartError(
      'invalid_config',
      reason.includes('refuses')
        ? reason
        : `Redis at ${redisPlace(url)} cannot be reached: start it, or ${wayOut}.`,
    );
  }
}

async function checkKey(link: RedisLink, dataKeyBytes: Uint8Array): Promise<void> {
  if (!(await isSharedKey(link, dataKeyCheck(dataKeyBytes)))) {
    throw new StartError(
      'invalid_config',
      `This is not the data key that sealed the secrets in Redis at ${link.where}. Give every process the same one: HOOKBENCH_DATA_KEY, or the key file of the first server's data folder (--data).`,
    );
  }
}
