import type { RecordStore } from '../../server/ports.ts';

/** A record store in a plain map: a double for unit tests. */
export function createMapRecords<Item extends { readonly id: string }>(
  items: readonly Item[] = [],
): RecordStore<Item> {
  const records = new Map(items.map((item) => [item.id, item]));
  return {
    all: () => [...records.values()],
    find: (id) => records.get(id),
    put: async (item) => {
      records.set(item.id, item);
    },
    putMany: async (many) => {
      for (const item of many) {
        records.set(item.id, item);
      }
    },
    remove: async (id) => records.delete(id),
  };
}
