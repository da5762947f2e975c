import { createPinoLog } from '../adapters/pino-log.ts';
import { createPrometheusMeter, type LiveMeter } from '../adapters/prometheus.ts';
import { createSealedBox } from '../adapters/sealed-box.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { createSystemRandom } from '../adapters/system-random.ts';
import type { LiveStats } from '../contract/live.ts';
import { createCatalogue } from '../flows/event-types.ts';
import { createOneAtATime } from '../flows/one-at-a-time.ts';
import { createProbeMark } from '../flows/probe-public-url.ts';
import { createSettings, type SettingsFlow } from '../flows/settings.ts';
import { EventStreams } from '../http/event-streams.ts';
import { createExposee } from '../http/exposee.ts';
import { rowFacts } from '../http/handlers/deliveries.ts';
import { createLiveHub, type LiveHub } from '../http/live.ts';
import { presentCapture } from '../http/present/present-capture.ts';
import { presentDelivery } from '../http/present/present-delivery.ts';
import { createSessionCodes } from '../http/session-codes.ts';
import type { Clock, DeliveryQueue, Log } from '../ports.ts';
import type { Base } from './base.ts';
import type { Config } from './config.ts';
import { endErasing, eraseFolder, scopeToErase } from './erasing.ts';
import { startHousekeeping } from './housekeeping.ts';
import { type Listener, listen, toStartError } from './listen.ts';
import { openRedisStores, type Shared } from './open-redis-stores.ts';
import { type OpenStores, openEmbeddedStores } from './open-stores.ts';
import { eraseRuleCounters, openRuleCounters } from './rule-counter-file.ts';
import type { ServerOrder, StartedServer } from './server-order.ts';
import { tellWorkers, warnAboutRedis } from './tell-workers.ts';
import { Undo } from './undo.ts';
import { createWarnings } from './warnings.ts';
import { watchReceiver } from './watch-receiver.ts';
import { watchedFeed } from './watched-feed.ts';
import { wireControl } from './wire-control.ts';
import { type DeliveryParts, wireDelivery } from './wire-delivery.ts';
import { wireSubscriptions } from './wire-exposee.ts';
import { wireReceiver } from './wire-receiver.ts';

/** Time that open connections get at a stop. */
const CLOSE_GRACE_MS = 500;
/** Time that the events of a stream get to be stored at a stop, and their sender to be told. */
const STREAM_STOP_MS = 5_000;
/** Attempts in flight over all lanes, where the queue is in Redis. */
const MAX_RUNNING = 512;

/**
 * The composition root: builds every part, puts pending deliveries back, opens the listeners, in
 * that order. What fails undoes what was done. Throws StartError.
 */
export async function startServer(
  order: ServerOrder,
  isDesktop = false,
  clock: Clock = systemClock,
): Promise<StartedServer> {
  const undo = new Undo();
  try {
    return await start(order, { isDesktop, clock }, undo);
  } catch (error) {
    await undo.run();
    throw error;
  }
}

async function start(
  order: ServerOrder,
  place: Pick<Base, 'isDesktop' | 'clock'>,
  undo: Undo,
): Promise<StartedServer> {
  const { config } = order;
  const { base, live, meter, shared, knowQueue } = await openBase(order, place, undo);
  const { clock, random, log, stores } = base;
  const settings = await openSettings(base, config, shared);
  const oneAtATime = shared?.oneAtATime ?? createOneAtATime();
  const catalogue = createCatalogue({ eventTypes: stores.config.eventTypes, feed: base.feed });
  const delivery = wireDelivery(base, settings, oneAtATime, shared);
  knowQueue(delivery.queue);
  const parts = { delivery, settings, catalogue, oneAtATime };
  const { subscriptions, hooks } = wireSubscriptions(base, parts);
  const warnings = createWarnings({ clock, log, feed: live });
  warnAboutRedis(warnings, shared);
  const listeners: { exposee?: Listener; control?: Listener } = {};
  const receiving = wireReceiver(base, settings, {
    counters: await openRuleCounters(base, order.dataFolder, undo),
    ownExposeeUrl: () => listeners.exposee?.url ?? '',
    ...(await watchReceiver({ clock, warnings })),
  });
  const made = { mark: createProbeMark(random), streams: new EventStreams() };
  const exposee = createExposee({
    subscriptions,
    hooks,
    catalogue,
    apiKey: settings.apiKey,
    ...made,
    log,
    random,
    settings: settings.current,
    jsonLimitBytes: config.jsonLimitBytes,
    bulk: delivery.bulk,
    isStorageFull: () => stores.isFull(),
    baseUrl: () => publicUrlOf(settings) ?? listeners.exposee?.url ?? '',
  });
  const sessionCodes = createSessionCodes({ clock, random });
  const control = wireControl(base, {
    ...parts,
    ...made,
    order,
    live,
    meter,
    receiving,
    subscriptions,
    warnings,
    sessionCodes,
    listeners,
    readStats: () => readStats(stores, meter),
  });
  // Pending deliveries first, so that ordered ones keep their order; they may go to our own receiver.
  await delivery.resume();
  await openReceiver(config, receiving, undo);
  await delivery.start();
  const stop = stopWith(undo, delivery, config.stopWaitMs);
  listeners.exposee = await open(undo, 'exposee', config, exposee.callback());
  undo.add(() => control.stop());
  listeners.control = await open(undo, 'control', config, control.app.callback());
  undo.add(startHousekeeping({ clock, log, stores, settings, warnings }));
  undo.add(() => made.streams.stop(STREAM_STOP_MS));
  await control.start();
  return {
    urls: urlsOf({ ...listeners, receiver: receiving.receiver }),
    newSessionCode: () => sessionCodes.issue(),
    stop,
  };
}

type Reachable = { readonly url: string | undefined } | undefined;

function urlsOf(
  of: Partial<Record<keyof StartedServer['urls'], Reachable>>,
): StartedServer['urls'] {
  return {
    control: of.control?.url ?? '',
    exposee: of.exposee?.url ?? '',
    receiver: of.receiver?.url ?? '',
  };
}

function publicUrlOf(settings: SettingsFlow): string | undefined {
  return settings.current().exposee_public_url?.replace(/\/+$/, '');
}

/** Ends sending in its turn; attempts under way get the time that the stop is called with. */
function stopWith(undo: Undo, delivery: DeliveryParts, usualWaitMs: number): StartedServer['stop'] {
  let wantedMs = usualWaitMs;
  undo.add(() => delivery.stop(wantedMs));
  return (waitMs = usualWaitMs) => {
    wantedMs = waitMs;
    return undo.run();
  };
}

interface OpenBase {
  readonly base: Base;
  readonly live: LiveHub;
  readonly meter: LiveMeter;
  /** Undefined where this process is alone with its data folder. */
  readonly shared: Shared | undefined;
  /** The feed shows who waits for whom; the queue that knows is made after it. */
  readonly knowQueue: (queue: DeliveryQueue) => void;
}

async function openBase(
  order: ServerOrder,
  { isDesktop, clock }: Pick<Base, 'isDesktop' | 'clock'>,
  undo: Undo,
): Promise<OpenBase> {
  const log = createPinoLog({ level: order.config.logLevel });
  undo.add(() => log.flush());
  const random = createSystemRandom();
  const { stores, shared } = await openStores(order, clock, log);
  undo.add(() => stores.close());
  const meter = meterOf(order, clock);
  meter.readLedger(() => stores.deliveries.ledger());
  meter.readTally(shared && (() => shared.attemptTally()));
  let queue: DeliveryQueue | undefined;
  const live = createLiveHub({
    clock,
    log,
    presentDelivery: (record) =>
      presentDelivery(
        record,
        rowFacts({ queue, subscriptions: stores.config.subscriptions }, record),
      ),
    presentCapture,
    stats: () => readStats(stores, meter),
  });
  undo.add(() => live.close());
  const box = createSealedBox(order.dataKeyBytes);
  const watched = watchedFeed(live);
  const feed = (await shared?.shareFeed(watched.feed)) ?? watched.feed;
  const counting = (await shared?.shareRates(meter, (news) => meter.heard(news))) ?? meter;
  const parts = { clock, random, log, box, stores, isDesktop };
  const base: Base = { ...parts, ...watched, feed, meter: counting };
  return { base, live, meter, shared, knowQueue: (known) => (queue = known) };
}

const meters = new WeakMap<ServerOrder['dataFolder'], LiveMeter>();
/** After an erase the servers start anew in this process, but counters only ever grow. */
function meterOf({ dataFolder }: ServerOrder, clock: Clock): LiveMeter {
  const meter = meters.get(dataFolder) ?? createPrometheusMeter({ clock });
  meters.set(dataFolder, meter);
  return meter;
}

async function openStores(
  { config, dataFolder, dataKeyBytes }: ServerOrder,
  clock: Clock,
  log: Log,
): Promise<{ stores: OpenStores; shared?: Shared }> {
  const { redisUrl: url } = config;
  const { path: folder } = dataFolder;
  const erase = await scopeToErase(folder);
  if (erase !== undefined && url === null) {
    await eraseFolder(folder, erase);
  }
  const opened =
    url === null
      ? { stores: await openEmbeddedStores({ folder, clock, log }) }
      : await openRedisStores({ url, clock, log, dataKeyBytes, maxRunning: MAX_RUNNING, erase });
  if (erase !== undefined) {
    await eraseRuleCounters(folder);
    await endErasing(folder);
    log.warn({ scope: erase }, 'what was stored is erased, as it was asked for');
  }
  return opened;
}

/** What the configuration names wins over what was stored; the window may change it while it runs. */
async function openSettings(
  base: Base,
  config: Config,
  shared: Shared | undefined,
): Promise<SettingsFlow> {
  const { stores, box, feed } = base;
  const settings = createSettings({
    settings: stores.config.settings,
    box,
    feed,
    configured: config.settings,
    onChange: ({ durability }) => {
      stores.setDurability(durability);
      tellWorkers(settings, shared).catch((error: unknown) => {
        base.log.warn({ err: error }, 'the workers could not be told where attempts may go');
      });
    },
  });
  await tellWorkers(settings, shared);
  stores.setDurability(settings.current().durability);
  return settings;
}

async function open(
  undo: Undo,
  name: 'exposee' | 'control',
  config: Config,
  handle: Parameters<typeof listen>[2],
): Promise<Listener> {
  const listener = await listen(name, config[name], handle);
  undo.add(() => listener.close(CLOSE_GRACE_MS));
  return listener;
}

async function openReceiver(
  config: Config,
  { receiver, exactTransport }: ReturnType<typeof wireReceiver>,
  undo: Undo,
): Promise<void> {
  const { host, port } = config.receiver;
  try {
    await receiver.listen(host, port);
  } catch (error) {
    throw error instanceof Error ? toStartError('receiver', { host, port }, error) : error;
  }
  undo.add(() => exactTransport.close());
  undo.add(() => receiver.close(CLOSE_GRACE_MS));
}

async function readStats(stores: OpenStores, meter: LiveMeter): Promise<LiveStats> {
  // The captures first: what is captured meanwhile was delivered before, never after.
  const captures = await stores.captures.ledger();
  const deliveries = await stores.deliveries.ledger();
  return {
    ledger: { ...deliveries, captures },
    ...meter.rates(),
    stored_bytes: stores.storedBytes(),
  };
}
