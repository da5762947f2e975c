import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

/** A finger has neither Shift nor Control: a mode, and a long press that begins it. */
describe.skipIf(requirePart('chromium').isMissing)('several rows by touch', () => {
  let bed: WindowBed;
  let page: Page;
  beforeAll(async () => {
    bed = await openWindowBed();
    for (const name of ['a', 'b', 'c', 'd']) {
      await fetch(`${bed.server.urls.receiver}/touch/${name}`, { method: 'POST', body: name });
    }
    const context = await bed.page
      .context()
      .browser()
      ?.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    if (context === undefined) {
      throw new Error('The browser is gone.');
    }
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await page.goto(bed.server.windowUrl());
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  }, 60_000);
  afterAll(() => bed?.close());

  const rows = () => page.locator('[data-row-id]');
  const row = (name: string) => rows().filter({ hasText: `/touch/${name}` });
  const selected = () =>
    page
      .getByRole('row', { selected: true })
      .evaluateAll((all) => all.map((one) => /touch\/(.)/.exec(one.textContent ?? '')?.[1]));
  const stored = async () =>
    (await bed.server.control('/api/captures?filter=path:/touch')).json.total as number;
  async function openList() {
    await page.goto(`${bed.server.urls.control}/inbox?filter=path:/touch`);
    await row('a').waitFor();
  }

  it('a tap opens a row, as ever', async () => {
    await openList();
    await row('a').tap();
    await page.getByRole('button', { name: 'Back to Inbox' }).tap();
    await row('b').waitFor();
  });

  it('Select several: each tap adds a row or takes it out, and the list stays', async () => {
    await openList();
    const mode = page.getByRole('button', { name: 'Select several' });
    await mode.tap();
    await page.getByText('Tap rows to select them.').waitFor();
    await expect.poll(() => mode.getAttribute('aria-pressed')).toBe('true');
    await row('a').tap();
    await page.getByText('1 selected').waitFor();
    await row('c').tap();
    await row('d').tap();
    await page.getByText('3 selected').waitFor();
    await row('c').tap();
    await page.getByText('2 selected').waitFor();
    expect((await selected()).sort()).toEqual(['a', 'd']);
    await page.getByRole('button', { name: 'Clear selection' }).tap();
    await expect.poll(selected).toEqual([]);
    await expect.poll(() => mode.getAttribute('aria-pressed')).toBe('false');
  });

  it('a long press on a row begins it, and what is done is done with all of them', async () => {
    await openList();
    await longPress('b');
    await page.getByRole('menuitem', { name: 'Select', exact: true }).tap();
    await page.getByText('1 selected').waitFor();
    await row('c').tap();
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: /^Delete/ }).tap();
    await page.getByText('Deleted 2 requests.').first().waitFor();
    await expect.poll(stored).toBe(2);
    await page.getByRole('button', { name: 'Undo' }).tap();
    await expect.poll(stored).toBe(4);
  });

  async function longPress(name: string): Promise<void> {
    const box = await row(name).boundingBox();
    const point = { x: (box?.x ?? 0) + 120, y: (box?.y ?? 0) + 14 };
    const session = await page.context().newCDPSession(page);
    await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
    await page.getByRole('menu', { name: 'This row' }).waitFor();
    await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await session.detach();
  }
});
