import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openRecordStore } from '../../../server/adapters/nedb/record-store.ts';
import type { RecordStore } from '../../../server/ports.ts';
import { describeRecordStore, type SampleRecord } from '../record-store.ts';
import { memoryLog } from '../support/test-clock.ts';

const opened = new Map<RecordStore<SampleRecord>, { path: string; close(): Promise<void> }>();

async function openAt(path: string) {
  const store = await openRecordStore<SampleRecord>({ path, log: memoryLog() });
  opened.set(store, { path, close: () => store.close() });
  return store;
}

describeRecordStore('nedb', {
  open: async () => openAt(join(await mkdtemp(join(tmpdir(), 'hookbench-nedb-')), 'records.db')),
  async reopen(store) {
    await opened.get(store)?.close();
    return openAt(opened.get(store)?.path ?? '');
  },
  async dispose(store) {
    await opened.get(store)?.close();
    await rm(dirname(opened.get(store)?.path ?? ''), { recursive: true, force: true });
  },
});
