import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RedisServer } from '../support/redis-server.ts';
import { pathOf, requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const COUNT = 10_000;

describe.skipIf(requirePart('chromium').isMissing)('rows of a burst', () => {
  let bed: WindowBed;
  let runId: string;
  let ownId: string;
  beforeAll(async () => {
    bed = await openWindowBed({ hasDemo: false });
    const { json } = await bed.server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${bed.server.urls.receiver}/own`, event_types: ['*'], name: 'own' },
    });
    ownId = json.id;
    await fire();
    runId = await burst(COUNT);
    await fire();
  }, 120_000);
  afterAll(() => bed?.close());

  const fire = () =>
    bed.server.control('/api/events', {
      method: 'POST',
      json: { event: 'payment_received', data: {} },
    });
  async function burst(count: number): Promise<string> {
    const { json } = await bed.server.control('/api/bursts', {
      method: 'POST',
      json: { event_type: 'order.created', count, rate_per_s: 5_000, subscription_id: ownId },
    });
    const state = async () => (await bed.server.control(`/api/bursts/${json.id}`)).json.state;
    await vi.waitFor(async () => expect(await state()).toBe('done'), { timeout: 60_000 });
    return json.id;
  }
  const line = () => bed.page.locator(`[data-row-id="${runId}"]`);
  const rows = () => bed.page.locator('[data-row-id]');
  const grid = () => bed.page.getByRole('treegrid');

  for (const [path, lines] of [
    ['/deliveries', 4],
    ['/inbox', 4],
    ['/traces', 4],
  ] as const) {
    it(`${path}: one line with exact counts, opened and closed by click`, async () => {
      await bed.open(path);
      await line().waitFor();
      await expect.poll(() => line().innerText()).toContain('×10,000');
      await expect.poll(() => line().innerText()).toMatch(/×10,000\s+10,000/);
      await expect.poll(() => rows().count()).toBe(lines);
      expect(await line().getAttribute('aria-expanded')).toBe('false');
      await line().locator('[data-run-toggle]').click();
      await expect.poll(() => line().getAttribute('aria-expanded')).toBe('true');
      await expect
        .poll(() => bed.page.locator('[data-row-id][aria-level="2"]').count())
        .toBeGreaterThan(5);
      expect(await rows().count()).toBeLessThanOrEqual(60);
      await expect
        .poll(async () => Number(await grid().getAttribute('aria-rowcount')))
        .toBe(COUNT + lines + 1);
      expect(await bed.axe()).toEqual([]);
      await line().locator('[data-run-toggle]').click();
      await expect.poll(() => rows().count()).toBe(lines);
    });
  }

  it('keys: → opens and goes in, ← goes out and closes, ⏎ does either; a reload remembers', async () => {
    const { page } = bed;
    await bed.open('/deliveries');
    await line().waitFor();
    await line().click({ position: { x: 200, y: 10 } });
    await page.getByRole('region', { name: 'Burst' }).getByText('Delivered').waitFor();
    await grid().focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => line().getAttribute('aria-expanded')).toBe('true');
    await expect.poll(() => rows().count()).toBeGreaterThan(6);
    await page.keyboard.press('ArrowRight');
    const active = page.getByRole('row', { selected: true });
    await expect.poll(() => active.getAttribute('aria-level')).toBe('2');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => active.getAttribute('data-row-id')).toBe(runId);
    await page.reload();
    await expect.poll(() => rows().count()).toBeGreaterThan(6);
    await grid().focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => line().getAttribute('aria-expanded')).toBe('false');
  });

  it('a line below it has its place in the whole list, rows that are not loaded counted', async () => {
    const { page } = bed;
    await bed.open('/deliveries');
    await line().waitFor();
    if ((await line().getAttribute('aria-expanded')) !== 'true') {
      await line().locator('[data-run-toggle]').click();
    }
    const children = page.locator('[data-row-id][aria-level="2"]');
    await expect.poll(() => children.count()).toBeGreaterThan(5);
    const first = Number(await line().getAttribute('aria-rowindex'));
    await expect
      .poll(async () => Number(await children.first().getAttribute('aria-rowindex')))
      .toBe(first + 1);
    await grid().focus();
    await page.keyboard.press('End');
    // Some hundred of its rows are loaded by now; two lines stand below it.
    const last = page.locator('[data-row-id][aria-level="1"]').last();
    await expect
      .poll(async () => Number(await last.getAttribute('aria-rowindex')))
      .toBe(first + COUNT + 2);
    await expect
      .poll(async () => Number(await grid().getAttribute('aria-rowcount')))
      .toBe(first + COUNT + 2);
    await page.keyboard.press('Home');
    await line().locator('[data-run-toggle]').click();
  });

  it('P holds the rows of an open burst that goes on, and counts them', async () => {
    const { page, server } = bed;
    const { json } = await server.control('/api/bursts', {
      method: 'POST',
      // More than are sent before it is stopped below.
      json: { event_type: 'order.created', count: 50_000, rate_per_s: 40, subscription_id: ownId },
    });
    await bed.open('/deliveries');
    const going = page.locator(`[data-row-id="${json.id}"]`);
    await going.waitFor();
    await going.locator('[data-run-toggle]').click();
    const children = page.locator('[data-row-id][aria-level="2"]');
    await expect.poll(() => children.count()).toBeGreaterThan(2);
    await page.keyboard.press('p');
    await page.getByText(/^Paused\./).waitFor();
    const held = await children.evaluateAll((all) => all.map((one) => one.dataset.rowId));
    const waiting = async () =>
      Number(/Paused\. ([\d,]+) waiting/.exec(await page.locator('main').innerText())?.[1] ?? 0);
    await expect.poll(waiting).toBeGreaterThan(60);
    expect(await children.evaluateAll((all) => all.map((one) => one.dataset.rowId))).toEqual(held);
    await page.keyboard.press('p');
    await expect
      .poll(async () => (await children.first().getAttribute('data-row-id')) === held[0])
      .toBe(false);
    await server.control(`/api/bursts/${json.id}`, { method: 'DELETE' });
    await going.locator('[data-run-toggle]').click();
  });

  it('a row of it stays selected and in place while another burst runs; that one gets a line', async () => {
    const { page } = bed;
    await line().locator('[data-run-toggle]').click();
    const child = page.locator('[data-row-id][aria-level="2"]').nth(4);
    await child.click();
    const chosen = page.getByRole('row', { selected: true });
    await expect.poll(() => chosen.getAttribute('aria-level')).toBe('2');
    const [id, before] = [await chosen.getAttribute('data-row-id'), await chosen.boundingBox()];
    await burst(500);
    await page.getByRole('button', { name: /1 new/ }).waitFor();
    expect(await chosen.getAttribute('data-row-id')).toBe(id);
    expect((await chosen.boundingBox())?.y).toBeCloseTo(before?.y ?? -1, 0);
    await page.keyboard.press('l');
    await expect.poll(() => rows().filter({ hasText: '×500' }).count()).toBe(1);
  });

  it('all of its 10,000 rows are reached', async () => {
    await grid().focus();
    await bed.page.keyboard.press('Home');
    const last = bed.page.locator('[data-row-id][aria-level="2"]').last();
    const reach = async () => {
      await bed.page.keyboard.press('End');
      const above = bed.page.locator('[data-row-id]').nth(-3);
      return `${await last.count()} ${await above.locator('[data-column-id="number"]').innerText()}`;
    };
    await expect.poll(reach, { timeout: 60_000 }).toMatch(/^1 3$/);
  });

  it('37: axe finds nothing in the dark; nothing is lost at 720 px', async () => {
    const { page } = bed;
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.keyboard.press('l');
    await page.setViewportSize({ width: 720, height: 600 });
    await line().waitFor();
    expect(await bed.axe()).toEqual([]);
    expect(await line().innerText()).toContain('×10,000');
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});

const redisPart = requirePart('redis');

describe.skipIf(requirePart('chromium').isMissing || redisPart.isMissing)('on a Redis', () => {
  let redis: RedisServer;
  let bed: WindowBed;
  beforeAll(async () => {
    redis = await RedisServer.start(pathOf(redisPart));
    bed = await openWindowBed({ hasDemo: false, flags: { redis: redis.url } });
  });
  afterAll(async () => {
    await bed?.close();
    await redis?.stop();
  });

  it('the rows of a burst are one line too, which opens in place', async () => {
    const { page, server } = bed;
    const { json: own } = await server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${server.urls.receiver}/own`, event_types: ['*'], name: 'own' },
    });
    const { json } = await server.control('/api/bursts', {
      method: 'POST',
      json: { event_type: 'order.created', count: 300, rate_per_s: 1_000, subscription_id: own.id },
    });
    const state = async () => (await server.control(`/api/bursts/${json.id}`)).json.state;
    await vi.waitFor(async () => expect(await state()).toBe('done'), { timeout: 30_000 });
    for (const path of ['/deliveries', '/inbox', '/traces']) {
      await bed.open(path);
      const line = page.locator(`[data-row-id="${json.id}"]`);
      await line.waitFor();
      await expect.poll(() => line.innerText()).toMatch(/×300\s+300/);
      await expect.poll(() => page.locator('[data-row-id]').count()).toBe(2);
      await line.locator('[data-run-toggle]').click();
      const children = page.locator('[data-row-id][aria-level="2"]');
      await expect.poll(() => children.count()).toBeGreaterThan(5);
      await line.locator('[data-run-toggle]').click();
      await expect.poll(() => children.count()).toBe(0);
    }
    expect(bed.faults).toEqual([]);
  });
});
