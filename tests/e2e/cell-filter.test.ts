import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const MAX_ITEMS = 30;

/** Shift+F on the row that keys are on, and a right click on one cell. */
describe.skipIf(requirePart('chromium').isMissing)('only this, not this', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed({ hasDemo: false });
    await bed.server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${bed.server.urls.receiver}/own`, event_types: ['*'], name: 'own' },
    });
    for (const event of ['payment_received', 'payment_received', 'invoice_completed']) {
      await bed.server.control('/api/events', { method: 'POST', json: { event, data: {} } });
    }
    const pending = async () => (await bed.server.control('/api/ledger')).json.deliveries.pending;
    await vi.waitFor(async () => expect(await pending()).toBe(0), { timeout: 30_000 });
  });
  afterAll(() => bed?.close());

  const filter = () => new URL(bed.page.url()).searchParams.get('filter');
  const rows = () => bed.page.locator('[data-row-id]');
  const menu = () => bed.page.getByRole('menu', { name: 'This row' });

  it.each([
    ['/inbox', 'Event', 'event:invoice_completed'],
    ['/deliveries', 'Event', 'event:invoice_completed'],
    ['/traces', 'Event', 'event:invoice_completed'],
  ])('%s: ⇧F offers each column of the row; keys alone choose', async (path, title, token) => {
    const { page } = bed;
    await bed.open(path);
    await rows().nth(3).waitFor();
    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+F');
    const group = menu()
      .getByRole('group')
      .filter({ hasText: `${title}: ${token}` });
    await group.waitFor();
    expect(await bed.axe()).toEqual([]);
    const only = group.getByRole('menuitem', { name: 'Only this' });
    const isThere = () => only.evaluate((item) => item === document.activeElement);
    const focused = () =>
      menu()
        .getByRole('menuitem')
        .evaluateAll((items) => items.indexOf(document.activeElement as HTMLElement));
    await expect.poll(focused).toBe(0);
    // Focus follows a key a moment later: without waiting one would go past what one looks for.
    for (let at = 1; at < MAX_ITEMS && !(await isThere()); at += 1) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(focused).toBe(at);
    }
    expect(await isThere()).toBe(true);
    await page.keyboard.press('Enter');
    await expect.poll(filter).toBe(token);
    await expect.poll(() => rows().count()).toBe(1);
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await expect.poll(() => rows().count()).toBe(4);
    await page.getByRole('grid').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+F');
    await group.getByRole('menuitem', { name: 'Not this' }).click();
    await expect.poll(filter).toBe(`-${token}`);
    await expect.poll(() => rows().count()).toBe(3);
  });

  it('a right click is about the one cell', async () => {
    const { page } = bed;
    await bed.open('/inbox');
    await rows().nth(3).waitFor();
    await rows().nth(1).locator('[data-column-id="answer"]').click({ button: 'right' });
    await expect
      .poll(() => menu().getByRole('menuitem').allInnerTexts())
      .toEqual(['Only this', 'Not this', 'Select']);
    await menu().getByRole('menuitem', { name: 'Only this' }).click();
    await expect.poll(filter).toBe('status:204');
    await page.getByRole('button', { name: 'Remove status:204' }).waitFor();
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
