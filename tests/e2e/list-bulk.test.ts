import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const MANY = 260;

describe.skipIf(requirePart('chromium').isMissing)('several rows at once', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    for (let sent = 0; sent < MANY; sent += 20) {
      await Promise.all(Array.from({ length: 20 }, (_, at) => send(`/many/${sent + at}`)));
    }
    await send('/one');
  });
  afterAll(() => bed?.close());

  const send = (path: string) =>
    fetch(bed.server.urls.receiver + path, { method: 'POST', body: '{"a":1}' });
  const total = async (filter: string) =>
    (await bed.server.control(`/api/captures?${new URLSearchParams({ filter, limit: '1' })}`)).json
      .total as number;
  const rows = () => bed.page.locator('[data-row-id]');

  it('⇧ extends, and star acts on all of them, with Undo', async () => {
    const { page } = bed;
    await bed.open('/inbox?filter=path:/many');
    await rows().nth(1).click();
    await rows()
      .nth(4)
      .click({ modifiers: ['Shift'] });
    await page.getByText('4 selected').waitFor();
    await page.keyboard.press('s');
    await expect.poll(() => total('is:starred')).toBe(4);
    await expect.poll(() => page.getByLabel('starred').count()).toBe(4);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => total('is:starred')).toBe(0);
    // The notice stays for as long as the pointer is on it, and leaves the bar of the selection free.
    await page.getByLabel('Notice').waitFor();
    const overlapPx = async () => {
      const notice = await page.getByLabel('Notice').boundingBox();
      const bar = await page.locator('[data-bulk-bar]').boundingBox();
      return (notice?.y ?? 0) + (notice?.height ?? 0) - (bar?.y ?? 0);
    };
    await expect.poll(overlapPx).toBeLessThanOrEqual(0);
  });

  it('Select all means all that the filter matches, loaded or not, and nothing that comes later', async () => {
    const { page } = bed;
    await page.getByRole('button', { name: `Select all ${MANY}` }).click();
    await page.getByText(`${MANY} selected`).waitFor();
    await send('/many/late');
    await expect.poll(() => total('path:/many')).toBe(MANY + 1);
    await page.getByRole('button', { name: 'More for the selection' }).click();
    await page.getByRole('menuitem', { name: 'Mark as seen' }).click();
    await expect.poll(() => total('path:/many is:unseen')).toBe(1);
    expect(await bed.axe()).toEqual([]);
    await page.getByRole('grid').focus();
    await page.keyboard.press('Delete');
    await page.getByText(`Deleted ${MANY} requests.`).first().waitFor();
    await expect.poll(() => total('path:/many')).toBe(1);
    expect(await total('path:/one')).toBe(1);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => total('path:/many')).toBe(MANY + 1);
  });

  it('⌘A selects what the filter matches; another filter does not widen it', async () => {
    const { page } = bed;
    await bed.open('/inbox?filter=path:/many/1');
    await rows().nth(1).waitFor();
    const matched = await total('path:/many/1');
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+a');
    await page.getByText(`${matched} selected`).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText(/\d+ selected/).count()).toBe(0);
  });

  it('exports the selection to a file with credentials masked', async () => {
    const { page } = bed;
    await rows().nth(0).click();
    await rows()
      .nth(2)
      .click({ modifiers: ['Shift'] });
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'HAR' }).click();
    const path = await (await download).path();
    const har = JSON.parse(await readFile(path, 'utf8'));
    expect(har.log.entries).toHaveLength(3);
    await page.getByText('Exported 3 requests (credentials masked).').first().waitFor();
  });

  it('replays all of them once', async () => {
    const { page, server } = bed;
    await server.control('/api/settings', {
      method: 'PATCH',
      json: { forward_urls: [`${server.urls.receiver}/again`] },
    });
    await page.getByRole('grid').focus();
    const before = await total('path:/again');
    await page.keyboard.press('r');
    await page.getByText('Replayed 3 requests, all answered 2xx.').first().waitFor();
    await expect.poll(() => total('path:/again')).toBeGreaterThanOrEqual(before + 3);
  });

  it('threw nothing and broke no policy on the way', () => {
    // What was being read while it was deleted is not there any more.
    expect(bed.faults.filter((text) => !/status of 404/.test(text))).toEqual([]);
  });
});
