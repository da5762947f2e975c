import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { requirePart } from '../support/requirements.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';
import { WAIT_MS } from '../support/window-bed.ts';

const chromium = requirePart('chromium');

describe.skipIf(chromium.isMissing)('the window, managing', () => {
  let server: WholeServer;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    server = await openWholeServer();
    browser = await launchBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(server.windowUrl());
    await page.getByText('Server ready').waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  async function open(path: string): Promise<void> {
    await page.goto(server.urls.control + path);
    await page.locator('h1').waitFor({ state: 'attached' });
  }

  it('registers a URL, shows its secret once, and pings it', async () => {
    await open('/subscriptions');
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Register URL' });
    await dialog.getByLabel('URL').fill('javascript:alert(1)');
    await page.keyboard.press('Enter');
    await dialog.getByText(/the scheme must be http or https/).waitFor();
    await dialog.getByLabel('URL').fill(`${server.urls.receiver}/in/orders`);
    await dialog.getByLabel('Event types').fill('payment_*, invoice_completed');
    await dialog.getByLabel('Name').fill('orders-prod');
    await page.keyboard.press('Enter');
    const once = page.getByRole('dialog', { name: /Registered/ });
    await once.getByText(/^whsec_/).waitFor();
    await once.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('heading', { name: 'orders-prod' }).waitFor();
    const { json } = await server.control('/api/subscriptions');
    expect(json.items.map((one: { name: string }) => one.name)).toContain('orders-prod');
  });

  it('edits it, and Undo brings back what it was', async () => {
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit orders-prod' });
    await dialog.getByLabel('Name').fill('orders-test');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'orders-test' }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('heading', { name: 'orders-prod' }).waitFor();
  });

  it('shows the secret on demand and rotates it with an overlap', async () => {
    await page.getByRole('button', { name: 'Show secret' }).click();
    await page.getByRole('button', { name: 'Hide secret' }).waitFor();
    await page.getByRole('button', { name: 'Rotate secret' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('dialog', { name: 'The new secret' }).waitFor();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('two sign while the rotation overlaps').waitFor();
  });

  it('disables it and enables it again', async () => {
    await page.getByLabel('State', { exact: true }).selectOption('disabled');
    await page.getByRole('button', { name: 'Enable', exact: true }).click();
    await expect.poll(() => page.getByLabel('State', { exact: true }).inputValue()).toBe('enabled');
  });

  it('removes it, and Undo brings it back with the same secret', async () => {
    await page.getByRole('button', { name: 'Show secret' }).click();
    const secret = page
      .locator('dd')
      .filter({ hasText: /^whsec_/ })
      .locator('span')
      .first();
    await page.getByRole('button', { name: 'Hide secret' }).waitFor();
    const before = (await secret.innerText()).trim();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.waitForURL(/\/subscriptions$/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: /orders-prod/ }).click();
    await page.getByRole('button', { name: 'Show secret' }).click();
    await expect.poll(async () => (await secret.innerText()).trim()).toBe(before);
  });

  it('exports webhooks.json and imports it again', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'webhooks.json' }).click();
    const path = await (await download).path();
    const listed = JSON.parse(await readFile(path, 'utf8'));
    expect(listed).toContainEqual({ url: `${server.urls.receiver}/in/orders`, event: 'payment_*' });
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import' }).click();
    await (await chooser).setFiles({
      name: 'webhooks.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`url,event\n${server.urls.receiver}/in/imported,payment_failed\n`),
    });
    await page.getByText('Registered 1 pair, 0 were there already.').first().waitFor();
    await page.getByRole('link', { name: /in\/imported/ }).waitFor();
  });

  it('composes an event: says what does not fit the schema, sends the rest as written', async () => {
    await open('/events?type=payment_received');
    const payload = page.getByLabel('Payload');
    await page.locator('.cm-content').waitFor();
    await payload.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('{"amount": 9007199254740993123');
    await expect.poll(() => page.getByText(/Not JSON|\d problems/).count()).toBeGreaterThan(0);
    await page.keyboard.press('Control+a');
    await page.keyboard.type('{"amount": 9007199254740993123}');
    await page
      .getByText(/is missing\./)
      .first()
      .waitFor();
    await page.keyboard.press('Control+Enter');
    await page
      .getByText(/payment_received delivered/)
      .first()
      .waitFor();
    const { json } = await server.control('/api/events?limit=1');
    const event = await server.control(`/api/events/${json.items[0].id}`);
    expect(event.json.data_text.replace(/\s/g, '')).toContain('"amount":9007199254740993123');
  });

  it('publishes dummy events at an interval until stopped', async () => {
    await open('/events?publish');
    await page.getByLabel('At an interval').check({ force: true });
    await page.getByLabel('Every, seconds').fill('0.05');
    await page.getByRole('button', { name: 'Start publishing' }).click();
    const running = page.getByRole('listitem').filter({ hasText: 'every 50 ms' });
    await running.waitFor();
    await expect
      .poll(async () => (await server.control('/api/ledger')).json.events)
      .toBeGreaterThan(5);
    await running.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => running.count()).toBe(0);
  });

  it('offers to remove a publisher that is done, not to stop it', async () => {
    await open('/events?publish');
    await page.getByLabel('At an interval').check({ force: true });
    await page.getByLabel('Every, seconds').fill('0.1');
    await page.getByLabel('Stop after').fill('2');
    await page.getByRole('button', { name: 'Start publishing' }).click();
    const done = page.getByRole('listitem').filter({ hasText: '2 sent of 2' });
    await done.getByText('done').waitFor();
    expect(await done.getByRole('button', { name: 'Stop' }).count()).toBe(0);
    await done.getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => done.count()).toBe(0);
  });

  it('saves a public URL, tests it, and uses it where URLs are copied', async () => {
    await open('/settings/public-url');
    const section = page.getByRole('region', { name: 'Public URL' });
    await section.getByLabel('Public URL of the receiver').fill(server.urls.receiver);
    await section.getByRole('button', { name: 'Save' }).first().click();
    await page.getByText(/Anyone with this URL can send to your inbox/).waitFor();
    await section.getByRole('button', { name: 'Test' }).first().click();
    await section.getByRole('status').filter({ hasText: /ms/ }).waitFor();
    await page.getByRole('link', { name: /Public URL.*on/ }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: /Public URL.*off/ }).waitFor();
  });

  it('gives a path a secret, so that what arrives there is checked', async () => {
    await open('/settings/inboxes');
    await page.getByRole('button', { name: 'New inbox' }).click();
    const dialog = page.getByRole('dialog', { name: 'New inbox' });
    await dialog.getByLabel('Path').fill('/in/github');
    await dialog.getByLabel('Dialect').selectOption('github');
    await dialog.getByLabel('Secrets').fill('s3cret');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('listitem').filter({ hasText: '/in/github' }).waitFor();
    await fetch(`${server.urls.receiver}/in/github`, {
      method: 'POST',
      headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` },
      body: '{}',
    });
    await open('/inbox?filter=path:/in/github');
    await page.getByRole('row').filter({ hasText: 'invalid' }).waitFor();
  });

  it('remembers theme and density', async () => {
    await open('/settings/appearance');
    await page.getByLabel('Dark').check({ force: true });
    await page.getByLabel('Comfortable').check({ force: true });
    await page.reload();
    await page.locator('h1').waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await page.locator('html').getAttribute('data-density')).toBe('comfortable');
  });

  it('threw nothing on the way', () => {
    expect(faults).toEqual([]);
  });
});
