import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unexpectedFaults, violationsOf } from '../support/axe-bed.ts';
import { FLOATING_SCENES } from '../support/floating-scenes.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { FIRST_RUN_SCENES } from '../support/window-scenes.ts';
import { fillServer } from '../support/window-traffic.ts';

/** Dialogs, menus, the palette, suggestions and toasts: each over its screen. */
describe.skipIf(requirePart('chromium').isMissing)('axe, with something over the screen', () => {
  let bed: WindowBed;
  let traffic: { close(): Promise<unknown> } | undefined;
  beforeAll(async () => {
    bed = await openWindowBed();
  });
  afterAll(async () => {
    await bed?.close();
    await traffic?.close();
  });

  it.each(FIRST_RUN_SCENES)('37: finds nothing on $name', async (scene) => {
    expect(await violationsOf(bed, scene)).toEqual([]);
  });

  describe('with the traffic of a week', () => {
    beforeAll(async () => {
      traffic = await fillServer(bed.server);
    });

    it.each(FLOATING_SCENES)('37: finds nothing on $name', async (scene) => {
      expect(await violationsOf(bed, scene)).toEqual([]);
    });
  });

  it('without motion nothing moves: rows arrive and a toast comes at once', async () => {
    const { page } = bed;
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await bed.open('/inbox');
    await page.getByRole('row').nth(2).waitFor();
    await fetch(`${bed.server.urls.receiver}/still`, { method: 'POST', body: '{}' });
    await page.getByRole('row').filter({ hasText: '/still' }).waitFor();
    await page.getByRole('button', { name: 'Fail first 2' }).click();
    await page.getByRole('region', { name: 'Notice' }).waitFor();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  });

  it('the window threw nothing on the way', () => {
    expect(unexpectedFaults(bed)).toEqual([]);
  });
});
