import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

/** Undo brings back what was there as it was: in its place, and chosen. */
describe.skipIf(requirePart('chromium').isMissing)('undoing what was deleted', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    for (let index = 0; index < 8; index += 1) {
      await fetch(`${bed.server.urls.receiver}/undo/${index}`, { method: 'POST', body: '{}' });
    }
    await bed.open('/inbox?filter=path:/undo/*');
    await bed.page.getByRole('row').nth(8).waitFor();
  });
  afterAll(() => bed?.close());

  const rows = () => bed.page.getByRole('row').filter({ hasText: '/undo/' });
  const paths = async () =>
    (await rows().allInnerTexts()).map((text) => /\/undo\/\d/.exec(text)?.[0]);
  const chosen = async () =>
    (await bed.page.getByRole('row', { selected: true }).allInnerTexts()).map(
      (text) => /\/undo\/\d/.exec(text)?.[0],
    );
  const stored = async () =>
    (await bed.server.control('/api/captures?filter=path:/undo/*')).json.total;

  it('24: Control+Z puts a deleted row back into its place and chooses it', async () => {
    const before = await paths();
    await rows().nth(3).click();
    const address = bed.page.url();
    await bed.page.keyboard.press('Delete');
    await expect.poll(paths).toEqual(before.toSpliced(3, 1));
    // Focus went on to the next row: the keyboard does not lose its place.
    await expect.poll(chosen).toEqual([before[4]]);
    await bed.page
      .getByText(/^Deleted/)
      .first()
      .waitFor();
    await bed.page.keyboard.press('Control+z');
    await expect.poll(paths).toEqual(before);
    await expect.poll(chosen).toEqual([before[3]]);
    expect(bed.page.url()).toBe(address);
    expect(await stored()).toBe(8);
  });

  it('24: Control+Z means the deletion whose answer has not come yet, not the one before', async () => {
    const before = await paths();
    await rows().nth(6).click();
    await bed.page.keyboard.press('Delete');
    await bed.page.getByText('Deleted 1 request.').first().waitFor();
    await expect.poll(paths).toEqual(before.toSpliced(6, 1));
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await bed.page.route('**/api/captures/delete', async (route) => {
      const response = await route.fetch();
      await held;
      await route.fulfill({ response });
    });
    await rows().nth(1).click();
    await bed.page.keyboard.press('Delete');
    await expect.poll(stored).toBe(6);
    await bed.page.keyboard.press('Control+z');
    // Whatever it did has been done once the page has answered.
    await bed.page.evaluate(() => new Promise(requestAnimationFrame));
    answer();
    await expect.poll(paths).toEqual(before.toSpliced(6, 1));
    await bed.page.unroute('**/api/captures/delete');
    await bed.page.keyboard.press('Control+z');
    await expect.poll(paths).toEqual(before);
  });

  it('24: clearing all that the filter matches is undone the same way, and done again', async () => {
    const before = await paths();
    await bed.page.getByRole('grid').focus();
    await bed.page.keyboard.press('Control+a');
    await bed.page.getByText('8 selected').waitFor();
    await bed.page.keyboard.press('Delete');
    await expect.poll(stored).toBe(0);
    await bed.page.getByText('Deleted 8 requests.').first().waitFor();
    await bed.page.keyboard.press('Control+z');
    await expect.poll(paths).toEqual(before);
    await expect.poll(async () => (await chosen()).length).toBe(8);
    await bed.page.keyboard.press('Control+Shift+z');
    await expect.poll(stored).toBe(0);
    await bed.page.keyboard.press('Control+z');
    await expect.poll(stored).toBe(8);
  });
});
