import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, standardHeaders, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');
const SECRET = 'whsec_bG9jYWwgdGVzdCBrZXkgb2YgMzIgYnl0ZXMgISEh';

describe.skipIf(chromium.isMissing)('the palette', () => {
  let bed: WindowBed;
  let page: Page;

  beforeAll(async () => {
    bed = await openWindowBed();
    page = bed.page;
  });

  afterAll(async () => {
    expect(bed?.faults).toEqual([]);
    await bed?.close();
  });

  const option = (name: string | RegExp) => page.getByRole('option', { name });
  const stored = () =>
    page.evaluate(() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage));

  /** Opens the palette and pastes, as a person does: through the clipboard. */
  async function paste(text: string): Promise<void> {
    await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.press('Control+v');
    await page.getByText('What you pasted').waitFor();
  }

  it('switches the theme, and leaves letters in order out where words are found', async () => {
    await bed.open('/');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('dark');
    await page.getByRole('option', { name: 'Dark', exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('html[data-theme="dark"]').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('as the system');
    await option('As the system has it').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('html[data-theme="dark"]').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('reset');
    await option('Reset the layout').waitFor();
    expect(await option(/^Register a URL/).count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('starts with what was picked last, then places; never with all there is', async () => {
    await bed.open('/');
    await page.keyboard.press('Control+k');
    await option('Go to Overview').waitFor();
    expect(await page.getByText('Recent', { exact: true }).count()).toBe(0);
    await page.keyboard.type('webhook.site nothing');
    await page.getByText('Nothing is called “webhook.site nothing”.').waitFor();
    await page.getByRole('combobox').fill('theme');
    await option(/^Appearance/).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Appearance' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByText('Recent', { exact: true }).waitFor();
    await option('Appearance').waitFor();
    expect(await option('Undo').count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('opens a result in a window of its own with Ctrl+Enter', async () => {
    await bed.open('/');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('go to rules');
    const opened = page.context().waitForEvent('page');
    await page.keyboard.press('Control+Enter');
    const second = await opened;
    await second.getByRole('heading', { name: 'Rules', level: 1 }).waitFor();
    await second.close();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('imports a cURL command of several lines, and Undo removes it', async () => {
    await bed.open('/');
    await paste(
      "curl -X PUT 'https://shop.example/hooks/curl' \\\n  -H 'content-type: application/json' \\\n  --data-raw '{\"total\":1.0}'",
    );
    await page.keyboard.press('Enter');
    const inspector = page.getByRole('region', { name: 'Request' });
    await inspector.getByText('PUT /hooks/curl').first().waitFor();
    await page.getByText('Imported 1 request.').first().waitFor();
    await inspector.getByRole('tab', { name: 'Pretty' }).click();
    await inspector.getByText('1.0').waitFor();
    await page.keyboard.press('Control+z');
    await expect
      .poll(() => page.getByRole('row').filter({ hasText: '/hooks/curl' }).count())
      .toBe(0);
    await page.keyboard.press('Control+Shift+z');
    await page.getByRole('row').filter({ hasText: '/hooks/curl' }).waitFor();
  });

  it('imports a HAR', async () => {
    await bed.open('/');
    const entry = (path: string) => ({
      startedDateTime: '2026-05-12T14:02:11.482Z',
      request: { method: 'POST', url: `https://a.example${path}`, headers: [] },
    });
    const har = { log: { version: '1.2', entries: [entry('/har-1'), entry('/har-2')] } };
    await paste(JSON.stringify(har, null, 2));
    await page.keyboard.press('Enter');
    await page.getByText('Imported 2 requests.').first().waitFor();
    await page.getByRole('row').filter({ hasText: '/har-2' }).waitFor();
  });

  it('explains a secret for the request in view and keeps it nowhere', async () => {
    const body = '{"event":"payment_received","data":{}}';
    await fetch(`${bed.server.urls.receiver}/unknown-secret`, {
      method: 'POST',
      headers: standardHeaders(body, { secret: SECRET }),
      body,
    });
    await bed.open('/inbox');
    await page.getByRole('row').filter({ hasText: 'payment_received' }).first().click();
    await page.getByRole('region', { name: 'Request' }).waitFor();
    await paste(SECRET);
    await page.keyboard.press('Enter');
    const answer = page.getByRole('region', { name: 'With the pasted secret' });
    await answer.getByText('Valid', { exact: false }).first().waitFor();
    expect(await stored()).not.toContain(SECRET);
    await page.keyboard.press('Control+k');
    expect(await page.getByRole('listbox').textContent()).not.toContain('whsec_');
    await page.keyboard.press('Escape');
  });

  it('finds an id, and says why a command that reads a file cannot be imported', async () => {
    await bed.open('/inbox');
    await page.locator('[data-row-id]').first().click();
    await page.waitForURL(/\/inbox\/cap_/);
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await bed.open('/');
    await paste(id);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/inbox/${id}**`);
    await paste('curl https://a.example -d @body.json');
    await page.keyboard.press('Enter');
    await page
      .getByText(/The body is in the file body.json/)
      .first()
      .waitFor();
  });

  it('37: has no violation at the start, with results and with what was pasted', async () => {
    await bed.open('/');
    await page.keyboard.press('Control+k');
    await option('Go to Overview').waitFor();
    expect(await bed.axe()).toEqual([]);
    await page.keyboard.type('re');
    expect(await bed.axe()).toEqual([]);
    await page.getByRole('combobox').fill('https://shop.example/hooks');
    await page.getByText('What you pasted').waitFor();
    expect(await bed.axe()).toEqual([]);
    await page.keyboard.press('Escape');
  });
});
