import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const SIZES = [300, 5, 40, 2_000, 1_000];

describe.skipIf(requirePart('chromium').isMissing)('columns of lists', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    await bed.server.control('/api/demo', { method: 'DELETE' });
    for (const [index, size] of SIZES.entries()) {
      await send(`/size/${index}`, 'x'.repeat(size));
    }
  });
  afterAll(() => bed?.close());

  const send = (path: string, body: string) =>
    fetch(bed.server.urls.receiver + path, { method: 'POST', body });
  const paths = () =>
    bed.page.locator('[data-row-id] [data-column-id="event"]').evaluateAll((cells) =>
      cells
        .map((cell) => cell.textContent ?? '')
        .filter((text) => text.includes('/size/'))
        .map((text) => text.replace('POST /size/', '')),
    );
  const header = (name: string) => bed.page.getByRole('columnheader', { name });

  it('a click on a head sorts, another turns it round, a third goes back to newest first', async () => {
    await bed.open('/inbox');
    await expect.poll(paths).toEqual(['4', '3', '2', '1', '0']);
    await expect.poll(() => header('Time').getAttribute('aria-sort')).toBe('descending');
    await header('Size').click();
    await expect.poll(paths).toEqual(['3', '4', '0', '2', '1']);
    await expect.poll(() => header('Size').getAttribute('aria-sort')).toBe('descending');
    await expect.poll(() => header('Time').getAttribute('aria-sort')).toBe('none');
    await expect.poll(() => bed.page.url()).toContain('sort=-size');
    await header('Size').click();
    await expect.poll(paths).toEqual(['1', '2', '0', '4', '3']);
    await header('Size').click();
    await expect.poll(paths).toEqual(['4', '3', '2', '1', '0']);
    await expect.poll(() => bed.page.url()).not.toContain('sort');
  });

  it('a sorted list is not live: it says so, counts what comes, and offers the way back', async () => {
    const { page } = bed;
    await header('Size').click();
    await page.getByText('Sorted by Size ↓, not live.').waitFor();
    await expect.poll(paths).toEqual(['3', '4', '0', '2', '1']);
    await page.locator('[data-row-id]').nth(1).click();
    // With the inspector beside it the list is narrower.
    await page.locator('[data-inspector]').getByRole('tab').first().waitFor();
    const chosen = page.getByRole('row', { selected: true });
    const before = await chosen.boundingBox();
    await send('/size/5', 'x'.repeat(1_500));
    await send('/size/6', 'x'.repeat(7));
    await page.getByText('2 new since.').waitFor();
    expect(await chosen.boundingBox()).toEqual(before);
    await page.getByRole('button', { name: 'Sort again' }).click();
    await expect.poll(paths).toEqual(['3', '5', '4', '0', '2', '6', '1']);
    await expect.poll(() => chosen.innerText()).toContain('/size/4');
    await page.getByRole('button', { name: /^Back to Live/ }).click();
    await expect.poll(paths).toEqual(['6', '5', '4', '3', '2', '1', '0']);
    await send('/size/7', '');
    await expect.poll(async () => (await paths())[0]).toBe('7');
  });

  it('beside the inspector the last columns give way, and no cell is cut', async () => {
    const { page } = bed;
    await page.setViewportSize({ width: 1440, height: 900 });
    await bed.open('/inbox');
    await header('Size').waitFor();
    await page.locator('[data-row-id]').first().click();
    await header('Size').waitFor({ state: 'detached' });
    const grid = page.getByRole('grid', { name: 'Requests' });
    await expect.poll(() => grid.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    await page.keyboard.press('Escape');
    await header('Size').waitFor();
  });

  it('the order is remembered for its list, and a reload keeps it', async () => {
    const { page } = bed;
    await header('From').click();
    await page.getByText('Sorted by From ↑').waitFor();
    await page.reload();
    await page.getByText('Sorted by From ↑').waitFor();
    await bed.open('/deliveries');
    await page.getByRole('grid', { name: 'Deliveries' }).waitFor();
    expect(await page.getByText('not live').count()).toBe(0);
    await bed.open('/inbox');
    await page.getByText('Sorted by From ↑').waitFor();
    await page.keyboard.press('l');
    await expect.poll(() => page.getByText('not live').count()).toBe(0);
  });

  it('keys reach the heads: sort, resize and hide without a mouse', async () => {
    const { page } = bed;
    await page.setViewportSize({ width: 1920, height: 1080 });
    const grid = page.getByRole('grid', { name: 'Requests' });
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    const activeName = () =>
      grid.evaluate(
        (element) =>
          document.getElementById(element.getAttribute('aria-activedescendant') ?? '')?.textContent,
      );
    for (let step = 0; step < 7 && (await activeName()) !== 'Size'; step += 1) {
      await page.keyboard.press('ArrowRight');
    }
    expect(await activeName()).toBe('Size');
    await page.keyboard.press('Enter');
    await page.getByText('Sorted by Size ↓').waitFor();
    const widthOf = async () => (await header('Size').boundingBox())?.width ?? 0;
    const before = await widthOf();
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(widthOf).toBe(before + 16);
    await page.keyboard.press('Delete');
    await expect.poll(() => header('Size').count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    await expect.poll(() => page.getByRole('row', { selected: true }).count()).toBe(1);
    await page.keyboard.press('l');
  });

  it('the columns menu shows, sorts and resizes as well', async () => {
    const { page } = bed;
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Path' }).click();
    const group = (name: string) => page.getByRole('group', { name, exact: true });
    const show = group('Show columns').getByRole('menuitemcheckbox', { name: 'Took' });
    await show.click();
    await header('Path').waitFor();
    const before = (await header('Path').boundingBox())?.width ?? 0;
    await page.getByRole('menuitem', { name: 'Widen Path' }).click();
    await expect.poll(async () => (await header('Path').boundingBox())?.width).toBe(before + 40);
    await group('Sort by').getByRole('menuitemcheckbox', { name: 'Size' }).click();
    await page.getByText('Sorted by Size ↓').waitFor();
    expect(await bed.axe()).toEqual([]);
    await page.getByRole('menuitem', { name: 'Reset columns' }).click();
    await header('Size').waitFor();
    await expect.poll(() => header('Path').count()).toBe(0);
    await page.getByRole('button', { name: /^Back to Live/ }).click();
  });

  it('a slim list never scrolls sideways, and the menu says what has no room', async () => {
    const { page, server } = bed;
    await server.control('/api/events', {
      method: 'POST',
      json: { event: 'payment_received', data: {}, url: `${server.urls.receiver}/slim` },
    });
    for (const width of [320, 390, 760, 1024, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      for (const path of ['/inbox', '/deliveries', '/traces']) {
        await bed.open(path);
        const grid = page.getByRole('grid');
        await grid.locator('[data-row-id]').first().waitFor();
        const beyond = () => grid.evaluate((box) => box.scrollWidth - box.clientWidth);
        await expect.poll(beyond, { message: `${path} at ${width}` }).toBe(0);
      }
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await bed.open('/inbox');
    await header('Signature').waitFor();
    await header('Time').waitFor();
    expect(await header('Size').count()).toBe(0);
    await page.getByRole('button', { name: 'Columns' }).click();
    const show = page.getByRole('group', { name: 'Show columns' });
    const item = (name: RegExp) => show.getByRole('menuitemcheckbox', { name });
    await item(/^Size\s+Hidden for lack of room/).waitFor();
    expect(await item(/^Size/).getAttribute('aria-checked')).toBe('mixed');
    expect(await item(/^Time/).getAttribute('aria-checked')).toBe('true');
    expect(await item(/^Took/).getAttribute('aria-checked')).toBe('false');
    // Chosen or not is told apart there too, and remembered for a wider window.
    await item(/^Size/).click();
    await expect.poll(() => item(/^Size/).getAttribute('aria-checked')).toBe('false');
    expect(await bed.axe()).toEqual([]);
    await item(/^Size/).click();
    await expect.poll(() => item(/^Size/).getAttribute('aria-checked')).toBe('mixed');
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await header('Size').waitFor();
  });

  it('deliveries and traces are sorted too', async () => {
    const { page, server } = bed;
    await server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${server.urls.receiver}/own`, event_types: ['*'], name: 'own' },
    });
    for (const event of ['payment_received', 'invoice_completed', 'payment_processed']) {
      await server.control('/api/events', { method: 'POST', json: { event, data: {} } });
    }
    for (const [path, label] of [
      ['/deliveries', 'Deliveries'],
      ['/traces', 'Traces'],
    ] as const) {
      await bed.open(path);
      await page.getByRole('grid', { name: label }).waitFor();
      await header('Event').click();
      await page.getByText('Sorted by Event ↑, not live.').waitFor();
      const events = () =>
        page
          .locator('[data-row-id] [data-column-id="event"]')
          .evaluateAll((cells) => cells.map((cell) => cell.textContent));
      await expect.poll(async () => (await events())[0]).toBe('invoice_completed');
      expect(await bed.axe()).toEqual([]);
      await page.keyboard.press('l');
    }
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
