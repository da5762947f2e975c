import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

/** More than a window loads at once. */
const MANY = 700;

describe.skipIf(requirePart('chromium').isMissing)('values that the filter suggests', () => {
  let bed: WindowBed;
  const asked: string[] = [];
  beforeAll(async () => {
    bed = await openWindowBed({ hasDemo: false });
    for (let sent = 0; sent < MANY; sent += 20) {
      await Promise.all(
        Array.from({ length: 20 }, (_, at) => send(sent + at < 7 ? '/rare' : `/often?${sent}`)),
      );
    }
    bed.page.on('request', (request) => {
      if (request.url().includes('/api/filter-values')) {
        asked.push(new URL(request.url()).search);
      }
    });
  });
  afterAll(() => bed?.close());

  const send = (path: string) =>
    fetch(bed.server.urls.receiver + path, { method: 'POST', body: '{}' });
  const option = (token: string) => bed.page.getByRole('option', { name: token });

  it('come with counts of everything stored, not of what is loaded', async () => {
    const { page } = bed;
    await bed.open('/inbox');
    await page.locator('[data-row-id]').nth(3).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('path:');
    await expect.poll(() => option('path:/often').innerText()).toMatch(/\b693\b/);
    await expect.poll(() => option('path:/rare').innerText()).toMatch(/\b7\b/);
    expect(await bed.axe()).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('[data-row-id]').count()).toBe(7);
  });

  it('are asked for once someone stops typing, with what is typed', async () => {
    const { page } = bed;
    await bed.open('/inbox');
    await page.locator('[data-row-id]').nth(3).waitFor();
    await page.keyboard.press('/');
    asked.length = 0;
    // One key right after the other, whatever the computer has to do besides.
    await page.getByRole('combobox', { name: 'Filter requests' }).evaluate((field) => {
      const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
      for (let length = 1; length <= 'path:rar'.length; length += 1) {
        setValue?.call(field, 'path:rar'.slice(0, length));
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
    });
    await option('path:/rare').waitFor();
    await expect.poll(() => asked.at(-1)).toContain('text=rar');
    // Not one for each key: those in between were never sent.
    expect(asked.length).toBeLessThan(4);
    await page.keyboard.press('Escape');
  });

  it('an arrow pressed before they are there chooses the first of them', async () => {
    const { page } = bed;
    await bed.open('/inbox');
    await page.locator('[data-row-id]').nth(3).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('path:ra');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => option('path:/rare').getAttribute('aria-selected')).toBe('true');
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
