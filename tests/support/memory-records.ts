import type { ConfigStores, RecordStore } from '../../server/ports.ts';

/** Records in memory; `failNext` makes the next write fail, as a full disk would. */
function createMemoryRecords<Item extends { readonly id: string }>(): RecordStore<Item> & {
  failNext(error: Error): void;
} {
  const items = new Map<string, Item>();
  let failure: Error | undefined;
  function mayFail(): void {
    const error = failure;
    failure = undefined;
    if (error) {
      throw error;
    }
  }
  return {
    all: () => [...items.values()],
    find: (id) => items.get(id),
    put: async (item) => {
      mayFail();
      items.set(item.id, item);
    },
    putMany: async (many) => {
      mayFail();
      for (const item of many) {
        items.set(item.id, item);
      }
    },
    remove: async (id) => {
      mayFail();
      return items.delete(id);
    },
    failNext: (error) => {
      failure = error;
    },
  };
}

export function createMemoryStores(): ConfigStores {
  return {
    subscriptions: createMemoryRecords(),
    inboxes: createMemoryRecords(),
    rules: createMemoryRecords(),
    triggerHooks: createMemoryRecords(),
    publishers: createMemoryRecords(),
    eventTypes: createMemoryRecords(),
    bursts: createMemoryRecords(),
    views: createMemoryRecords(),
    settings: createMemoryRecords(),
  };
}
