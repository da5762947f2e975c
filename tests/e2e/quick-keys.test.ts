import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { quickKeys } from '../support/quick-keys.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const WIDTHS = [1280, 1000, 800];

/** A key acts on what the key before it left, however busy the computer and however slim the window. */
describe.skipIf(requirePart('chromium').isMissing)('keys one right after the other', () => {
  let bed: WindowBed;
  let keys: Awaited<ReturnType<typeof quickKeys>>;
  beforeAll(async () => {
    bed = await openWindowBed();
    for (let index = 0; index < 12; index += 1) {
      await fetch(`${bed.server.urls.receiver}/quick/${index}`, { method: 'POST', body: '{}' });
    }
  });
  afterAll(() => bed?.close());
  beforeEach(async () => {
    keys = await quickKeys(bed.page, 6);
  });
  afterEach(() => keys.close());

  const rows = () => bed.page.locator('[data-row-id]');
  const idOf = (index: number) => rows().nth(index).getAttribute('data-row-id');
  const stored = async () =>
    (await bed.server.control('/api/captures?filter=path:/quick/*')).json.total;
  const toList = async (width: number) => {
    await bed.page.setViewportSize({ width, height: 800 });
    await bed.open('/inbox?filter=path:/quick/*');
    await rows().nth(4).waitFor();
    await bed.page.getByRole('grid').focus();
  };
  const drawn = () =>
    bed.page.evaluate(
      () =>
        new Promise((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(resolve));
        }),
    );

  for (const width of WIDTHS) {
    it(`D compares the two that ⇧↓ has just chosen, at ${width} px`, async () => {
      await toList(width);
      const [newer, older] = [await idOf(0), await idOf(1)];
      await keys.press('Home', 'Shift+ArrowDown', 'd');
      await bed.page.getByRole('heading', { name: 'Compare', level: 1 }).waitFor();
      expect(bed.page.url()).toContain(`left=${older}&right=${newer}`);
    });

    it(`frames between the keys take nothing from the list, at ${width} px`, async () => {
      await toList(width);
      const [newer, older] = [await idOf(0), await idOf(1)];
      for (const chord of ['Home', 'Shift+ArrowDown', 'd']) {
        await keys.press(chord);
        await drawn();
      }
      await bed.page.getByRole('heading', { name: 'Compare', level: 1 }).waitFor();
      expect(bed.page.url()).toContain(`left=${older}&right=${newer}`);
    });
  }

  it('where one pane has room, arrows stay in the list, ⏎ opens and Back leads back to it', async () => {
    const { page } = bed;
    await toList(800);
    const third = await idOf(2);
    for (const chord of ['Home', 'ArrowDown', 'ArrowDown']) {
      await keys.press(chord);
      await drawn();
    }
    await expect.poll(() => page.url()).toContain(`/inbox/${third}`);
    expect(await page.getByRole('grid').isVisible()).toBe(true);
    await keys.press('Enter');
    const tab = page.getByRole('tab', { selected: true });
    await tab.waitFor();
    await expect.poll(() => tab.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.getByRole('button', { name: 'Back to Inbox' }).click();
    const grid = page.getByRole('grid');
    await expect.poll(() => grid.evaluate((one) => one === document.activeElement)).toBe(true);
  });

  it('⌘ and ⇧ with the mouse choose several there, and their bar is in sight', async () => {
    const { page } = bed;
    await toList(800);
    await rows()
      .nth(1)
      .click({ modifiers: ['Control'] });
    await rows()
      .nth(3)
      .click({ modifiers: ['Shift'] });
    await page.getByText('3 selected').waitFor();
    expect(await page.getByRole('button', { name: 'Compare' }).isVisible()).toBe(true);
  });

  it('Delete takes what ⇧↓ has just chosen, and nothing else', async () => {
    await toList(1280);
    const gone = [await idOf(0), await idOf(1)];
    await keys.press('Home', 'Shift+ArrowDown', 'Delete');
    await expect.poll(stored).toBe(10);
    const { json } = await bed.server.control('/api/captures?filter=path:/quick/*');
    expect(json.items.filter(({ id }: { id: string }) => gone.includes(id))).toEqual([]);
  });

  it('threw nothing and broke no policy on the way', () => {
    // What was being read while it was deleted is not there any more.
    expect(bed.faults.filter((text) => !/status of 404/.test(text))).toEqual([]);
  });
});
