import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLOATING_SCENES } from '../support/floating-scenes.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { FILLED_SCENES } from '../support/window-scenes.ts';
import { fillServer } from '../support/window-traffic.ts';

const SCENES = [...FILLED_SCENES, ...FLOATING_SCENES];

/** A window of 1280 × 1024 at 400 %. */
const ZOOMED = { width: 320, height: 256 };

describe.skipIf(requirePart('chromium').isMissing)('320 px wide, as at 400 % zoom', () => {
  let bed: WindowBed;
  let traffic: { close(): Promise<unknown> } | undefined;
  beforeAll(async () => {
    bed = await openWindowBed();
    traffic = await fillServer(bed.server);
    await bed.page.setViewportSize(ZOOMED);
  });
  afterAll(async () => {
    await bed?.close();
    await traffic?.close();
  });

  it.each(SCENES)('38: $name', async ({ path, act }) => {
    await bed.open(path);
    await bed.page.getByText('Server ready').waitFor();
    await act?.(bed.page);
    const width = () => bed.page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(width).toBe(ZOOMED.width);
    expect(await lostActs(bed.page)).toEqual([]);
  });

  it('an open row has the place of the list and of its head; the way back brings both again', async () => {
    const { page } = bed;
    await bed.open('/inbox?filter=sig:bad');
    const newest = page.locator('[data-row-id]').first();
    await page.getByLabel('Answers').waitFor();
    await newest.click();
    await page.locator('[data-inspector]').waitFor();
    expect(await page.getByLabel('Answers').isVisible()).toBe(false);
    expect(await page.getByRole('heading', { name: 'Inbox', level: 1 }).count()).toBe(1);
    await page.getByRole('button', { name: 'Back to Inbox' }).click();
    await newest.waitFor();
    expect(await page.getByLabel('Answers').isVisible()).toBe(true);
  });

  it('several rows are picked in the list, where what is done with them stands', async () => {
    const { page } = bed;
    await bed.open('/inbox?filter=sig:bad');
    const rows = page.locator('[data-row-id]');
    await rows.first().click({ modifiers: ['Control'] });
    await rows.nth(1).click({ modifiers: ['Control'] });
    const compare = page.getByRole('button', { name: /^Compare/ });
    await compare.waitFor();
    expect(await page.locator('[aria-selected=true]').count()).toBe(2);
    expect(await page.locator('[data-inspector]').count()).toBe(0);
    await rows.first().click();
    await page.locator('[data-inspector]').waitFor();
    expect(await compare.isVisible()).toBe(false);
  });

  it('of many attempts the one that is told is in view', async () => {
    const { page } = bed;
    await bed.open('/deliveries?filter=status:503');
    await page.locator('[data-row-id]').first().click();
    const timeline = page.getByRole('list', { name: /^Attempts/ });
    await timeline.getByRole('button').nth(1).waitFor();
    const isInView = () =>
      timeline.evaluate((box) => {
        const chosen = box.querySelector('[aria-pressed=true]')?.getBoundingClientRect();
        const room = box.getBoundingClientRect();
        return chosen !== undefined && chosen.left >= room.left && chosen.right <= room.right + 1;
      });
    await expect.poll(isInView).toBe(true);
  });
});

/** Controls that scrolling up and down does not bring into view. Data grids and code may scroll sideways. */
function lostActs(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const SCROLLS_SIDEWAYS = '[role=grid], [role=treegrid], [role=region][tabindex], pre, table';
    const modal = document.querySelector('[role=dialog]');
    const controls = (modal ?? document.body).querySelectorAll<HTMLElement>(
      'button, a[href], input, select, textarea, [role=tab], [role=menuitem]',
    );
    return (
      [...controls]
        .filter((control) =>
          control.checkVisibility({ checkOpacity: true, visibilityProperty: true }),
        )
        .filter((control) => control.closest(SCROLLS_SIDEWAYS) === null)
        // Skip links come into view with the focus.
        .filter((control) => !control.innerText.startsWith('Skip to'))
        .filter(
          (control) =>
            !control.className.includes('-top-') && !control.className.includes('sr-only'),
        )
        .filter((control) => {
          control.scrollIntoView({ block: 'center', inline: 'nearest' });
          const { left, right, top, bottom, width, height } = control.getBoundingClientRect();
          // Of what is higher than there is room for, a part in view is enough.
          const isAcross = left >= -1 && right <= innerWidth + 1;
          const isDown =
            height > 100 ? top < innerHeight && bottom > 0 : top >= -1 && bottom <= innerHeight + 1;
          return width > 1 && height > 1 && !(isAcross && isDown);
        })
        .map(
          (control) =>
            `${control.tagName} ${control.getAttribute('aria-label') ?? control.innerText}`,
        )
    );
  });
}
