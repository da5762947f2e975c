import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCaptureJournal } from '../../../server/adapters/journal/capture-journal.ts';
import { openDeliveryJournal } from '../../../server/adapters/journal/delivery-journal.ts';
import { describeCaptureStore } from '../capture-store.ts';
import { describeCollapsedCaptures, describeCollapsedDeliveries } from '../collapsed-rows.ts';
import { describeDeliveryStore } from '../delivery-store.ts';
import { describeCaptureValues, describeDeliveryValues } from '../filter-values.ts';
import { memoryLog, type TestClock } from '../support/test-clock.ts';
import { describeUncountedCaptures, describeUncountedDeliveries } from '../uncounted-pages.ts';

type Open<Store> = (options: {
  folder: string;
  clock: TestClock;
  log: ReturnType<typeof memoryLog>;
  durability: 'process' | 'disk';
  segmentBytes: number;
}) => Promise<Store>;

/** `segmentBytes` is small, so that every suite crosses from one segment to the next. */
function journalHarness<Store extends { close(): Promise<void> }, Port>(
  openStore: Open<Store>,
  segmentBytes: number,
) {
  const opened = new Map<Port | Store, { store: Store; folder: string }>();
  const openIn = async (folder: string, clock: TestClock) => {
    const log = memoryLog();
    const store = await openStore({ folder, clock, log, durability: 'process', segmentBytes });
    opened.set(store, { store, folder });
    return store;
  };
  const close = async (port: Port) => {
    const entry = opened.get(port);
    await entry?.store.close();
    return entry?.folder ?? '';
  };
  return {
    open: async (clock: TestClock) =>
      openIn(await mkdtemp(join(tmpdir(), 'hookbench-journal-')), clock),
    reopen: async (port: Port, clock: TestClock) => openIn(await close(port), clock),
    dispose: async (port: Port) => rm(await close(port), { recursive: true, force: true }),
  };
}

describeDeliveryStore('journal', journalHarness(openDeliveryJournal, 4096));
describeCaptureStore('journal', journalHarness(openCaptureJournal, 64 * 1024));
describeCollapsedDeliveries('journal', journalHarness(openDeliveryJournal, 4096));
describeCollapsedCaptures('journal', journalHarness(openCaptureJournal, 64 * 1024));
describeUncountedDeliveries('journal', journalHarness(openDeliveryJournal, 4096));
describeUncountedCaptures('journal', journalHarness(openCaptureJournal, 64 * 1024));
describeDeliveryValues('journal', journalHarness(openDeliveryJournal, 4096));
describeCaptureValues('journal', journalHarness(openCaptureJournal, 64 * 1024));
