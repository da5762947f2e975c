import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { burstEventId } from '../../server/contract/burst.ts';
import type { BurstId } from '../../server/contract/ids.ts';
import { PATIENCE } from '../support/patience.ts';
import { RedisServer } from '../support/redis-server.ts';
import { pathOf, requirePart } from '../support/requirements.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

const OTHERS = 3;
const redisPart = requirePart('redis');

describe('in a data folder', () => describeCollapsed(undefined));
describe.skipIf(redisPart.isMissing)('in Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start(pathOf(redisPart));
  });
  afterAll(() => redis?.stop());
  describeCollapsed(() => ({ redis: redis.url }));
});

function describeCollapsed(flags: (() => Record<string, unknown>) | undefined) {
  let server: WholeServer;

  let runId: BurstId;
  beforeAll(async () => {
    server = await openWholeServer(flags?.());
    await server.control('/api/demo', { method: 'DELETE' });
    const { json: own } = await server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${server.urls.receiver}/own`, event_types: ['*'] },
    });
    const fire = () =>
      server.control('/api/events', {
        method: 'POST',
        json: { event: 'payment_received', data: {} },
      });
    await fire();
    const { json } = await server.control('/api/bursts', {
      method: 'POST',
      json: { event_type: 'order.created', count: 120, rate_per_s: 5000, subscription_id: own.id },
    });
    runId = json.id;
    const state = async () => (await server.control(`/api/bursts/${runId}`)).json.state;
    await vi.waitFor(async () => expect(await state()).toBe('done'), PATIENCE);
    for (let count = 1; count < OTHERS; count += 1) {
      await fire();
    }
    const pending = async () => (await server.control('/api/ledger')).json.deliveries.pending;
    await vi.waitFor(async () => expect(await pending()).toBe(0), PATIENCE);
  });
  afterAll(() => server?.close());

  const list = async (path: string) => (await server.control(path)).json;
  /** The ping that greets a subscription is among them. */
  const lone = OTHERS + 1;

  it.each(['/api/deliveries', '/api/captures'])('%s: one run with exact counts', async (path) => {
    const page = await list(`${path}?collapse=burst`);
    expect(page.runs).toMatchObject([
      { id: runId, event_type: 'order.created', count: 120, good: 120, bad: 0, open: 0 },
    ]);
    expect([page.items.length, page.total, page.lines]).toEqual([lone, 120 + lone, lone + 1]);
    expect(page.runs[0].first_at <= page.runs[0].last_at).toBe(true);
  });

  it.each(['/api/deliveries', '/api/captures'])(
    '%s: pages hold together, wherever they are cut',
    async (path) => {
      for (const limit of [1, 2, 3]) {
        const seen: number[] = [];
        let cursor = '';
        do {
          const page = await list(`${path}?collapse=burst&limit=${limit}${cursor}`);
          expect(page.items.length + page.runs.length).toBeLessThanOrEqual(limit);
          const lines = [...page.items, ...page.runs].map((line) => line.number);
          seen.push(...lines.sort((a, b) => b - a));
          cursor = page.next === null ? '' : `&cursor=${page.next}`;
        } while (cursor !== '');
        expect(seen).toEqual(seen.toSorted((a, b) => b - a));
        expect(new Set(seen).size).toBe(lone + 1);
      }
    },
  );

  it('its rows are what the filter of its id finds; a replay stands alone', async () => {
    const rows = await list(`/api/deliveries?limit=1000&filter=trace:evt_${runId}_* -is:replay`);
    expect(rows.total).toBe(120);
    expect(rows.items.at(-1).event_id).toBe(burstEventId(runId, 0));
    const { json } = await server.control(`/api/deliveries/${rows.items[0].id}/replay`, {
      method: 'POST',
    });
    const page = await list('/api/deliveries?collapse=burst&limit=1');
    expect(page.items[0]).toMatchObject({ id: json.delivery_id, is_replay: true });
    expect((await list('/api/deliveries?collapse=burst')).runs[0].count).toBe(120);
  });

  it('counts what the filter matches; no run where it matches none of its rows', async () => {
    const some = await list('/api/deliveries?collapse=burst&filter=event:order.* -is:replay');
    expect([some.items, some.runs[0].count, some.lines]).toEqual([[], 120, 1]);
    const none = await list('/api/deliveries?collapse=burst&filter=event:payment_received');
    expect([none.items.length, none.runs]).toEqual([OTHERS, []]);
  });

  it('an order by a column does not collapse', async () => {
    const page = await list('/api/deliveries?collapse=burst&sort=event&limit=1000');
    expect(page.runs).toBeUndefined();
    expect(page.items).toHaveLength(page.total);
  });

  it('traces: a capture belongs to the run of its delivery, on the page of its time', async () => {
    const traces: string[] = [];
    const runs: string[] = [];
    let cursor = '';
    do {
      const page = await list(`/api/traces?collapse=burst&limit=2${cursor}`);
      traces.push(...page.items.map(({ id }: { id: string }) => id));
      runs.push(
        ...page.runs.map(({ id, count }: { id: string; count: number }) => `${id} ${count}`),
      );
      cursor = page.next === null ? '' : `&cursor=${page.next}`;
    } while (cursor !== '');
    expect(runs).toEqual([`${runId} 120`]);
    const deliveries = await list('/api/deliveries?collapse=burst');
    expect(traces.length).toBe(new Set(traces).size);
    expect(traces).toHaveLength(deliveries.items.length);
  });

  it('refuses another word, and a cursor that no list answered', async () => {
    const word = await server.control('/api/deliveries?collapse=all');
    expect([word.status, word.json.errors[0].path]).toEqual([422, 'collapse']);
    const cursor = await server.control('/api/captures?collapse=burst&cursor=x');
    expect([cursor.status, cursor.json.errors[0].path]).toEqual([422, 'cursor']);
  });
}
