import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, standardHeaders, type WindowBed } from '../support/window-bed.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe.skipIf(requirePart('chromium').isMissing)('receiving from a provider', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
  });
  afterAll(() => bed?.close());

  it('U, then Enter copies the URL; with the secret given, signatures are checked', async () => {
    const { page, server } = bed;
    await bed.open('/');
    await page.getByRole('button', { name: /^Receive from GitHub, Stripe…/ }).waitFor();
    await page.keyboard.press('u');
    const dialog = page.getByRole('dialog', { name: 'Receive from a provider' });
    await dialog.waitFor();
    await dialog.getByLabel('Dialect').selectOption({ label: 'Standard Webhooks' });
    expect(await dialog.getByLabel('Path').inputValue()).toBe('/in/standard');
    await dialog.getByLabel('URL', { exact: true }).press('Enter');
    await expect.poll(() => bed.copied()).toBe(`${server.urls.receiver}/in/standard`);
    await dialog.getByLabel('Secret').fill(SECRET);
    await page.keyboard.press('Enter');
    await page.getByText('Receiving at /in/standard.').first().waitFor();
    const body = '{"event":"order.created"}';
    const headers = standardHeaders(body, { secret: SECRET });
    await fetch(`${server.urls.receiver}/in/standard`, { method: 'POST', headers, body });
    await bed.open('/inbox?filter=path:/in/standard');
    await page.getByRole('row').filter({ hasText: 'valid' }).waitFor();
  });

  it('what it answers is a list on both screens, and a second press of a button ends it', async () => {
    const { page } = bed;
    await bed.open('/');
    const answers = page.getByLabel('Answers', { exact: true });
    const chosen = () => answers.locator('option:checked').innerText();
    await expect.poll(chosen).toBe('204 at once');
    await answers.selectOption({ label: '200 after 5 s' });
    await expect
      .poll(() => page.getByRole('button', { name: 'Delay 5 s' }).getAttribute('aria-pressed'))
      .toBe('true');
    await bed.open('/inbox');
    await expect.poll(chosen).toBe('200 after 5 s');
    await page.getByRole('button', { name: 'Delay 5 s' }).click();
    await expect.poll(chosen).toBe('204 at once');
  });

  it('the other mouse button filters a cell and opens nothing', async () => {
    const { page, server } = bed;
    await fetch(`${server.urls.receiver}/aside`, { method: 'POST', body: '{}' });
    await bed.open('/inbox');
    const row = page.getByRole('row').filter({ hasText: '/aside' });
    await row.getByRole('gridcell').nth(2).click({ button: 'right' });
    const items = page.getByRole('menu').getByRole('menuitem', { name: 'Only this' });
    // A time is no filter: those of the whole row are offered.
    await expect.poll(() => items.count()).toBeGreaterThan(1);
    expect(await page.getByRole('region', { name: 'Request' }).count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  it('settings are searched in a narrow window too', async () => {
    const { page } = bed;
    await page.setViewportSize({ width: 390, height: 844 });
    await bed.open('/settings/general');
    await page.getByRole('searchbox', { name: 'Search settings' }).fill('ngrok');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/settings\/public-url$/);
    await page.getByRole('searchbox', { name: 'Search settings' }).fill('zzz');
    await page.getByRole('status').filter({ hasText: 'No setting is called so.' }).waitFor();
  });
});
