import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Capture } from '../../server/contract/capture.ts';
import type { Delivery } from '../../server/contract/delivery.ts';
import type { Trace } from '../../server/contract/exchange.ts';
import type { Page } from '../../server/contract/page.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

const SIZES = [300, 5, 40, 5, 1000];

describe('the order of lists', () => {
  let server: WholeServer;

  beforeAll(async () => {
    server = await openWholeServer();
    for (const [index, size] of SIZES.entries()) {
      await fetch(`${server.urls.receiver}/size/${index}`, {
        method: 'POST',
        body: 'x'.repeat(size),
      });
    }
    await server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${server.urls.receiver}/own`, event_types: ['*'], name: 'own' },
    });
    for (const event of ['payment_received', 'invoice_completed', 'payment_processed']) {
      await server.control('/api/events', { method: 'POST', json: { event, data: {} } });
    }
  });
  afterAll(() => server.close());

  async function list<Item>(what: string, query: string): Promise<Page<Item>> {
    const { status, json } = await server.control(`/api/${what}?${query}`);
    expect(status).toBe(200);
    return json as Page<Item>;
  }
  async function all<Item>(what: string, query: string): Promise<Item[]> {
    const items: Item[] = [];
    let cursor = '';
    do {
      const page: Page<Item> = await list(what, `${query}&limit=2${cursor}`);
      items.push(...page.items);
      cursor = page.next === null ? '' : `&cursor=${encodeURIComponent(page.next)}`;
    } while (cursor !== '');
    return items;
  }

  it('has something to order', async () => {
    const total = async (query: string) => (await list<Delivery>('deliveries', query)).total;
    // The ping that greets a subscription is among them; nothing may change while lists are compared.
    await expect.poll(() => total('filter=status:delivered')).toBe(4);
    expect(await total('')).toBe(4);
  });

  it('captures by size, up and down', async () => {
    const up = await all<Capture>('captures', 'filter=path:/size&sort=size');
    expect(up.map((row) => row.size)).toEqual([5, 5, 40, 300, 1000]);
    // Equal ones newest first.
    expect(up.slice(0, 2).map((row) => row.path)).toEqual(['/size/3', '/size/1']);
    const down = await all<Capture>('captures', 'filter=path:/size&sort=-size');
    expect(down.map((row) => row.size)).toEqual([1000, 300, 40, 5, 5]);
  });

  it('deliveries by event, whatever the case', async () => {
    const rows = await all<Delivery>('deliveries', 'sort=event&filter=event:*_*');
    const types = rows.map((row) => row.event_type);
    expect(types).toEqual(types.toSorted());
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  });

  it.each(['time', '-time', 'event', '-event', 'sent', '-sent'])(
    'traces by %s: the same traces as without, each once',
    async (sort) => {
      const plain = await all<Trace>('traces', '');
      const sorted = await all<Trace>('traces', `sort=${sort}`);
      expect(sorted.map((row) => row.id).toSorted()).toEqual(plain.map((row) => row.id).toSorted());
      if (sort === '-event') {
        const names = sorted.map(({ delivery, capture }) =>
          (delivery?.event_type ?? capture?.event_type ?? `post ${capture?.path}`).toLowerCase(),
        );
        expect(names).toEqual(names.toSorted().reverse());
      }
    },
  );

  it.each(['', '&sort=event'])(
    'traces keep both sides where only the capture fits%s',
    async (sort) => {
      const page = await list<Trace>('traces', `filter=path:/own method:POST&limit=100${sort}`);
      expect(page.items.length).toBeGreaterThanOrEqual(3);
      expect(new Set(page.items.map(({ kind }) => kind))).toEqual(new Set(['joined']));
    },
  );

  it('a column that a list does not have is refused by name', async () => {
    const { status, json } = await server.control('/api/captures?sort=colour');
    expect(status).toBe(422);
    expect(json.errors[0].path).toBe('sort');
  });
});
