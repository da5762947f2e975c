import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { burstEventId } from '../../server/contract/burst.ts';
import type { BurstId, EventId } from '../../server/contract/ids.ts';
import type { Page } from '../../server/contract/page.ts';
import {
  CollapsedPage,
  captureRunFacts,
  deliveryRunFacts,
  type RunFacts,
} from '../../server/core/collapsed-page.ts';
import type { CaptureRecord, DeliveryRecord } from '../../server/core/records.ts';
import type { CaptureStore, DeliveryStore, ListRequest } from '../../server/ports.ts';
import type { CaptureStoreHarness } from './capture-store.ts';
import type { DeliveryStoreHarness } from './delivery-store.ts';
import {
  captureId,
  DELIVERED,
  deliveryId,
  sampleAttempt,
  sampleCapture,
  sampleDelivery,
  sampleDetail,
  sampleEvent,
} from './support/samples.ts';
import { TestClock } from './support/test-clock.ts';

const RUNS = ['bst_aaaaaaaa', 'bst_bbbbbbbb'] as BurstId[];
const ROWS = 24;

/** Every third row is of no burst; the two bursts run at the same time. */
function runOf(number: number): BurstId | undefined {
  return number % 3 === 0 ? undefined : RUNS[number % 2];
}
export function collapsedEventId(number: number): EventId {
  const run = runOf(number);
  return (run ? burstEventId(run, number) : `evt_0000${number}`) as EventId;
}

type List<Row> = (request: ListRequest) => Promise<Page<Row>>;

/** What all rows, one by one, come to; whatever page it is asked on. */
async function expectExact<Row extends { readonly number: number }>(
  list: List<Row>,
  factsOf: (row: Row) => RunFacts,
): Promise<Page<Row>> {
  const rows = (await list({ limit: 1000 })).items;
  for (const limit of [1000, 2]) {
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
      const page = new CollapsedPage<Row>({ limit, cursor });
      for (const row of rows) {
        page.add(row, row.number, factsOf(row));
      }
      const wanted = page.finish();
      expect(await list({ limit, cursor, isCollapsed: true })).toEqual(wanted);
      cursor = wanted.next ?? undefined;
    }
  }
  return list({ limit: 1000, isCollapsed: true });
}

/** Rows of bursts as lines: exact after every change, in every store. */
export function describeCollapsedDeliveries(name: string, harness: DeliveryStoreHarness): void {
  describe(`bursts as lines of deliveries: ${name}`, () => {
    let store: DeliveryStore;
    beforeEach(async () => {
      store = await harness.open(new TestClock());
      for (let number = 1; number <= ROWS; number += 1) {
        const event = sampleEvent(number, { id: collapsedEventId(number) });
        await store.saveTriggered([{ event, deliveries: [sampleDelivery(number)] }]);
      }
    });
    afterEach(() => harness.dispose(store));
    const exact = () =>
      expectExact<DeliveryRecord>((request) => store.listDeliveries(request), deliveryRunFacts);

    it('counts what becomes of them', async () => {
      expect((await exact()).runs?.map(({ count, open }) => [count, open])).toEqual([
        [8, 8],
        [8, 8],
      ]);
      await store.claim(deliveryId(1));
      await store.recordAttempt(sampleAttempt(deliveryId(1)), DELIVERED);
      const ended = { nextAttemptAtMs: null, note: null };
      await store.settle(deliveryId(5), { ...ended, state: 'failed' });
      await store.settle(deliveryId(7), { ...ended, state: 'cancelled' });
      await store.settle(deliveryId(3), { ...ended, state: 'failed' });
      const { runs } = await exact();
      expect(runs?.find(({ id }) => id === RUNS[1])).toMatchObject({
        good: 1,
        bad: 1,
        cancelled: 1,
        open: 5,
      });
      // One that goes on is open again.
      await store.settle(deliveryId(7), { state: 'pending', nextAttemptAtMs: 1, note: null });
      expect((await exact()).runs?.find(({ id }) => id === RUNS[1])?.open).toBe(6);
    });

    it('leaves replays alone, and follows when the oldest go', async () => {
      const replay = sampleDelivery(900, { isReplay: true });
      await store.addDelivery(collapsedEventId(1), replay);
      expect((await exact()).items[0]?.id).toBe(replay.id);
      const ended = { state: 'delivered', nextAttemptAtMs: null, note: null } as const;
      for (let number = 1; number <= ROWS; number += 1) {
        await store.settle(deliveryId(number), ended);
      }
      await store.settle(replay.id, ended);
      for (const maxItems of [20, 6, 1]) {
        await store.prune({ maxItems, maxBytes: 1e15, olderThanMs: null });
        await exact();
      }
      expect((await exact()).runs?.length).toBeLessThan(2);
    });
  });
}

export function describeCollapsedCaptures(name: string, harness: CaptureStoreHarness): void {
  describe(`bursts as lines of requests: ${name}`, () => {
    let clock: TestClock;
    let store: CaptureStore;
    beforeEach(async () => {
      clock = new TestClock();
      store = await harness.open(clock);
      for (let number = 1; number <= ROWS; number += 1) {
        const change = { deliveryKey: collapsedEventId(number), isReplay: number === 4 };
        await store.save(sampleCapture(number, change), sampleDetail(), Buffer.from('{}'));
      }
    });
    afterEach(() => harness.dispose(store));
    const exact = () =>
      expectExact<CaptureRecord>((request) => store.list(request), captureRunFacts);

    it('counts what they were answered', async () => {
      expect((await exact()).runs?.map(({ good }) => good)).toEqual([7, 8]);
      await store.change(captureId(1), { status: 503 });
      await store.change(captureId(5), { status: null });
      await store.change(captureId(3), { status: 500, isStarred: true });
      const { runs } = await exact();
      expect(runs?.find(({ id }) => id === RUNS[1])).toMatchObject({ good: 6, bad: 1, open: 1 });
    });

    it('follows what is deleted, restored and pruned', async () => {
      const all = Array.from({ length: ROWS }, (_, index) => captureId(index + 1));
      const first = await store.delete(all.slice(0, 5));
      await exact();
      const rest = await store.delete(all.slice(5));
      expect(await exact()).toMatchObject({ items: [], runs: [], total: 0, lines: 0 });
      await store.restore(rest.undo);
      await exact();
      await store.restore(first.undo);
      expect((await exact()).runs?.length).toBe(2);
      for (const maxItems of [20, 5, 1]) {
        await store.prune({ maxItems, maxBytes: 1e15, olderThanMs: null });
        await exact();
      }
    });
  });
}
