import type { DeliveryRecord } from '../../../server/core/records.ts';
import type { CaptureStore, DeliveryStore } from '../../../server/ports.ts';

/** Byte arrays of any class compare as their bytes; members in one order. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return { bytes: Buffer.from(value).toString('hex') };
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, each]) => [key, plain(each)]));
  }
  return value;
}

/** Everything that a delivery store shows: two stores that show the same are the same. */
export async function observeDeliveries(store: DeliveryStore): Promise<unknown> {
  const { items } = await store.listDeliveries({ limit: 10_000 });
  const events = await store.listEvents({ limit: 10_000 });
  const attempts: unknown[] = [];
  for (const item of items) {
    attempts.push(await store.readAttempts(item.id));
  }
  const pending: DeliveryRecord[] = [];
  for await (const row of store.pending()) {
    pending.push(row);
  }
  const ledger = await store.ledger();
  return plain({ items, events, attempts, pending, ledger });
}

/** Everything that a capture store shows. */
export async function observeCaptures(store: CaptureStore): Promise<unknown> {
  const { items, total } = await store.list({ limit: 10_000 });
  const details: unknown[] = [];
  for (const { id } of items) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.readBody(id) ?? []) {
      chunks.push(chunk);
    }
    details.push([await store.readDetail(id), Buffer.concat(chunks)]);
  }
  return plain({ items, total, details, ledger: await store.ledger() });
}

/** Throws where the ledgers do not balance. */
export async function checkBalance(deliveries?: DeliveryStore, captures?: CaptureStore) {
  if (deliveries) {
    const { total, pending, delivered, failed, cancelled } = (await deliveries.ledger()).deliveries;
    if (total !== pending + delivered + failed + cancelled) {
      throw new Error(`deliveries do not balance: ${total}`);
    }
  }
  if (captures) {
    const { received, stored, pruned, deleted } = await captures.ledger();
    if (received !== stored + pruned + deleted) {
      throw new Error(`captures do not balance: ${received}`);
    }
  }
}
