import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

/** Undo of what is configured brings back the very thing, with what never leaves the server. */
describe.skipIf(requirePart('chromium').isMissing)('undoing what was configured', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed({ hasDemo: false });
  });
  afterAll(() => bed?.close());

  const ask = (path: string, method = 'GET', json?: unknown) =>
    bed.server.control(path, { method, json });

  it('24: a removed subscription comes back paused, with its id and what waited for it', async () => {
    const { page, server } = bed;
    const url = `${server.urls.receiver}/kept`;
    const body = { url, event_types: ['payment_received'], name: 'kept' };
    const { id } = (await ask('/api/subscriptions', 'POST', body)).json;
    await ask(`/api/subscriptions/${id}`, 'PATCH', { state: 'paused' });
    await ask('/api/events', 'POST', { event: 'payment_received', data: {} });
    const before = (await ask(`/api/subscriptions/${id}`)).json;
    await bed.open(`/subscriptions/${id}`);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Removed kept.').first().waitFor();
    expect((await ask(`/api/subscriptions/${id}`)).status).toBe(404);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Restored kept. 1 delivery waits again.').first().waitFor();
    expect((await ask(`/api/subscriptions/${id}`)).json).toEqual(before);
    // The address that was open is that of the very subscription.
    await page.getByRole('heading', { name: 'kept' }).waitFor();
    await expect.poll(() => page.getByLabel('State').inputValue()).toBe('paused');
  });

  it('24: Undo of a replaced API key lets the old one in again', async () => {
    const { page, server } = bed;
    const status = async (key: string) =>
      (await server.exposee('/webhooks', { headers: { 'x-api-key': key } })).status;
    const [old, fresh] = ['old-key-of-sixteen-chars', 'new-key-of-sixteen-chars'];
    await ask('/api/settings', 'PATCH', { exposee_api_key: old });
    await bed.open('/settings');
    await page.getByLabel('API key', { exact: true }).fill(fresh);
    await page.getByRole('button', { name: 'Replace the key' }).click();
    await page.getByText('Saved the API key.').first().waitFor();
    expect([await status(old), await status(fresh)]).toEqual([401, 200]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => status(old)).toBe(200);
    expect(await status(fresh)).toBe(401);
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(() => status(fresh)).toBe(200);
    await page.getByRole('button', { name: 'Remove the key' }).click();
    await page.getByText(/Anyone who reaches the exposee/).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText(/Integrators need the key/).waitFor();
    expect(await status(fresh)).toBe(200);
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
