import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');

describe.skipIf(chromium.isMissing)('Compare', () => {
  let bed: WindowBed;

  beforeAll(async () => {
    bed = await openWindowBed();
    const post = async (body: string) => {
      await fetch(`${bed.server.urls.receiver}/in/orders`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
    };
    await post('{"id":9007199254740993123,"at":"2026-01-01T00:00:00Z","total":1}');
    await post('{"total":1, "at":"2026-02-02T00:00:00Z","id":9007199254740993123}');
    await bed.open('/inbox?filter=path:/in/orders');
    await bed.page.getByRole('row').nth(2).waitFor();
  });

  afterAll(() => bed?.close());

  const count = async () => {
    const text = await bed.page
      .getByText(/\d+ differences?$/)
      .first()
      .innerText();
    return Number(/(\d+) difference/.exec(text)?.[1]);
  };
  const marked = () =>
    bed.page.evaluate(() => {
      const current = document.querySelector('[data-difference].outline-accent');
      return current?.getAttribute('data-difference') ?? null;
    });

  it('D asks for two rows', async () => {
    await bed.page.getByRole('row').nth(2).click();
    await bed.page.keyboard.press('d');
    await bed.page.getByText('Select two rows to compare them.').first().waitFor();
  });

  it('21: D on two rows lists their differences, the older request on the left', async () => {
    await bed.page
      .getByRole('row')
      .nth(1)
      .click({ modifiers: ['Control'] });
    await bed.page.getByText('2 selected').waitFor();
    await bed.page.keyboard.press('d');
    await bed.page.getByRole('heading', { name: 'Compare', level: 1 }).waitFor();
    await bed.page.getByText('≠', { exact: false }).first().waitFor();
    const lines = bed.page.getByRole('region', { name: 'Lines of the body' });
    await expect.poll(() => lines.innerText()).toContain('9007199254740993123');
    const heads = await bed.page.getByRole('columnheader').allInnerTexts();
    const numbers = heads.map((text) => Number(/#(\d+)/.exec(text)?.[1])).filter((n) => n > 0);
    expect(numbers[0]).toBeLessThan(numbers[1] ?? 0);
  });

  it('[ and ] step through them, around the end', async () => {
    await expect.poll(count).toBeGreaterThan(1);
    const total = await count();
    await bed.page.keyboard.press(']');
    await expect.poll(marked).toBe('0');
    await bed.page.getByText(`1 of ${total} differences`).waitFor();
    await bed.page.keyboard.press(']');
    await expect.poll(marked).toBe('1');
    await bed.page.keyboard.press('[');
    await bed.page.keyboard.press('[');
    await expect.poll(marked).toBe(String(total - 1));
  });

  it('21: each toggle changes the count, and all of it is in the address', async () => {
    const before = await count();
    await bed.page.getByLabel('Ignore timestamps').check();
    await bed.page.getByLabel('Ignore key order').check();
    await bed.page.getByLabel('Ignore whitespace').check();
    await expect.poll(count).toBeLessThan(before);
    await bed.page.getByText('= the same but for what is ignored').waitFor();
    const shown = await count();
    await bed.page.reload();
    await bed.page.getByText('= the same but for what is ignored').waitFor();
    await expect.poll(count).toBe(shown);
    await bed.page.getByLabel('Ignore timestamps').uncheck();
    await expect.poll(count).toBeGreaterThan(shown);
  });

  it('JSON is shown indented on both sides, token by token, and raw as a switch', async () => {
    const { page } = bed;
    const lines = page.getByRole('region', { name: 'Lines of the body' });
    const isOn = (name: string) =>
      page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed');
    await expect.poll(() => isOn('Indented')).toBe('true');
    await expect.poll(() => lines.innerText()).toMatch(/^ {2}"id": 9007199254740993123,$/m);
    await page.getByRole('button', { name: 'Raw', exact: true }).click();
    await expect.poll(() => isOn('Raw')).toBe('true');
    await expect.poll(() => lines.innerText()).toContain('{"id":9007199254740993123');
    expect(page.url()).toContain('text=raw');
    await page.getByRole('button', { name: 'Indented', exact: true }).click();
    await expect.poll(() => isOn('Indented')).toBe('true');
    expect(page.url()).not.toContain('text=raw');
  });

  it('shows the bytes in hex', async () => {
    await bed.page.getByRole('button', { name: 'Hex' }).click();
    const sides = bed.page.getByRole('region', { name: /in hex$/ });
    await expect.poll(() => sides.count()).toBe(2);
    await expect.poll(() => sides.first().innerText()).toContain('7b 22');
  });

  it('a link to nothing says how to begin', async () => {
    await bed.open('/compare');
    await bed.page.getByText('Select two rows of the Inbox or of Deliveries').waitFor();
    expect(await bed.axe()).toEqual([]);
    await bed.page.goBack();
  });

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1440, 1000, 400]) {
      it(`37, 38: axe finds nothing at ${width} px, ${theme}`, async () => {
        await bed.page.emulateMedia({ colorScheme: theme });
        await bed.page.setViewportSize({ width, height: 900 });
        await bed.page.getByRole('region', { name: 'Body on both sides' }).waitFor();
        expect(await bed.axe()).toEqual([]);
        const table = bed.page.getByRole('region', { name: 'Headers on both sides' });
        const wider = await table.evaluate((box) => box.scrollWidth - box.clientWidth);
        expect(wider).toBeLessThanOrEqual(0);
      });
    }
  }

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
