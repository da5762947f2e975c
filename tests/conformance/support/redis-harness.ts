import { openRedis, type RedisLink } from '../../../server/adapters/redis/connection.ts';
import type { RedisServer } from '../../support/redis-server.ts';
import { memoryLog, type TestClock } from './test-clock.ts';

let suites = 0;

interface Closing {
  readonly link: RedisLink;
  readonly close: () => Promise<void>;
}

/** Opens a store of each test in a namespace of its own, on a connection of its own. */
export function redisHarness<Store>(
  server: () => RedisServer,
  openStore: (
    link: RedisLink,
    clock: TestClock,
  ) => Promise<{ store: Store; close: () => Promise<void> }>,
) {
  const opened = new Map<Store, Closing>();
  const openIn = async (namespace: string, clock: TestClock) => {
    const link = await openRedis({ url: server().url, log: memoryLog(), namespace });
    const { store, close } = await openStore(link, clock);
    opened.set(store, { link, close });
    return store;
  };
  const close = async (store: Store) => {
    const entry = opened.get(store);
    await entry?.close();
    await entry?.link.close();
    return entry?.link.namespace ?? '';
  };
  return {
    open: (clock: TestClock) => {
      suites += 1;
      return openIn(`test${suites}:`, clock);
    },
    reopen: async (store: Store, clock: TestClock) => openIn(await close(store), clock),
    dispose: async (store: Store) => {
      await close(store);
    },
  };
}
