import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFilter } from '../../server/contract/filter.ts';
import type { CaptureId } from '../../server/contract/ids.ts';
import type { NewCapture } from '../../server/core/records.ts';
import type { CaptureStore, ListRequest } from '../../server/ports.ts';
import { captureId, sampleCapture, sampleDetail } from './support/samples.ts';
import { TestClock } from './support/test-clock.ts';

/** What an adapter gives so that the suite can run on it. */
export interface CaptureStoreHarness {
  open(clock: TestClock): Promise<CaptureStore>;
  /** Closes the store and opens it again on what it kept; undefined where nothing is kept. */
  reopen?: (store: CaptureStore, clock: TestClock) => Promise<CaptureStore>;
  dispose(store: CaptureStore): Promise<void>;
}

const ANSWER = {
  status: 200,
  headers: [['X-By', 'app']] as [string, string][],
  body_base64: 'b2s=',
  rule_id: null,
  rule_name: 'flaky rule',
  fault: null,
  delay_ms: 0,
  by: 'rule' as const,
  text: 'A rule answered.',
};
const KEEP_ALL = { maxItems: 1e9, maxBytes: 1e15, olderThanMs: null };

/** The promises of CaptureStore, for any adapter. */
export function describeCaptureStore(name: string, harness: CaptureStoreHarness): void {
  describe(`capture store: ${name}`, () => {
    let clock: TestClock;
    let store: CaptureStore;

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
    const save = (number: number, change: Partial<NewCapture> = {}, bodyText = `body ${number}`) =>
      store.save(sampleCapture(number, change), sampleDetail(), Buffer.from(bodyText));
    const saveMany = async (count: number) => {
      await Promise.all(Array.from({ length: count }, (_, index) => save(index + 1)));
    };
    const bodyOf = async (id: CaptureId, start?: number, end?: number) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of store.readBody(id, start, end) ?? []) {
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    };
    const found = async (text: string) => {
      const page = await store.list(filterOf(text));
      expect(page.total).toBe(page.items.length);
      return page.items.map((item) => item.number).reverse();
    };

    describe('saving', () => {
      it('gives rising numbers and keeps row, detail and body', async () => {
        const first = await save(1);
        const second = await save(2, { deliveryKey: null, dialect: null, eventType: null });
        expect(second.number).toBe(first.number + 1);
        expect(first).toMatchObject({ isUnseen: true, isStarred: false, sizeBytes: 6 });
        await reopen();
        expect(await store.find(first.id)).toEqual(first);
        expect(await store.find(second.id)).toEqual(second);
        expect(await store.readDetail(first.id)).toEqual(sampleDetail());
        expect((await bodyOf(first.id)).toString()).toBe('body 1');
        expect(await store.find(captureId(99))).toBeUndefined();
        expect(await store.readDetail(captureId(99))).toBeUndefined();
        expect(store.readBody(captureId(99))).toBeUndefined();
      });

      it('keeps any header lines exactly, in order and case', async () => {
        const rawHeaders: [string, string][] = [
          ['X-Empty', ''],
          ['X-Colon', 'a: b:c'],
          ['x-space', '  two  '],
          ['X-Empty', 'again'],
          ['X-Latin', '\u00e4\u00ff\u0080'],
          ['X-Tab', '\t'],
        ];
        const odd: [string, string][] = [
          ...rawHeaders,
          ['X-Wide', '\u20ac'],
          ['X-Fold', 'a\r\n b'],
        ];
        await store.save(sampleCapture(1), sampleDetail({ rawHeaders }), new Uint8Array());
        await store.save(sampleCapture(2), sampleDetail({ rawHeaders: odd }), new Uint8Array());
        await store.save(sampleCapture(3), sampleDetail({ rawHeaders: [] }), new Uint8Array());
        await reopen();
        expect((await store.readDetail(captureId(1)))?.rawHeaders).toEqual(rawHeaders);
        expect((await store.readDetail(captureId(2)))?.rawHeaders).toEqual(odd);
        expect((await store.readDetail(captureId(3)))?.rawHeaders).toEqual([]);
      });

      it.each([0, 1, 65_535, 65_536, 65_537, 1_000_003])(
        'keeps a body of %i bytes',
        async (size) => {
          const body = Buffer.alloc(size, Buffer.from([0, 255, 13, 10, 128, 7, 77]));
          const writer = store.openBody();
          for (let start = 0; start < size; start += 40_000) {
            await writer.write(body.subarray(start, start + 40_000));
          }
          expect(writer.sizeBytes).toBe(size);
          expect(writer.inMemory() === undefined).toBe(size > 65_536);
          const saved = await store.save(sampleCapture(1), sampleDetail(), writer);
          await store.save(sampleCapture(2), sampleDetail(), body);
          expect(saved.sizeBytes).toBe(size);
          await reopen();
          for (const id of [captureId(1), captureId(2)]) {
            expect((await bodyOf(id)).equals(body)).toBe(true);
            const part = await bodyOf(id, 5, 70_000);
            expect(part.equals(body.subarray(5, 70_000))).toBe(true);
            expect(await bodyOf(id, size, size + 10)).toHaveLength(0);
          }
        },
      );

      it('forgets a discarded body', async () => {
        const writer = store.openBody();
        await writer.write(new Uint8Array(300_000));
        await writer.discard();
        expect((await store.ledger()).received).toBe(0);
      });

      it('marks a repeated delivery key as duplicate, also of two at once', async () => {
        const both = await Promise.all([
          save(1, { deliveryKey: 'msg_x' }),
          save(2, { deliveryKey: 'msg_x' }),
        ]);
        expect(both.map((record) => record.isDuplicate)).toEqual([false, true]);
        await reopen();
        expect((await save(3, { deliveryKey: 'msg_x' })).isDuplicate).toBe(true);
        expect((await save(4, { deliveryKey: null })).isDuplicate).toBe(false);
        // One event to two subscriptions of the same receiver is no repetition.
        const elsewhere = await save(6, { deliveryKey: 'msg_x', target: '/another/path?a=1' });
        expect(elsewhere.isDuplicate).toBe(false);
        const there = await save(7, { deliveryKey: 'msg_x', target: '/another/path?a=2' });
        expect(there.isDuplicate).toBe(true);
        expect((await save(5, { deliveryKey: null })).isDuplicate).toBe(false);
        const again = await store.findByDeliveryKey(['msg_x', 'msg_none', 'msg_x']);
        expect(again.map((record) => record.id)).toEqual([7, 6, 3, 2, 1].map(captureId));
      });
    });

    describe('changes', () => {
      it('keeps what changed and leaves the rest', async () => {
        const saved = await save(1);
        await store.change(saved.id, { isStarred: true });
        const forwards = [
          {
            url: 'http://localhost:3000/',
            at: '2026-05-12T14:00:00.000Z',
            state: 'answered' as const,
            status: 200,
            headers: [],
            body_base64: '',
            duration_ms: 3,
            text: 'Answered 200.',
          },
        ];
        await store.change(saved.id, { answer: ANSWER, status: null, durationMs: 9 });
        const changed = await store.change(saved.id, { forwards, isForwarded: true });
        const expected = {
          ...saved,
          isStarred: true,
          isForwarded: true,
          status: null,
          durationMs: 9,
        };
        expect(changed).toEqual(expected);
        await reopen();
        expect(await store.find(saved.id)).toEqual(expected);
        const detail = await store.readDetail(saved.id);
        expect(detail).toEqual(sampleDetail({ answer: ANSWER, forwards }));
        expect(await store.change(captureId(99), { isStarred: true })).toBeUndefined();
      });
    });

    describe('deleting', () => {
      it('hides at once and brings back with the token', async () => {
        await saveMany(4);
        const { deleted, undo } = await store.delete([1, 3, 3, 99].map(captureId));
        expect(deleted).toBe(2);
        expect(await found('')).toEqual([2, 4]);
        expect(await store.find(captureId(1))).toBeUndefined();
        expect(store.readBody(captureId(1))).toBeUndefined();
        expect(await store.findByDeliveryKey(['msg_1'])).toEqual([]);
        expect(await store.ledger()).toEqual({ received: 4, stored: 2, pruned: 0, deleted: 2 });
        await reopen();
        expect(await store.ledger()).toEqual({ received: 4, stored: 2, pruned: 0, deleted: 2 });
        expect(await store.restore('nonsense')).toBe(0);
        expect(await store.restore(undo)).toBe(2);
        expect(await store.restore(undo)).toBe(0);
        await reopen();
        expect(await found('')).toEqual([1, 2, 3, 4]);
        expect((await bodyOf(captureId(1))).toString()).toBe('body 1');
        expect(await store.ledger()).toEqual({ received: 4, stored: 4, pruned: 0, deleted: 0 });
      });

      it('is final after a while', async () => {
        await saveMany(3);
        const { undo } = await store.delete([captureId(2)]);
        clock.advance(60 * 60_000);
        await save(4);
        expect(await store.restore(undo)).toBe(0);
        await reopen();
        expect(await store.restore(undo)).toBe(0);
        expect(await found('')).toEqual([1, 3, 4]);
        expect(await store.ledger()).toEqual({ received: 4, stored: 3, pruned: 0, deleted: 1 });
      });

      it('counts a capture once when two delete it at once', async () => {
        await saveMany(2);
        const both = await Promise.all([
          store.delete([captureId(1)]),
          store.delete([captureId(1), captureId(2)]),
        ]);
        expect(both.map((each) => each.deleted)).toEqual([1, 1]);
        expect((await store.ledger()).deleted).toBe(2);
      });
    });

    describe('retention', () => {
      it('drops the oldest without a star first and keeps the ledger', async () => {
        await saveMany(20);
        await store.change(captureId(2), { isStarred: true, answer: ANSWER });
        expect(await store.prune({ ...KEEP_ALL, maxItems: 5 })).toBe(15);
        expect(await found('')).toEqual([2, 17, 18, 19, 20]);
        const ledger = { received: 20, stored: 5, pruned: 15, deleted: 0 };
        expect(await store.ledger()).toEqual(ledger);
        await reopen();
        expect(await found('')).toEqual([2, 17, 18, 19, 20]);
        expect(await store.ledger()).toEqual(ledger);
        expect((await bodyOf(captureId(2))).toString()).toBe('body 2');
        expect((await store.readDetail(captureId(2)))?.answer).toEqual(ANSWER);
        expect((await save(21)).number).toBe(21);
        expect(await store.prune({ ...KEEP_ALL, maxItems: 0 })).toBe(6);
        expect((await store.ledger()).stored).toBe(0);
      });

      it('drops by bytes and gives the room back', async () => {
        const body = 'x'.repeat(30_000);
        for (let number = 1; number <= 40; number += 1) {
          await save(number, {}, body);
        }
        await store.save(sampleCapture(41), sampleDetail(), Buffer.alloc(200_000));
        expect(store.storedBytes()).toBeGreaterThan(1_300_000);
        await store.prune({ ...KEEP_ALL, maxBytes: 300_000 });
        const left = await found('');
        expect(left.at(-1)).toBe(41);
        expect(left.length).toBeLessThanOrEqual(4);
        expect(store.storedBytes()).toBeLessThan(900_000);
        await reopen();
        expect(await found('')).toEqual(left);
        expect(await bodyOf(captureId(41))).toHaveLength(200_000);
      });

      it('drops by age, but nothing with a star', async () => {
        await saveMany(3);
        await store.change(captureId(1), { isStarred: true });
        clock.advance(100_000);
        await save(4, { receivedAtMs: clock.nowMs });
        expect(await store.prune({ ...KEEP_ALL, olderThanMs: 50_000 })).toBe(2);
        expect(await found('')).toEqual([1, 4]);
      });
    });

    describe('lists', () => {
      it('orders by a column, page by page, without a shift when rows arrive', async () => {
        for (const [number, size] of [
          [1, 30],
          [2, 10],
          [3, 20],
          [4, 10],
        ] as const) {
          await save(number, {}, 'x'.repeat(size));
        }
        const sort = { column: 'size', isDescending: false };
        const first = await store.list({ limit: 2, sort });
        expect(first.items.map((item) => item.number)).toEqual([4, 2]);
        await save(5, {}, '');
        await save(6, {}, 'x'.repeat(25));
        const second = await store.list({ limit: 9, sort, cursor: first.next ?? undefined });
        expect(second.items.map((item) => item.number)).toEqual([3, 6, 1]);
        expect(second).toMatchObject({ next: null, total: 6 });
        const down = { column: 'size', isDescending: true };
        const filtered = await store.list({ ...filterOf('size:>15'), limit: 2, sort: down });
        expect(filtered.items.map((item) => item.number)).toEqual([1, 6]);
        expect(filtered.total).toBe(3);
      });

      it('pages newest first without gaps or repeats while rows arrive', async () => {
        const count = 10_000;
        const numbers = Array.from({ length: count }, (_, index) => index + 1);
        await Promise.all(numbers.map((number) => save(number, { deliveryKey: null })));
        const seen: number[] = [];
        let cursor: string | undefined;
        let arriving = count;
        for (;;) {
          const page = await store.list({ limit: 330, cursor });
          seen.push(...page.items.map((item) => item.number));
          arriving += 1;
          await save(arriving, { deliveryKey: null });
          if (page.next === null) {
            break;
          }
          cursor = page.next;
        }
        expect(seen).toEqual(numbers.reverse());
      });

      it('refuses a cursor that no list gave', async () => {
        await expect(store.list({ limit: 1, cursor: 'x' })).rejects.toThrow(/cursor/);
      });

      it('filters by what rows say', async () => {
        const stripe = { verdict: 'invalid', status: 500, from: 'stripe inbox' } as const;
        await save(1, { ...stripe, method: 'PUT', deliveryKey: 'msg_1', target: '/other' });
        await save(2, { isReplay: true, eventType: 'invoice.completed', dialect: 'github' });
        await save(3, { deliveryKey: 'msg_1', durationMs: 700, target: '/other?q=1' });
        const old = { status: null, isCut: true, receivedAtMs: clock.nowMs - 3_600_000 };
        await save(4, old, 'x'.repeat(3000));
        await store.change(captureId(2), { isStarred: true, isUnseen: false });
        await reopen();
        expect(await found('method:put')).toEqual([1]);
        expect(await found('sig:bad')).toEqual([1]);
        expect(await found('sig:ok,bad -method:PUT')).toEqual([2, 3, 4]);
        expect(await found('status:5xx')).toEqual([1]);
        expect(await found('-status:2xx')).toEqual([1, 4]);
        expect(await found('is:replay')).toEqual([2]);
        expect(await found('is:duplicate')).toEqual([3]);
        expect(await found('is:starred')).toEqual([2]);
        expect(await found('-is:unseen')).toEqual([2]);
        expect(await found('is:cut')).toEqual([4]);
        expect(await found('status:cut')).toEqual([4]);
        expect(await found('status:cut,5xx')).toEqual([1, 4]);
        expect(await found('-status:cut')).toEqual([1, 2, 3]);
        expect(await found('event:invoice.*')).toEqual([2]);
        expect(await found('dialect:github')).toEqual([2]);
        expect(await found('from:stripe')).toEqual([1]);
        expect(await found('path:/other')).toEqual([1, 3]);
        expect(await found('dur:>500ms')).toEqual([3]);
        expect(await found('size:1k..64k')).toEqual([4]);
        expect(await found('id:3')).toEqual([3]);
        expect(await found('id:msg_1')).toEqual([1, 3]);
        expect(await found('since:15m')).toEqual([1, 2, 3]);
        expect(await found('until:15m')).toEqual([4]);
        expect(await found('sub:x')).toEqual([]);
        expect(await found('attempt:1')).toEqual([]);
        expect(await found('evnt:x method:PUT')).toEqual([1]);
      });

      it('looks into bodies that are encoded, also after a start', async () => {
        const text = '{"animal":"Zebra","legs":4}';
        const encodings: [string, Uint8Array][] = [
          ['gzip', gzipSync(text)],
          ['br', brotliCompressSync(text)],
          ['deflate', deflateSync(text)],
          ['deflate', deflateRawSync(text)],
          ['gzip, br', brotliCompressSync(gzipSync(text))],
          ['gzip', gzipSync(`${'-'.repeat(2_000_000)}zebra`)],
          ['gzip', Buffer.from('zebra, and not gzip at all')],
          ['zstd', Buffer.from(text)],
        ];
        for (const [index, [coding, bodyBytes]] of encodings.entries()) {
          const detail = sampleDetail({ rawHeaders: [['Content-Encoding', coding]] });
          await store.save(sampleCapture(index + 1), detail, bodyBytes);
        }
        await save(9, {}, text);
        await reopen();
        expect(await found('zebra')).toEqual([1, 2, 3, 4, 5, 7, 8, 9]);
        expect(await found('body:legs')).toEqual([1, 2, 3, 4, 5, 8, 9]);
        expect(await found('body.$.legs:>3')).toEqual([1, 2, 3, 4, 5, 8, 9]);
        expect(await found('header.content-encoding:br')).toEqual([2, 5]);
      });

      it('filters by headers, body and rule', async () => {
        const json = '{"data":{"total":150,"id":9007199254740993,"who":"Käse GmbH"}}';
        await save(1, {}, json);
        await save(2, {}, '{"data":{"total":50,"id":9007199254740992}}');
        await store.save(
          sampleCapture(3, { ruleId: 'rul_flaky000' as NewCapture['ruleId'] }),
          sampleDetail({ rawHeaders: [['X-Shop', 'Acme Corp']], answer: ANSWER }),
          Buffer.from('a plain TEXT body with ACME-1 in it'),
        );
        await store.save(
          sampleCapture(4),
          sampleDetail({ rawHeaders: [['X-Wide', 'Preis 5 \u20ac']] }),
          Buffer.from(`${'-'.repeat(99_995)}NeedleAtTheSeam${'-'.repeat(200_000)}`),
        );
        await reopen();
        expect(await found('body:GMBH')).toEqual([1]);
        expect(await found('body:KÄSE')).toEqual([1]);
        expect(await found('body.$.data.total:>100')).toEqual([1]);
        expect(await found('body.$.data.id:9007199254740993')).toEqual([1]);
        expect(await found('body.$.data.total:50,150')).toEqual([1, 2]);
        expect(await found('acme')).toEqual([3]);
        expect(await found('-acme')).toEqual([1, 2, 4]);
        expect(await found('header.x-shop:acme')).toEqual([3]);
        expect(await found('header.x-other:acme')).toEqual([]);
        expect(await found('"x-shop: acme"')).toEqual([3]);
        expect(await found('header.x-wide:\u20ac')).toEqual([4]);
        expect(await found('needleattheseam')).toEqual([4]);
        expect(await found('body:needle*seam')).toEqual([4]);
        expect(await found('demo')).toEqual([1, 2, 3, 4]);
        expect(await found('number=3')).toEqual([3]);
        expect(await found('rule:flaky')).toEqual([3]);
        expect(await found('rule:"flaky rule"')).toEqual([3]);
        expect(await found('rule:nothing')).toEqual([]);
        expect(await found('httpVersion')).toEqual([]);
        expect(await found('acme -text')).toEqual([]);
        expect(await found('nowhere-at-all')).toEqual([]);
      });
    });
  });
}

function filterOf(text: string): ListRequest {
  return { limit: 1000, filter: parseFilter(text) };
}
