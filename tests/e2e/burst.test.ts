import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { finishBurst, startBurst } from '../support/window-traffic.ts';

describe.skipIf(requirePart('chromium').isMissing)('Burst', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
  });
  afterAll(() => bed?.close());

  const figure = (name: string) =>
    bed.page
      .locator('dl > div')
      .filter({ hasText: new RegExp(`^${name}`) })
      .locator('dd');

  it('33: ten thousand at the local inbox with one click; none lost, none twice', async () => {
    const { page } = bed;
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await page.getByRole('heading', { name: 'Burst', level: 1 }).waitFor();
    await expect.poll(() => page.getByLabel('Events', { exact: true }).inputValue()).toBe('10,000');
    await expect.poll(() => page.getByLabel('Per second').inputValue()).toBe('1,000');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('status').filter({ hasText: 'Finished' }).waitFor({ timeout: 90_000 });
    await expect.poll(() => figure('Lost').innerText()).toBe('0');
    await expect.poll(() => figure('Twice').innerText()).toBe('0');
    await expect.poll(() => figure('Sent').innerText()).toBe('10,000');
    await expect.poll(() => figure('Delivered').innerText()).toBe('10,000');
    const ledger = async () => (await bed.server.control('/api/ledger')).json;
    // And the ping that greeted the demo.
    await expect.poll(async () => (await ledger()).deliveries.delivered).toBe(10_001);
    await expect.poll(async () => (await ledger()).captures.stored).toBe(10_001);
  });

  it('33: Stop acts at once', async () => {
    const { page } = bed;
    await page.getByLabel('Events', { exact: true }).fill('100000');
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('status').filter({ hasText: 'Sending' }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page
      .getByRole('status')
      .filter({ hasText: /^Stopped/ })
      .first()
      .waitFor();
    const before = Number((await bed.server.control('/api/ledger')).json.events);
    await expect.poll(() => figure('Sent').innerText()).not.toBe('100,000');
    expect((await bed.server.control('/api/ledger')).json.events).toBe(before);
    const finished = page.getByRole('region', { name: 'Finished runs' });
    await expect.poll(() => finished.getByRole('row').count()).toBe(3);
  });

  it('25: asks for the host of another computer, and for no other', async () => {
    const { page } = bed;
    await page.getByLabel('To', { exact: true }).selectOption({ label: 'A one-off URL' });
    await page.getByLabel('URL', { exact: true }).fill('https://shop.example/hooks');
    await page.getByRole('button', { name: 'Start' }).click();
    const dialog = page.getByRole('dialog', { name: 'Burst at shop.example?' });
    await dialog.getByRole('textbox').fill('shop.exmaple');
    await dialog.getByRole('button', { name: 'Start the burst' }).click();
    await dialog.getByText('Type shop.example.').waitFor();
    expect(await bed.axe()).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect((await bed.server.control('/api/bursts')).json.items).toHaveLength(2);
    bed.faults.splice(0);
  });

  it('names the causes of failures', async () => {
    const { page } = bed;
    await page.getByLabel('URL', { exact: true }).fill('http://127.0.0.1:9/closed');
    await page.getByLabel('Events', { exact: true }).fill('20');
    await page.getByRole('button', { name: 'Start' }).click();
    const causes = page.getByRole('list', { name: 'Failures by cause' });
    await causes.getByText('×20').waitFor();
    await expect.poll(() => causes.innerText()).toContain('refused');
    await expect.poll(() => figure('Lost').innerText()).toBe('–');
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`37: axe finds nothing, as chart and as table, ${theme}`, async () => {
      const { page } = bed;
      await page.emulateMedia({ colorScheme: theme });
      await bed.open('/burst');
      await page.locator('canvas').waitFor();
      const chart = await bed.axe();
      await page.getByRole('radio', { name: 'Table' }).check({ force: true });
      await page.getByRole('region', { name: 'Rates as a table' }).waitFor();
      expect([...chart, ...(await bed.axe())]).toEqual([]);
    });
  }

  it('38: nothing is wider than 320 px', async () => {
    await bed.page.setViewportSize({ width: 320, height: 700 });
    const width = () => bed.page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width).toBe(320);
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});

describe.skipIf(requirePart('chromium').isMissing)('Finished bursts', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    const toDemo = await startBurst(bed.server, { count: 300, rate_per_s: 300 });
    await finishBurst(bed.server, toDemo);
    const { json: refused } = await bed.server.control('/api/bursts', {
      method: 'POST',
      json: {
        event_type: 'payment_received',
        url: 'http://127.0.0.1:9/closed',
        count: 20,
        rate_per_s: 100,
      },
    });
    await finishBurst(bed.server, refused.id);
  });
  afterAll(() => bed?.close());

  it('34: the table has the numbers that the chart is drawn from', async () => {
    const { page } = bed;
    await bed.open('/burst');
    await page.locator('[role=img][aria-label^="Chart of rates"] canvas').waitFor();
    const { json: list } = await bed.server.control('/api/bursts');
    const { id } = list.items[0];
    await page.getByRole('radio', { name: 'Table' }).check({ force: true });
    const rows = page.getByRole('region', { name: 'Rates as a table' }).locator('tbody tr');
    const shown = async () =>
      (await rows.locator('td:nth-child(2)').allInnerTexts()).map((text) =>
        Number(text.replace(',', '')),
      );
    // The last stretch is told once all captures are joined, which takes a busy machine its time.
    const differs = async () => {
      const { samples } = (await bed.server.control(`/api/bursts/${id}`)).json;
      const stored = samples.map(({ sent_per_s }: { sent_per_s: number }) => sent_per_s);
      const drawn = await shown();
      return isDeepStrictEqual(drawn, stored) && drawn.length > 0 ? '' : `${drawn} but ${stored}`;
    };
    await expect.poll(differs).toBe('');
  });

  it('34: compares two finished runs in one click, as chart and as table', async () => {
    const { page } = bed;
    const { json } = await bed.server.control('/api/bursts');
    const [newest, oldest] = json.items;
    await bed.open(`/burst/${newest.id}`);
    const runs = page.getByRole('region', { name: 'Finished runs' });
    await runs
      .getByRole('link', { name: /^Compare/ })
      .last()
      .click();
    await expect.poll(() => page.url()).toContain(`/burst/${newest.id}?with=${oldest.id}`);
    const measures = page.getByRole('region', { name: 'Measures' });
    const cells = (name: RegExp) =>
      measures.getByRole('row', { name }).locator('td').allInnerTexts();
    await expect.poll(() => cells(/^Sent \d/)).toEqual(['300', '20', '−93 %']);
    await expect.poll(async () => (await cells(/^Failed: /)).slice(0, 2)).toEqual(['0', '20']);
    await page.locator('[role=img] canvas').waitFor();
    expect(await bed.axe()).toEqual([]);
    await page.getByRole('radio', { name: 'Table' }).check({ force: true });
    const table = page.getByRole('region', { name: 'Rates of both as a table' });
    const first = (await bed.server.control(`/api/bursts/${oldest.id}`)).json.samples;
    const shown = async () =>
      (await table.locator('tbody tr td:nth-child(2)').allInnerTexts())
        .filter((text) => text !== '–')
        .map((text) => Number(text.replace(',', '')));
    await expect
      .poll(shown)
      .toEqual(first.map(({ delivered_per_s }: { delivered_per_s: number }) => delivered_per_s));
    await page.getByRole('link', { name: 'Swap' }).click();
    await expect.poll(() => page.url()).toContain(`/burst/${oldest.id}?with=${newest.id}`);
    await page.getByRole('link', { name: 'Close comparison' }).click();
    await page.getByRole('region', { name: /^Burst of/ }).waitFor();
  });
});
