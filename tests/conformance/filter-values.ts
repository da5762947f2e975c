import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFilter, quoteFilterValue } from '../../server/contract/filter.ts';
import type { FilterKey } from '../../server/contract/filter-keys.ts';
import type { RuleId } from '../../server/contract/ids.ts';
import type { Page } from '../../server/contract/page.ts';
import type { CaptureStore, DeliveryStore, ListRequest } from '../../server/ports.ts';
import type { CaptureStoreHarness } from './capture-store.ts';
import type { DeliveryStoreHarness } from './delivery-store.ts';
import {
  captureId,
  DELIVERED,
  deliveryId,
  RETRY,
  SUB_A,
  SUB_B,
  sampleAttempt,
  sampleCapture,
  sampleDelivery,
  sampleDetail,
  sampleEvent,
  sampleItem,
} from './support/samples.ts';
import { TestClock } from './support/test-clock.ts';

type List = (request: ListRequest) => Promise<Page<unknown>>;

async function valuesOf(list: List, key: FilterKey, more: { text?: string; limit?: number } = {}) {
  const names = new Map<string, string>([[SUB_A, 'orders prod']]);
  const request = { key, text: '', limit: 50, names, ...more };
  const page = await list({ limit: 1, valuesOf: request });
  expect(page.items).toEqual([]);
  return { total: page.total, ...page.values };
}

/** What is shown beside a suggestion is what the filter then finds. */
async function expectTrueCounts(list: List, keys: readonly FilterKey[]): Promise<void> {
  for (const key of keys) {
    const { items = [] } = await valuesOf(list, key);
    expect(items.length, key).toBeGreaterThan(1);
    for (const { value, count } of items) {
      const filter = parseFilter(`${key}:${quoteFilterValue(value)}`);
      expect([key, value, (await list({ limit: 1, filter })).total]).toEqual([key, value, count]);
    }
  }
}

/** Values of filter keys, counted over what is stored. */
export function describeCaptureValues(name: string, harness: CaptureStoreHarness): void {
  describe(`values in requests: ${name}`, () => {
    let store: CaptureStore;
    const list: List = (request) => store.list(request);
    beforeEach(async () => {
      store = await harness.open(new TestClock());
      const verdicts = ['valid', 'invalid', 'stale', 'missing', 'unchecked'] as const;
      for (let number = 1; number <= 30; number += 1) {
        const capture = sampleCapture(number, {
          method: number % 3 === 0 ? 'PUT' : 'POST',
          target: `/in/${number % 2 === 0 ? 'even' : 'odd'}?at=${number}`,
          verdict: verdicts[number % 5] ?? 'valid',
          dialect: number % 4 === 0 ? 'stripe' : 'standard',
          status: [204, 503, null][number % 3] ?? null,
          eventType: number % 7 === 0 ? null : `type "${number % 4}" of it`,
          from: number % 2 === 0 ? 'even' : 'odd',
          ruleId: number % 5 === 0 ? ('rul_aaaaaaaa' as RuleId) : null,
          isReplay: number % 6 === 0,
          deliveryKey: number % 10 === 0 ? 'evt_bst_aaaaaaaa_1' : `msg_${number}`,
        });
        await store.save(capture, sampleDetail(), Buffer.from('{}'));
      }
      await store.change(captureId(3), { isStarred: true, isUnseen: false });
    });
    afterEach(() => harness.dispose(store));

    it('are counted as the filter finds them', async () => {
      await expectTrueCounts(list, ['event', 'status', 'sig', 'method', 'path', 'from']);
      await expectTrueCounts(list, ['dialect', 'is']);
    });

    it('most frequent first, only those that contain a text, at most so many', async () => {
      const all = await valuesOf(list, 'method');
      expect(all).toEqual({
        items: [
          { value: 'POST', count: 20 },
          { value: 'PUT', count: 10 },
        ],
        counted: 30,
        total: 30,
      });
      expect((await valuesOf(list, 'method', { limit: 1 })).items).toEqual([
        { value: 'POST', count: 20 },
      ]);
      expect((await valuesOf(list, 'path', { text: 'EVE' })).items).toEqual([
        { value: '/in/even', count: 15 },
      ]);
    });

    it('knows nothing of what is gone, nor of keys without values', async () => {
      await store.delete(Array.from({ length: 29 }, (_, index) => captureId(index + 1)));
      expect((await valuesOf(list, 'from')).items).toEqual([{ value: 'even', count: 1 }]);
      expect((await valuesOf(list, 'size')).items).toEqual([]);
      expect((await valuesOf(list, 'since')).items).toEqual([]);
    });
  });
}

export function describeDeliveryValues(name: string, harness: DeliveryStoreHarness): void {
  describe(`values in deliveries: ${name}`, () => {
    let store: DeliveryStore;
    const list: List = (request) => store.listDeliveries(request);
    beforeEach(async () => {
      store = await harness.open(new TestClock());
      for (let number = 1; number <= 8; number += 1) {
        await store.saveTriggered([sampleItem(number, 2)]);
      }
      const event = sampleEvent(90, { type: 'invoice completed', origin: 'burst' });
      const test = sampleDelivery(900, { subscriptionId: null, isTest: true, url: 'http://x/one' });
      await store.saveTriggered([{ event, deliveries: [test] }]);
      await store.addDelivery(event.id, sampleDelivery(901, { isReplay: true }));
      await store.claim(deliveryId(10));
      await store.recordAttempt(sampleAttempt(deliveryId(10)), DELIVERED);
      await store.claim(deliveryId(20));
      const refused = { status: null, outcome: 'refused', isSuccess: false } as const;
      await store.recordAttempt(sampleAttempt(deliveryId(20), 1, refused), RETRY);
    });
    afterEach(() => harness.dispose(store));

    it('are counted as the filter finds them', async () => {
      await expectTrueCounts(list, ['event', 'status', 'attempt', 'is']);
    });

    it('subscriptions by name, or by URL where they have none', async () => {
      const { items = [] } = await valuesOf(list, 'sub');
      expect(items.map(({ value }) => value)).toEqual([
        'orders prod',
        'http://127.0.0.1:9000/in',
        'http://x/one',
      ]);
      expect(items[1]?.count).toBe((await all()).filter((sub) => sub === SUB_B).length);
    });
    const all = async () =>
      (await store.listDeliveries({ limit: 100 })).items.map((row) => row.subscriptionId);
  });
}
