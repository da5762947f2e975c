import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordStore } from '../../server/ports.ts';

export interface SampleRecord {
  readonly id: string;
  readonly text?: string;
  readonly nested?: unknown;
}

/** What an adapter gives so that the suite can run on it. */
export interface RecordStoreHarness {
  open(): Promise<RecordStore<SampleRecord>>;
  /** Closes the store and opens it again on what it kept. */
  reopen(store: RecordStore<SampleRecord>): Promise<RecordStore<SampleRecord>>;
  dispose(store: RecordStore<SampleRecord>): Promise<void>;
}

/** The promises of RecordStore, for any adapter. */
export function describeRecordStore(name: string, harness: RecordStoreHarness): void {
  describe(`record store: ${name}`, () => {
    let store: RecordStore<SampleRecord>;

    beforeEach(async () => {
      store = await harness.open();
    });
    afterEach(() => harness.dispose(store));

    const reopen = async () => {
      store = await harness.reopen(store);
    };
    const byId = () => [...store.all()].sort((a, b) => (a.id < b.id ? -1 : 1));

    it('keeps records of any shape', async () => {
      const odd = {
        id: 'odd',
        nested: {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          'x.y': [null, 1.5, { $ref: '#' }],
          text: 'Käse \u{1f600}\n"quoted"',
        },
      };
      await store.put(odd);
      expect(store.find('odd')).toEqual(odd);
      await reopen();
      expect(store.all()).toEqual([odd]);
      expect(store.find('none')).toBeUndefined();
    });

    it('keeps every character, line ends that JSON does not escape among them', async () => {
      const text = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).join('');
      await store.put({ id: 'all', text });
      await store.putMany([
        { id: 'a', text: 'a\u2028b' },
        { id: 'b', text: 'a\u2029b\u0085' },
      ]);
      const expected = byId();
      await reopen();
      expect(byId()).toEqual(expected);
    });

    it('replaces a record as a whole', async () => {
      await store.put({ id: 'a', text: 'one', nested: 1 });
      await store.put({ id: 'a', text: 'two' });
      await reopen();
      expect(store.all()).toEqual([{ id: 'a', text: 'two' }]);
    });

    it('puts many at once', async () => {
      await store.put({ id: 'b', text: 'old' });
      await store.putMany([
        { id: 'a', text: '1' },
        { id: 'b', text: '2' },
        { id: 'c', text: '3' },
      ]);
      await store.putMany([]);
      const expected = byId();
      expect(expected.map((item) => item.text)).toEqual(['1', '2', '3']);
      await reopen();
      expect(byId()).toEqual(expected);
    });

    it('puts none of many where one cannot be stored', async () => {
      await store.put({ id: 'a', text: 'old' });
      const circle: { self?: unknown } = {};
      circle.self = circle;
      const putting = async () =>
        store.putMany([
          { id: 'a', text: 'new' },
          { id: 'b', nested: circle },
        ]);
      await expect(putting()).rejects.toThrow();
      expect(store.all()).toEqual([{ id: 'a', text: 'old' }]);
      await reopen();
      expect(store.all()).toEqual([{ id: 'a', text: 'old' }]);
    });

    it('removes, and says whether there was something to remove', async () => {
      await store.putMany([{ id: 'a' }, { id: 'b' }]);
      expect(await store.remove('a')).toBe(true);
      expect(await store.remove('a')).toBe(false);
      await reopen();
      expect(store.all()).toEqual([{ id: 'b' }]);
    });

    it('does changes in the order in which they were asked for', async () => {
      await Promise.all([
        store.put({ id: 'a', text: '1' }),
        store.put({ id: 'a', text: '2' }),
        store.remove('a'),
        store.put({ id: 'a', text: '3' }),
        store.put({ id: 'b', text: '1' }),
        store.remove('b'),
      ]);
      await reopen();
      expect(store.all()).toEqual([{ id: 'a', text: '3' }]);
    });

    it('answers the same list until something changes', async () => {
      await store.put({ id: 'a' });
      const list = store.all();
      expect(store.all()).toBe(list);
      await store.put({ id: 'b' });
      expect(list).toHaveLength(1);
      expect(store.all()).toHaveLength(2);
    });
  });
}
