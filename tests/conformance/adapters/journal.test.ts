import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDeliveryJournal } from '../../../server/adapters/journal/delivery-journal.ts';
import type { DeliveryStore } from '../../../server/ports.ts';
import { describeDeliveryStore } from '../delivery-store.ts';
import { memoryLog, type TestClock } from '../support/test-clock.ts';

const folders = new Map<DeliveryStore, { folder: string; close(): Promise<void> }>();

async function openIn(folder: string, clock: TestClock): Promise<DeliveryStore> {
  const journal = await openDeliveryJournal({
    folder,
    clock,
    log: memoryLog(),
    durability: 'process',
    // Small, so that every suite crosses from one segment to the next.
    segmentBytes: 4096,
  });
  folders.set(journal, { folder, close: () => journal.close() });
  return journal;
}

describeDeliveryStore('journal', {
  open: async (clock) => openIn(await mkdtemp(join(tmpdir(), 'hookbench-journal-')), clock),
  async reopen(store, clock) {
    const opened = folders.get(store);
    await opened?.close();
    return openIn(opened?.folder ?? '', clock);
  },
  async dispose(store) {
    const opened = folders.get(store);
    await opened?.close();
    await rm(opened?.folder ?? '', { recursive: true, force: true });
  },
});
