import { createPinoLog } from '../adapters/pino-log.ts';
import { createSealedBox } from '../adapters/sealed-box.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { createSystemRandom } from '../adapters/system-random.ts';
import { createSettings } from '../flows/settings.ts';
import type { Meter } from '../ports.ts';
import type { Base } from './base.ts';
import type { Config } from './config.ts';
import { findDataKey } from './data-key.ts';
import { openRedisStores, type RedisStores } from './open-redis-stores.ts';
import { StartError } from './start-error.ts';
import { Undo } from './undo.ts';
import { loadUserDialects } from './user-dialects.ts';
import { type DeliveryParts, sendingRulesOf, wireDelivery } from './wire-delivery.ts';

export interface WorkerOptions {
  /** Attempts in flight. */
  readonly concurrency: number;
  /** Told what the person should know. */
  readonly warn: (text: string) => void;
}

export interface StartedWorker {
  /** Resolves once attempts under way are recorded, or their time is over. */
  stop(): Promise<void>;
}

/** Nobody asks a worker for figures: they are in Redis, and `serve` shows them. */
const SILENT_METER: Meter = {
  triggered: () => undefined,
  attempted: () => undefined,
  captured: () => undefined,
};

/**
 * One more process that delivers, beside `serve --redis`. It listens nowhere, locks no folder and
 * makes no key; of the data folder it reads the key and the user's dialects. Throws StartError.
 */
export async function startWorker(config: Config, options: WorkerOptions): Promise<StartedWorker> {
  const undo = new Undo();
  try {
    await start(config, options, undo);
  } catch (error) {
    await undo.run();
    throw error;
  }
  return { stop: () => undo.run() };
}

async function start(config: Config, options: WorkerOptions, undo: Undo): Promise<void> {
  const { redisUrl: url, dataDir, dataKeyBytes: givenBytes } = config;
  const { concurrency: maxRunning, warn } = options;
  if (url === null) {
    const text = 'A worker needs the Redis of its server: name it with --redis URL.';
    throw new StartError('invalid_config', text);
  }
  const dataKeyBytes = await findDataKey({ dataDir, givenBytes, warn });
  await loadUserDialects(dataDir);
  const log = createPinoLog({ level: config.logLevel });
  undo.add(() => log.flush());
  const clock = systemClock;
  const opened = await openRedisStores({ url, clock, log, dataKeyBytes, maxRunning });
  undo.add(() => opened.stores.close());
  for (const text of opened.shared.advice) {
    warn(text);
  }
  const base: Base = {
    clock,
    random: createSystemRandom(),
    log,
    box: createSealedBox(dataKeyBytes),
    stores: opened.stores,
    feed: await opened.shared.shareFeed(undefined),
    watchDeliveries: () => undefined,
    meter: await opened.shared.shareRates(SILENT_METER),
    isDesktop: false,
  };
  const delivery = deliveryOf(base, config, opened.shared);
  await delivery.start();
  undo.add(() => delivery.stop(config.stopWaitMs));
}

/** Where attempts may go is the server's to say; until one has run here, our own configuration does. */
function deliveryOf(base: Base, config: Config, shared: RedisStores['shared']): DeliveryParts {
  const settings = createSettings({
    settings: base.stores.config.settings,
    box: base.box,
    feed: base.feed,
    configured: config.settings,
  });
  const { queue, oneAtATime, rules } = shared;
  const sendingRules = () => {
    const told = rules.current();
    return told ? { ...told, isDesktop: false } : sendingRulesOf(settings, false);
  };
  return wireDelivery(base, settings, oneAtATime, { queue, sendingRules });
}
