import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFilter } from '../../server/contract/filter.ts';
import type { DeliveryRecord } from '../../server/core/records.ts';
import type { DeliveryStore, ListRequest, SaveResult } from '../../server/ports.ts';
import { plain } from './support/observe.ts';
import {
  DELIVERED,
  deliveryId,
  eventId,
  RETRY,
  SUB_A,
  SUB_B,
  sampleAttempt,
  sampleDelivery,
  sampleEvent,
  sampleItem,
} from './support/samples.ts';
import { TestClock } from './support/test-clock.ts';

function deliveryCount(result: SaveResult): number {
  switch (result.kind) {
    case 'stored':
      return result.deliveries.length;
    case 'duplicate':
      return result.deliveries;
    case 'conflict':
      return 0;
  }
}

/** What an adapter gives so that the suite can run on it. */
export interface DeliveryStoreHarness {
  open(clock: TestClock): Promise<DeliveryStore>;
  /** Closes the store and opens it again on what it kept; undefined where nothing is kept. */
  reopen?: (store: DeliveryStore, clock: TestClock) => Promise<DeliveryStore>;
  dispose(store: DeliveryStore): Promise<void>;
}

/** The promises of DeliveryStore, for any adapter. */
export function describeDeliveryStore(name: string, harness: DeliveryStoreHarness): void {
  describe(`delivery store: ${name}`, () => {
    let clock: TestClock;
    let store: DeliveryStore;

    beforeEach(async () => {
      clock = new TestClock();
      store = await harness.open(clock);
    });
    afterEach(() => harness.dispose(store));

    const reopen = async () => {
      if (harness.reopen) {
        store = await harness.reopen(store, clock);
      }
    };
    const deliver = async (number: number, settlement = DELIVERED) => {
      const claimed = await store.claim(deliveryId(number));
      expect(claimed).toBeDefined();
      return store.recordAttempt(sampleAttempt(deliveryId(number)), settlement);
    };

    describe('accepting', () => {
      it('answers with numbered pending deliveries and finds them again', async () => {
        const [result] = await store.saveTriggered([sampleItem(1, 2)]);
        expect(result?.kind).toBe('stored');
        const deliveries = await store.deliveriesOfEvent(eventId(1));
        expect(deliveries.map((each) => each.id)).toEqual([deliveryId(10), deliveryId(11)]);
        expect(deliveries[1]?.number).toBe((deliveries[0]?.number ?? 0) + 1);
        expect(deliveries[0]).toMatchObject({ state: 'pending', attempts: 0, lastStatus: null });
        expect(await store.findEvent(eventId(1))).toEqual(sampleEvent(1));
        await reopen();
        expect(await store.deliveriesOfEvent(eventId(1))).toEqual(deliveries);
        expect(await store.findEvent(eventId(1))).toEqual(sampleEvent(1));
      });

      it('takes an id once: the same again is a duplicate, other data a conflict', async () => {
        await store.saveTriggered([sampleItem(1, 2)]);
        await reopen();
        const other = { ...sampleItem(1), event: sampleEvent(1, { dataText: '2' }) };
        const otherType = { ...sampleItem(1), event: sampleEvent(1, { type: 'other' }) };
        const results = await store.saveTriggered([sampleItem(1, 2), other, otherType]);
        expect(results).toEqual([
          { kind: 'duplicate', deliveries: 2 },
          { kind: 'conflict' },
          { kind: 'conflict' },
        ]);
        expect((await store.ledger()).events).toBe(1);
      });

      it('decides at the moment of the call: of two calls at once one stores', async () => {
        const calls = await Promise.all(
          Array.from({ length: 20 }, () => store.saveTriggered([sampleItem(7)])),
        );
        const kinds = calls.map(([result]) => result?.kind);
        expect(kinds.filter((kind) => kind === 'stored')).toHaveLength(1);
        expect(kinds.filter((kind) => kind === 'duplicate')).toHaveLength(19);
        expect((await store.ledger()).deliveries.total).toBe(1);
      });

      it('takes the same id twice in one call as one event', async () => {
        const results = await store.saveTriggered([sampleItem(1), sampleItem(1)]);
        expect(results.map((result) => result.kind)).toEqual(['stored', 'duplicate']);
      });

      it('takes ten thousand events in one call, and one event for thousands', async () => {
        const many = Array.from({ length: 10_000 }, (_, index) => sampleItem(index + 1, 2));
        const wide = {
          event: sampleEvent(20_000),
          deliveries: Array.from({ length: 15_000 }, (_, index) => sampleDelivery(300_000 + index)),
        };
        const results = await store.saveTriggered([...many, wide, sampleItem(1, 2)]);
        expect(results.slice(0, -1).every(({ kind }) => kind === 'stored')).toBe(true);
        expect(results.at(-1)).toEqual({ kind: 'duplicate', deliveries: 2 });
        expect(results.map((result) => deliveryCount(result))).toEqual([
          ...Array.from({ length: 10_000 }, () => 2),
          15_000,
          2,
        ]);
        const counted = { total: 35_000, pending: 35_000, delivered: 0, failed: 0, cancelled: 0 };
        expect(await store.ledger()).toMatchObject({ events: 10_001, deliveries: counted });
        await reopen();
        expect(await store.ledger()).toMatchObject({ events: 10_001, deliveries: counted });
        expect(await idsOf(store.pending(SUB_B))).toHaveLength(10_000);
      }, 60_000);

      it('keeps events that nobody subscribed to, and data of any text', async () => {
        const dataText = `"${'\u{1f600}ä'.repeat(2000)}"`;
        await store.saveTriggered([{ event: sampleEvent(1, { dataText }), deliveries: [] }]);
        await reopen();
        expect((await store.findEvent(eventId(1)))?.dataText).toBe(dataText);
        const page = await store.listEvents({ limit: 10 });
        expect(page).toMatchObject({ total: 1, items: [{ deliveries: 0 }] });
      });

      it('adds a delivery to a stored event only', async () => {
        await store.saveTriggered([sampleItem(1)]);
        const added = await store.addDelivery(
          eventId(1),
          sampleDelivery(99, { isReplay: true, subscriptionId: null, note: 'again' }),
        );
        expect(added).toMatchObject({ isReplay: true, state: 'pending', note: 'again' });
        expect(await store.addDelivery(eventId(2), sampleDelivery(98))).toBeUndefined();
        await reopen();
        expect(await store.findDelivery(deliveryId(99))).toEqual(added);
      });

      it('keeps the target of a one-off send', async () => {
        const target = {
          dialect: 'stripe',
          key: null,
          headers: { 'x-a': 'b' },
          breakIt: ['stale'],
        };
        const delivery = sampleDelivery(5, { target, subscriptionId: null, isTest: true });
        await store.saveTriggered([{ event: sampleEvent(1), deliveries: [delivery] }]);
        await reopen();
        expect(await store.findDelivery(deliveryId(5))).toMatchObject({ target, isTest: true });
      });
    });

    describe('claims', () => {
      it('gives a delivery to one only until it is released', async () => {
        await store.saveTriggered([sampleItem(1)]);
        const claimed = await store.claim(deliveryId(10));
        expect(claimed?.event).toEqual(sampleEvent(1));
        expect(claimed?.delivery.id).toBe(deliveryId(10));
        expect(await store.claim(deliveryId(10))).toBeUndefined();
        expect(await store.claim(deliveryId(10), true)).toBeUndefined();
        store.release(deliveryId(10));
        expect(await store.claim(deliveryId(10))).toBeDefined();
        expect(await store.claim(deliveryId(999))).toBeUndefined();
      });

      it('gives one of many claims at once', async () => {
        await store.saveTriggered([sampleItem(1)]);
        await reopen();
        const claims = await Promise.all(
          Array.from({ length: 10 }, () => store.claim(deliveryId(10))),
        );
        expect(claims.filter((claimed) => claimed !== undefined)).toHaveLength(1);
      });

      it('gives what is not pending only by hand', async () => {
        await store.saveTriggered([sampleItem(1)]);
        await deliver(10);
        expect(await store.claim(deliveryId(10))).toBeUndefined();
        expect(await store.claim(deliveryId(10), true)).toBeDefined();
      });

      it('forgets claims with the process', async () => {
        await store.saveTriggered([sampleItem(1)]);
        await store.claim(deliveryId(10));
        if (harness.reopen) {
          await reopen();
          expect(await store.claim(deliveryId(10))).toBeDefined();
        }
      });
    });

    describe('attempts', () => {
      it('keeps every byte of request and answer, oldest first', async () => {
        await store.saveTriggered([sampleItem(1)]);
        const dataText = sampleEvent(1).dataText;
        const bodyBytes = new Uint8Array(Buffer.from(`{"event":"x","data":${dataText}}`));
        const first = sampleAttempt(deliveryId(10), 1, {
          request: { ...sampleAttempt(deliveryId(10)).request, bodyBytes },
        });
        const second = sampleAttempt(deliveryId(10), 2, {
          response: null,
          outcome: 'timeout',
          status: null,
          isSuccess: false,
          cause: 'manual',
        });
        await store.claim(deliveryId(10));
        expect(await store.recordAttempt(first, RETRY)).toMatchObject({
          state: 'pending',
          attempts: 1,
          scheduledAttempts: 1,
          lastStatus: 200,
          nextAttemptAtMs: RETRY.nextAttemptAtMs,
        });
        expect(await store.claim(deliveryId(10))).toBeDefined();
        expect(await store.recordAttempt(second, DELIVERED)).toMatchObject({
          state: 'delivered',
          attempts: 2,
          scheduledAttempts: 1,
          lastOutcome: 'timeout',
          lastStatus: null,
        });
        const expected = JSON.stringify(plain([first, second]));
        expect(JSON.stringify(plain(await store.readAttempts(deliveryId(10))))).toBe(expected);
        await reopen();
        expect(JSON.stringify(plain(await store.readAttempts(deliveryId(10))))).toBe(expected);
        expect(await store.readAttempts(deliveryId(11))).toEqual([]);
      });

      it('refuses an attempt of a delivery that is not stored', async () => {
        await expect(store.recordAttempt(sampleAttempt(deliveryId(1)), DELIVERED)).rejects.toThrow(
          /not stored/,
        );
      });

      it('settles without an attempt', async () => {
        await store.saveTriggered([sampleItem(1)]);
        clock.advance(5000);
        const settled = await store.settle(deliveryId(10), {
          state: 'cancelled',
          nextAttemptAtMs: null,
          note: 'by hand',
        });
        expect(settled).toMatchObject({
          state: 'cancelled',
          note: 'by hand',
          attempts: 0,
          updatedAtMs: clock.nowMs,
        });
        expect(await store.settle(deliveryId(999), DELIVERED)).toBeUndefined();
        await reopen();
        expect(await store.findDelivery(deliveryId(10))).toEqual(settled);
      });
    });

    describe('ledger', () => {
      it('balances and counts by subscription, after a restart too', async () => {
        await store.saveTriggered([sampleItem(1, 2), sampleItem(2, 2), sampleItem(3, 1)]);
        await deliver(10);
        await deliver(11, { state: 'failed', nextAttemptAtMs: null, note: 'spent' });
        await deliver(20, RETRY);
        await store.settle(deliveryId(21), { ...DELIVERED, state: 'cancelled' });
        const expected = {
          events: 3,
          deliveries: { total: 5, pending: 2, delivered: 1, failed: 1, cancelled: 1 },
          attempts: 3,
        };
        expect(await store.ledger()).toEqual(expected);
        const ofA = { total: 3, pending: 2, delivered: 1, failed: 0, cancelled: 0 };
        const ofB = { total: 2, pending: 0, delivered: 0, failed: 1, cancelled: 1 };
        expect(await store.countsOf(SUB_A)).toEqual(ofA);
        expect(await store.countsOf(SUB_B)).toEqual(ofB);
        await reopen();
        expect(await store.ledger()).toEqual(expected);
        expect(await store.countsOf(SUB_A)).toEqual(ofA);
        expect(await store.countsOf(SUB_B)).toEqual(ofB);
      });

      it('moves a delivery back when it is sent again', async () => {
        await store.saveTriggered([sampleItem(1)]);
        await deliver(10);
        await store.settle(deliveryId(10), RETRY);
        expect((await store.ledger()).deliveries).toMatchObject({ pending: 1, delivered: 0 });
      });
    });

    describe('pending', () => {
      it('lists what has to go out, oldest first', async () => {
        await store.saveTriggered([1, 2, 3, 4].map((number) => sampleItem(number, 2)));
        await deliver(20);
        await store.claim(deliveryId(30));
        await reopen();
        expect(await idsOf(store.pending())).toEqual(
          [10, 11, 21, 30, 31, 40, 41].map((number) => deliveryId(number)),
        );
        expect(await idsOf(store.pending(SUB_B))).toEqual(
          [11, 21, 31, 41].map((number) => deliveryId(number)),
        );
      });
    });

    describe('lists', () => {
      it('orders by a column, page by page; equal rows stand newest first', async () => {
        await store.saveTriggered([sampleItem(1), sampleItem(2), sampleItem(3)]);
        await deliver(20);
        const sort = { column: 'attempts', isDescending: true };
        const first = await store.listDeliveries({ limit: 2, sort });
        expect(first.items.map((item) => item.id)).toEqual([deliveryId(20), deliveryId(30)]);
        const rest = await store.listDeliveries({
          limit: 2,
          sort,
          cursor: first.next ?? undefined,
        });
        expect(rest.items.map((item) => item.id)).toEqual([deliveryId(10)]);
        expect(rest).toMatchObject({ next: null, total: 3 });
        const names = new Map([[SUB_A as string, 'shop']]);
        const byName = { column: 'to', isDescending: false, names };
        expect((await store.listDeliveries({ limit: 9, sort: byName })).total).toBe(3);
      });

      it('pages newest first without gaps or repeats while rows arrive', async () => {
        const count = 10_000;
        for (let first = 1; first <= count; first += 500) {
          const numbers = Array.from({ length: 500 }, (_, index) => first + index);
          await store.saveTriggered(numbers.map((number) => sampleItem(number)));
        }
        const seen: number[] = [];
        let cursor: string | undefined;
        let arriving = count;
        for (;;) {
          const page = await store.listDeliveries({ limit: 370, cursor });
          seen.push(...page.items.map((item) => item.number));
          arriving += 1;
          await store.saveTriggered([sampleItem(arriving)]);
          if (page.next === null) {
            break;
          }
          cursor = page.next;
        }
        expect(seen).toHaveLength(count);
        expect(seen).toEqual([...seen].sort((a, b) => b - a));
        expect(new Set(seen).size).toBe(count);
      });

      it('filters by what rows, data and attempts say', async () => {
        await store.saveTriggered([sampleItem(1), sampleItem(2), sampleItem(3), sampleItem(4)]);
        await deliver(10);
        await store.claim(deliveryId(20));
        await store.recordAttempt(
          sampleAttempt(deliveryId(20), 1, { outcome: 'timeout', status: null, response: null }),
          RETRY,
        );
        await reopen();
        const found = async (text: string) => {
          const page = await store.listDeliveries(filterOf(text));
          expect(page.total).toBe(page.items.length);
          return page.items.map((item) => item.id).reverse();
        };
        expect(await found('status:delivered')).toEqual([deliveryId(10)]);
        expect(await found('status:timeout')).toEqual([deliveryId(20)]);
        expect(await found('status:retrying')).toEqual([deliveryId(20)]);
        expect(await found('-status:pending')).toEqual([deliveryId(10)]);
        expect(await found('status:2xx')).toEqual([deliveryId(10)]);
        expect(await found('event:payment_* id:dlv_00000030')).toEqual([deliveryId(30)]);
        expect(await found('body.$.data.number:>3')).toEqual([deliveryId(40)]);
        expect(await found('body:"käse 2"')).toEqual([deliveryId(20)]);
        expect(await found('header.x-answer:fine')).toEqual([deliveryId(10)]);
        expect(await found('MSG_dlv_00000020')).toEqual([deliveryId(20)]);
        expect(await found('evnt:x status:delivered')).toEqual([deliveryId(10)]);
        expect(await found(`sub:${SUB_B}`)).toEqual([]);
        expect(await found('sig:bad')).toEqual([]);
      });

      it('filters events by their deliveries', async () => {
        await store.saveTriggered([
          sampleItem(1),
          sampleItem(2, 2),
          { event: sampleEvent(3, { type: 'other', origin: 'burst' }), deliveries: [] },
        ]);
        await deliver(21);
        const found = async (text: string) =>
          (await store.listEvents(filterOf(text))).items.map((item) => item.id).reverse();
        expect(await found('')).toEqual([1, 2, 3].map(eventId));
        expect(await found('status:delivered')).toEqual([eventId(2)]);
        expect(await found('is:burst')).toEqual([eventId(3)]);
        expect(await found('event:other')).toEqual([eventId(3)]);
        expect(await found('"number\\":2"')).toEqual([eventId(2)]);
      });
    });

    describe('retention', () => {
      it('drops the oldest that are not pending and keeps the ledger', async () => {
        await store.saveTriggered(Array.from({ length: 20 }, (_, index) => sampleItem(index + 1)));
        for (let number = 2; number <= 15; number += 1) {
          await deliver(number * 10);
        }
        const before = await store.ledger();
        const limits = { maxItems: 10, maxBytes: 1e9, olderThanMs: null };
        expect(await store.prune(limits)).toBe(10);
        expect(await store.ledger()).toEqual(before);
        const left = await store.listDeliveries({ limit: 100 });
        expect(left.total).toBe(10);
        const ids = left.items.map((item) => item.id);
        expect(ids).toContain(deliveryId(10));
        expect(ids).not.toContain(deliveryId(20));
        expect(await store.findEvent(eventId(2))).toBeUndefined();
        const numbers = left.items.map((item) => item.number);
        await reopen();
        expect(await store.ledger()).toEqual(before);
        const again = await store.listDeliveries({ limit: 100 });
        expect(again.items.map((item) => item.number)).toEqual(numbers);
        const [fresh] = await store.saveTriggered([sampleItem(50)]);
        const newest = Math.max(...numbers);
        const given = fresh?.kind === 'stored' ? fresh.deliveries[0]?.number : 0;
        expect(given).toBeGreaterThan(newest);
      });

      it('drops by age', async () => {
        await store.saveTriggered([sampleItem(1), sampleItem(2)]);
        await deliver(10);
        clock.advance(60_000);
        const limits = { maxItems: 1000, maxBytes: 1e9, olderThanMs: 30_000 };
        expect(await store.prune(limits)).toBe(1);
        expect(await store.findDelivery(deliveryId(10))).toBeUndefined();
        expect(await store.findDelivery(deliveryId(20))).toBeDefined();
      });

      it('never drops what is claimed', async () => {
        await store.saveTriggered([sampleItem(1)]);
        await deliver(10);
        await store.claim(deliveryId(10), true);
        expect(await store.prune({ maxItems: 0, maxBytes: 0, olderThanMs: 0 })).toBe(0);
      });
    });
  });
}

function filterOf(text: string): ListRequest {
  return { limit: 100, filter: parseFilter(text) };
}

async function idsOf(rows: AsyncIterable<DeliveryRecord>): Promise<string[]> {
  const ids: string[] = [];
  for await (const row of rows) {
    ids.push(row.id);
  }
  return ids;
}
