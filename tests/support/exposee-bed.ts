import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { DeliveryId, EventId } from '../../server/contract/ids.ts';
import { wantsEventType } from '../../server/core/matching.ts';
import { newId } from '../../server/core/new-id.ts';
import type { AttemptRecord, DeliveryRecord } from '../../server/core/records.ts';
import { createCatalogue } from '../../server/flows/event-types.ts';
import { createOneAtATime } from '../../server/flows/one-at-a-time.ts';
import { createProbeMark } from '../../server/flows/probe-public-url.ts';
import type { EventToPublish, PublishEvents } from '../../server/flows/publish-events.ts';
import { createSettings } from '../../server/flows/settings.ts';
import type { SubscriptionDeps } from '../../server/flows/subscription-deps.ts';
import { EventStreams } from '../../server/http/event-streams.ts';
import { createExposee } from '../../server/http/exposee.ts';
import type { Clock, DeliveryStore, LiveFeed, Log, Random, SealedBox } from '../../server/ports.ts';
import { listenAnywhere } from './listening.ts';
import { createMemoryStores } from './memory-stores.ts';

export const random: Random = {
  next: () => 0.5,
  bytes: (size) => randomBytes(size),
};
const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};
const box: SealedBox = {
  seal: (text) => `sealed:${Buffer.from(text).toString('base64')}`,
  open: (sealed) => Buffer.from(sealed.slice('sealed:'.length), 'base64').toString(),
};
export const silentFeed: LiveFeed = {
  delivery: () => undefined,
  capture: () => undefined,
  capturesDeleted: () => undefined,
  changed: () => undefined,
};

export interface LogLine {
  readonly level: string;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

export function createMemoryLog(): Log & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const write = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields: { ...fields }, message });
  };
  return {
    lines,
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}

/** The exposee on a real socket, over memory. What it publishes is kept in `published`. */
export async function createExposeeBed() {
  const stores = createMemoryStores();
  const log = createMemoryLog();
  const published: EventToPublish[] = [];
  const pings: DeliveryRecord[] = [];
  const attempts = new Map<string, AttemptRecord[]>();
  const cancelled: string[] = [];
  const ids = new Map<string, string>();
  const state: { failure: Error | undefined; groups: number } = { failure: undefined, groups: 0 };
  const publish: PublishEvents = async (events) => {
    state.groups += 1;
    if (state.failure) {
      throw state.failure;
    }
    return events.map((event) => {
      const eventId = (event.id ?? newId('evt', random.bytes)) as EventId;
      const before = ids.get(eventId);
      if (before !== undefined) {
        const isSame = before === `${event.type} ${event.dataText}`;
        return isSame
          ? { kind: 'duplicate', eventId, deliveries: 1 }
          : { kind: 'conflict', eventId };
      }
      ids.set(eventId, `${event.type} ${event.dataText}`);
      published.push(event);
      const wanted = stores.subscriptions
        .all()
        .filter(
          (record) =>
            event.subscriptionIds?.includes(record.id) ?? wantsEventType(record, event.type),
        );
      return {
        kind: 'stored',
        eventId,
        deliveryIds: wanted.map(() => newId('dlv', random.bytes) as DeliveryId),
      };
    });
  };
  const deliveries = {
    pending: async function* () {
      yield* pings.filter((delivery) => delivery.state === 'pending');
    },
    settle: async (id: DeliveryId) => {
      cancelled.push(id);
      return undefined;
    },
    listDeliveries: async () => ({ items: pings, next: null, total: pings.length }),
    readAttempts: async (id: DeliveryId) => attempts.get(id) ?? [],
  } as Partial<DeliveryStore> as DeliveryStore;
  const settings = createSettings({ settings: stores.settings, box, feed: silentFeed });
  const catalogue = createCatalogue({ eventTypes: stores.eventTypes, feed: silentFeed });
  const subscriptions: SubscriptionDeps = {
    subscriptions: stores.subscriptions,
    deliveries,
    queue: {
      scheduleMany: async () => undefined,
      remove: async () => undefined,
      refreshLane: () => undefined,
      headOf: () => undefined,
      start: async () => undefined,
      stop: async () => undefined,
    },
    catalogue,
    settings: settings.current,
    publish,
    box,
    clock,
    random,
    log,
    feed: silentFeed,
    oneAtATime: createOneAtATime(),
  };
  const hooks = { triggerHooks: stores.triggerHooks, catalogue, publish, clock, random, log };
  const app = createExposee({
    subscriptions,
    hooks,
    catalogue,
    apiKey: settings.apiKey,
    settings: settings.current,
    mark: createProbeMark(random),
    streams: new EventStreams(),
    baseUrl: () => settings.current().exposee_public_url ?? 'http://127.0.0.1:8000',
    log,
    random,
  });
  const server = createServer(app.callback());
  const port = await listenAnywhere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stores,
    subscriptions,
    settings,
    log,
    published,
    pings,
    attempts,
    cancelled,
    state,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type ExposeeBed = Awaited<ReturnType<typeof createExposeeBed>>;
