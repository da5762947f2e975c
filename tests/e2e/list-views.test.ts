import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

describe.skipIf(requirePart('chromium').isMissing)('named views of lists', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    for (const [path, size] of [
      ['/shop/a', 10],
      ['/shop/b', 300],
      ['/other', 20],
    ] as const) {
      await fetch(bed.server.urls.receiver + path, { method: 'POST', body: 'x'.repeat(size) });
    }
  });
  afterAll(() => bed?.close());

  const rows = () => bed.page.locator('[data-row-id]');
  const view = async () => (await bed.server.control('/api/views')).json.items[0];

  it('⌘S saves filter, order and columns under a name; the sidebar has it', async () => {
    const { page } = bed;
    await bed.open('/inbox?filter=path:/shop&sort=-size');
    await expect.poll(() => rows().count()).toBe(2);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Path' }).click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog', { name: 'Save as a view' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Write a name.').waitFor();
    expect(await bed.axe()).toEqual([]);
    await dialog.getByLabel('Name').fill('Shop, largest first');
    await page.keyboard.press('Enter');
    await page.getByText('Saved the view “Shop, largest first”.').first().waitFor();
    expect(await view()).toMatchObject({
      list: 'inbox',
      filter: 'path:/shop',
      sort: '-size',
      columns: { shown: ['path'] },
    });
    await page.getByRole('link', { name: 'Shop, largest first' }).waitFor();
    await expect.poll(() => page.url()).toMatch(/\/inbox\?view=vew_\w+$/);
    expect(await bed.axe()).toEqual([]);
  });

  it('a link to it shows the same in another tab, and it is found in the palette', async () => {
    const { page } = bed;
    const { id } = await view();
    await page.evaluate(() => localStorage.clear());
    await bed.open(`/inbox?view=${id}`);
    await page.getByText('Sorted by Size ↓, not live.').waitFor();
    await expect.poll(() => rows().count()).toBe(2);
    await expect.poll(() => page.getByRole('columnheader', { name: 'Path' }).count()).toBe(1);
    await bed.open('/deliveries');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('largest first');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/inbox?view=${id}`);
    await expect.poll(() => rows().count()).toBe(2);
  });

  it('what is changed stays beside it until it is saved', async () => {
    const { page } = bed;
    await page.keyboard.press('/');
    await page.keyboard.type('path:/shop/a ');
    await expect.poll(() => rows().count()).toBe(1);
    await expect.poll(() => page.url()).toContain('filter=');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: /^Save the changes/ }).click();
    await expect.poll(async () => (await view()).filter).toBe('path:/shop path:/shop/a');
    await expect.poll(() => page.url()).not.toContain('filter=');
  });

  it('renamed and deleted, each with Undo; the link holds again', async () => {
    const { page } = bed;
    const { id } = await view();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: /^Rename/ }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Shop');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Shop', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Delete Shop' }).click();
    await expect.poll(() => page.getByRole('link', { name: 'Shop', exact: true }).count()).toBe(0);
    await bed.open(`/inbox?view=${id}`);
    await page.getByText(`View ${id} is not stored here. It may have been deleted.`).waitFor();
    expect(await bed.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => page.url()).not.toContain('view=');
  });

  it('deleting offers Undo, which brings the very view back', async () => {
    const { page } = bed;
    await page.keyboard.press('Control+s');
    await page.getByRole('dialog').getByLabel('Name').fill('Everything');
    await page.keyboard.press('Enter');
    const link = page.getByRole('link', { name: 'Everything' });
    await link.waitFor();
    const { id } = await view();
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Delete Everything' }).click();
    await expect.poll(() => link.count()).toBe(0);
    // The stream may tell of it before the answer comes: until then the notice of the saving offers Undo.
    await page.getByText('Deleted the view “Everything”.').first().waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await link.waitFor();
    expect((await view()).id).toBe(id);
  });

  it('a filter that hides everything says which term does, and one click drops it', async () => {
    const { page } = bed;
    await bed.open('/inbox?filter=path:/shop%20method:GET');
    await page.getByText(/No match among \d+ requests\./).waitFor();
    await page.getByText('2 match without method:GET.').waitFor();
    expect(await bed.axe()).toEqual([]);
    await page.getByRole('button', { name: 'Drop it: method:GET' }).click();
    await expect.poll(() => rows().count()).toBe(2);
    await expect
      .poll(() => page.getByRole('button', { name: 'Remove path:/shop' }).count())
      .toBe(1);
  });

  it('a key that says nothing of these rows is not offered, and says so where it stands', async () => {
    const { page } = bed;
    await bed.open('/inbox?filter=sub:demo');
    await page.getByText('sub:demo matches none: requests have no sub.').waitFor();
    await page.keyboard.press('/');
    const offered = () => page.getByRole('option').allInnerTexts();
    await expect
      .poll(async () => (await offered()).some((text) => text.startsWith('sig:')))
      .toBe(true);
    expect((await offered()).some((text) => text.startsWith('sub:'))).toBe(false);
    await bed.open('/deliveries?filter=sub:demo');
    await page.keyboard.press('/');
    await expect
      .poll(async () => (await offered()).some((text) => text.startsWith('sub:')))
      .toBe(true);
    expect(await page.getByText(/matches none/).count()).toBe(0);
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
