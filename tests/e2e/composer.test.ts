import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

describe.skipIf(requirePart('chromium').isMissing)('the composer', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    await bed.page.getByRole('button', { name: /^Fire/ }).waitFor();
  });
  afterAll(() => bed?.close());

  const open = async (type: string) => {
    await bed.open(`/events?type=${type}`);
    await bed.page.locator('.cm-content').waitFor();
  };
  async function write(text: string): Promise<void> {
    const { page } = bed;
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(text);
  }
  const captures = async (filter = '') =>
    (await bed.server.control(`/api/captures?limit=100&filter=${encodeURIComponent(filter)}`)).json
      .items as { id: string; size: number; signature: { verdict: string } }[];
  const bodyOf = async (id: string) => (await bed.server.control(`/api/captures/${id}/body`)).text;
  const payloadText = async () => (await bed.page.locator('.cm-content').innerText()).trim();

  it('fills {{ }} in for each event, and says the bytes that are then sent', async () => {
    const { page } = bed;
    await open('order.created');
    await write('{ "id": "{{uuid}}", "n": {{counter}} }');
    const size = page.getByText(/bytes as sent$/);
    await expect.poll(() => size.innerText()).toMatch(/^\d+ bytes as sent$/);
    await page.getByRole('button', { name: 'Preview' }).click();
    const request = page.getByRole('region', { name: /^Request to/ });
    await expect.poll(() => request.innerText()).toMatch(/"n": 1/);
    const previewed = (await request.innerText()).split('\n').at(-1)!;
    const promised = Number.parseInt(await size.innerText(), 10);
    expect(Buffer.byteLength(previewed)).toBe(promised);
    const before = (await captures()).length;
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await captures()).length).toBe(before + 1);
    const [first] = await captures();
    expect(first).toMatchObject({ size: promised, signature: { verdict: 'valid' } });
    expect(await bodyOf(first!.id)).toBe(previewed);
    await expect.poll(async () => (await request.innerText()).includes(previewed)).toBe(false);
    await page.getByLabel('Times').selectOption('5');
    await page.getByRole('button', { name: 'Fire ×5' }).click();
    await expect.poll(async () => (await captures()).length).toBe(before + 6);
    const bodies = await Promise.all((await captures()).slice(0, 5).map(({ id }) => bodyOf(id)));
    expect(new Set(bodies).size).toBe(5);
  });

  it('names the line of a word that is not known, and fires nothing', async () => {
    const { page } = bed;
    await write('{\n  "id": "{{uid}}"\n}');
    await page
      .getByRole('button', { name: /line 2: There is no word uid; did you mean uuid/ })
      .waitFor();
    await expect
      .poll(() => page.getByRole('button', { name: /^Fire ×5/ }).getAttribute('aria-disabled'))
      .toBe('true');
    await page.getByLabel(/Fill in/).uncheck();
    await expect.poll(() => page.getByText(/no word uid/).count()).toBe(0);
    await expect.poll(() => page.getByText(/bytes as sent$/).count()).toBe(1);
  });

  it('has the four variants of a sample, and judges what a template becomes by the schema', async () => {
    const { page } = bed;
    await open('order.created');
    const sample = page.getByLabel('Sample', { exact: true });
    await expect
      .poll(() => sample.locator('option').allInnerTexts())
      .toEqual(['Minimal', 'Typical', 'Every field', 'Odd Unicode']);
    const schema = page.getByRole('region', { name: 'Schema' });
    for (const variant of ['Minimal', 'Every field', 'Odd Unicode', 'Typical']) {
      await sample.selectOption({ label: variant });
      await schema.getByText('Fits the schema.').waitFor();
    }
    await write('{"order_id":"{{uuid}}"}');
    await schema.getByText(/problems \d+/).waitFor();
    await schema
      .getByText(/is missing\./)
      .first()
      .waitFor();
  });

  it('saves a payload as a sample by Ctrl+S, keeps it word for word, and Undo takes it back', async () => {
    const { page } = bed;
    const text = '{"id":"{{uuid}}","big":12345678901234567890}';
    await write(text);
    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog', { name: 'Save as sample' });
    await dialog.getByLabel('Name').fill('Refund in yen');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.reload();
    await page.locator('.cm-content').waitFor();
    await page.getByLabel('Sample', { exact: true }).selectOption({ label: 'Refund in yen' });
    await expect.poll(payloadText).toBe(text);
    const changed = '{"id":"{{uuid}}","big":1}';
    await write(changed);
    await page.keyboard.press('Control+s');
    await page.getByText('Saved the sample Refund in yen.').first().waitFor();
    const stored = async () => {
      const { json } = await bed.server.control('/api/event-types');
      const type = json.items.find(({ name }: { name: string }) => name === 'order.created');
      return type.own_samples?.['Refund in yen'];
    };
    await expect.poll(stored).toBe(changed);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(stored).toBe(text);
    await page.getByRole('button', { name: 'Remove the sample Refund in yen' }).click();
    await expect.poll(stored).toBeUndefined();
  });

  it('sends to one subscription and to a one-off URL, in the dialect chosen', async () => {
    const { page, server } = bed;
    await open('order.created');
    await page.getByRole('radio', { name: 'one-off URL' }).check();
    await page
      .getByRole('textbox', { name: 'One-off URL' })
      .fill(`${server.urls.receiver}/in/one-off`);
    await page.getByLabel('Dialect').selectOption({ label: 'GitHub' });
    await page.getByRole('button', { name: /^Fire/ }).last().click();
    await expect.poll(async () => (await captures('path:/in/one-off')).length).toBe(1);
    const [one] = await captures('path:/in/one-off');
    const { json } = await server.control(`/api/captures/${one!.id}`);
    const names = json.raw_headers.map(([name]: [string]) => name.toLowerCase());
    expect(names).toContain('x-hub-signature-256');
  });

  it.each([
    ['wrong signature', 'invalid', 1],
    ['stale time', 'stale', 1],
    ['duplicate', 'valid', 2],
    ['no header', 'missing', 1],
    ['CRLF', 'invalid', 1],
  ])('breaks it as promised: %s', async (name, verdict, count) => {
    const { page } = bed;
    await open('order.created');
    await page.getByRole('checkbox', { name }).check();
    await page.getByText(/Choose one subscription or URL/).waitFor();
    await page.getByRole('radio', { name: 'one:' }).check();
    const before = (await captures()).length;
    await page.getByRole('button', { name: /^Fire/ }).last().click();
    await expect.poll(async () => (await captures()).length).toBe(before + count);
    const found = (await captures()).slice(0, count);
    expect(found.map(({ signature }) => signature.verdict)).toEqual(
      Array.from({ length: count }, () => verdict),
    );
    if (name === 'CRLF') {
      expect(await bodyOf(found[0]!.id)).toMatch(/\r\n$/);
    }
  });

  it('imports event types from a description, and Undo removes them', async () => {
    const { page, server } = bed;
    await bed.open('/events');
    await page.getByRole('button', { name: 'Import spec' }).click();
    const dialog = page.getByRole('dialog', { name: 'Import spec' });
    await dialog.getByLabel(/^Document/).fill('openapi: 3.1.0');
    await dialog.getByRole('button', { name: 'Look for event types' }).click();
    await dialog.getByText(/describes no webhooks/).waitFor();
    await dialog.getByLabel(/^Document/).fill(SPEC);
    await dialog.getByRole('button', { name: 'Look for event types' }).click();
    await dialog.getByText('OpenAPI: 2 event types.').waitFor();
    await dialog.getByText('ships with Hookbench and stays as it is').waitFor();
    expect(await bed.axe()).toEqual([]);
    await dialog.getByRole('button', { name: 'Import 1 type' }).click();
    await page.getByRole('heading', { name: 'book.lent' }).waitFor();
    await page.getByText('optional').waitFor();
    await page.getByText('Imported 1 event type.').first().waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(async () => {
        const { json } = await server.control('/api/event-types');
        return json.items.some(({ name }: { name: string }) => name === 'book.lent');
      })
      .toBe(false);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`37, 38: axe finds nothing and nothing is cut off, ${theme}`, async () => {
      const { page } = bed;
      await page.emulateMedia({ colorScheme: theme });
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 800 });
        await open('order.created');
        await write('{"id":"{{uuid}}","x":{{nope}}}');
        await page
          .getByText(/no word nope/)
          .first()
          .waitFor();
        expect(await bed.axe()).toEqual([]);
        await write('{"id":"{{uuid}}"}');
        await page.getByRole('button', { name: 'Preview' }).click();
        await page.getByRole('region', { name: /^Request to/ }).waitFor();
        expect(await bed.axe()).toEqual([]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - window.innerWidth,
        );
        expect(overflow).toBeLessThanOrEqual(0);
      }
      await page.setViewportSize({ width: 1280, height: 800 });
    });
  }

  it('keeps Fire in view at a height of 900 px with the preview open', async () => {
    const { page } = bed;
    const before = page.viewportSize() ?? { width: 1280, height: 800 };
    await page.setViewportSize({ width: 1440, height: 900 });
    await open('order.created');
    await page.getByRole('button', { name: 'Preview' }).click();
    const request = page.getByRole('region', { name: /^Request to/ });
    await expect.poll(() => request.innerText()).toMatch(/webhook-signature/i);
    const composer = page.getByRole('region', { name: 'Composer' });
    const overflow = () => composer.evaluate((pane) => pane.scrollHeight - pane.clientHeight);
    await expect.poll(overflow).toBeGreaterThan(0);
    const fire = await composer.getByRole('button', { name: /^Fire/ }).boundingBox();
    const pane = await composer.boundingBox();
    expect((fire?.y ?? 0) + (fire?.height ?? 0)).toBeLessThanOrEqual(
      (pane?.y ?? 0) + (pane?.height ?? 0),
    );
    await page.setViewportSize(before);
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults.filter((fault) => !/422/.test(fault))).toEqual([]);
  });
});

const SPEC = `
openapi: 3.1.0
info: { title: Library, version: '1' }
webhooks:
  book.lent:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [id]
              properties: { id: { type: string, format: uuid }, title: { type: string } }
  order.created:
    post:
      requestBody: { content: { application/json: { schema: { type: object } } } }
`;
