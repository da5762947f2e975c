import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFilter } from '../../server/contract/filter.ts';
import type { Page } from '../../server/contract/page.ts';
import { pagesOfList } from '../../server/flows/pages-of-list.ts';
import type { CaptureStore, DeliveryStore, ListRequest } from '../../server/ports.ts';
import type { CaptureStoreHarness } from './capture-store.ts';
import type { DeliveryStoreHarness } from './delivery-store.ts';
import { sampleCapture, sampleDelivery, sampleDetail, sampleEvent } from './support/samples.ts';
import { TestClock } from './support/test-clock.ts';

/** More than adapters read in one piece. */
const ROWS = 1_200;
const LIMITS = [1, 7, 399, 1_000];
const isRare = (number: number) => number % 400 === 3;
const bodyText = (number: number) =>
  `{"number":${number},"kind":"${isRare(number) ? 'rare' : 'usual'}"}`;

type List = (request: ListRequest) => Promise<Page<{ readonly number: number }>>;

/** Every page without a total holds what the page with one does, whatever it is asked for. */
async function expectSamePages(list: List, filterText: string): Promise<number[]> {
  const filter = filterText === '' ? undefined : parseFilter(filterText);
  const { items, total } = await list({ limit: ROWS * 2, filter });
  expect(items).toHaveLength(total);
  for (const limit of LIMITS) {
    const seen: number[] = [];
    for await (const page of pagesOfList(list, { limit, filter })) {
      expect(page.length).toBe(Math.min(limit, total - seen.length));
      expect(page).toEqual(items.slice(seen.length, seen.length + limit));
      seen.push(...page.map(({ number }) => number));
      if (limit === 1 && seen.length > 20) {
        break;
      }
    }
    expect(seen.length).toBe(limit === 1 ? Math.min(21, total) : total);
  }
  return items.map(({ number }) => number);
}

async function expectSteady(list: List, add: () => Promise<unknown>, filterText: string) {
  const filter = parseFilter(filterText);
  const { items } = await list({ limit: ROWS, filter });
  const seen: number[] = [];
  for await (const page of pagesOfList(list, { limit: 2, filter })) {
    seen.push(...page.map(({ number }) => number));
    await add();
  }
  expect(seen).toEqual(items.map(({ number }) => number));
}

/** Pages that are read without their total, in every store. */
export function describeUncountedDeliveries(name: string, harness: DeliveryStoreHarness): void {
  describe(`pages of deliveries without a total: ${name}`, () => {
    let store: DeliveryStore;
    const save = (numbers: readonly number[]) =>
      store.saveTriggered(
        numbers.map((number) => {
          const type = isRare(number) ? 'invoice.rare' : 'payment_received';
          const event = sampleEvent(number, { dataText: bodyText(number), type });
          return { event, deliveries: [sampleDelivery(number)] };
        }),
      );
    beforeEach(async () => {
      store = await harness.open(new TestClock());
      await save(Array.from({ length: ROWS }, (_, index) => index + 1));
    });
    afterEach(() => harness.dispose(store));
    const list = (request: ListRequest) => store.listDeliveries(request);

    it('hold what pages with one do', async () => {
      await expectSamePages(list, '');
      await expectSamePages(list, 'event:payment_*');
      await expectSamePages(list, '-event:payment_* -event:invoice.*');
      expect(await expectSamePages(list, 'event:invoice.rare')).toHaveLength(3);
      expect(await expectSamePages(list, 'body.$.data.kind:rare')).toHaveLength(3);
    });

    it('shift nothing while rows arrive', async () => {
      let arriving = ROWS + 3;
      await expectSteady(
        list,
        () => {
          arriving += 400;
          return save([arriving]);
        },
        'event:invoice.rare',
      );
    });
  });
}

export function describeUncountedCaptures(name: string, harness: CaptureStoreHarness): void {
  describe(`pages of requests without a total: ${name}`, () => {
    let store: CaptureStore;
    const save = (number: number) => {
      const capture = sampleCapture(number, { method: isRare(number) ? 'PUT' : 'POST' });
      return store.save(capture, sampleDetail(), Buffer.from(bodyText(number)));
    };
    beforeEach(async () => {
      store = await harness.open(new TestClock());
      await Promise.all(Array.from({ length: ROWS }, (_, index) => save(index + 1)));
    });
    afterEach(() => harness.dispose(store));
    const list = (request: ListRequest) => store.list(request);

    it('hold what pages with one do', async () => {
      await expectSamePages(list, '');
      await expectSamePages(list, 'method:POST');
      expect(await expectSamePages(list, 'method:PUT')).toHaveLength(3);
      expect(await expectSamePages(list, 'body.$.kind:rare')).toHaveLength(3);
    });

    it('shift nothing while rows arrive', async () => {
      let arriving = ROWS + 3;
      await expectSteady(
        list,
        () => {
          arriving += 400;
          return save(arriving);
        },
        'method:PUT',
      );
    });

    it('pass over what was deleted', async () => {
      const { items } = await store.list({ limit: 5, filter: parseFilter('method:POST') });
      await store.delete(items.map(({ id }) => id));
      await expectSamePages(list, 'method:POST');
    });
  });
}
