import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

describe.skipIf(requirePart('chromium').isMissing)('what interrupts whoever listens', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed({ hasDemo: false });
  });
  afterAll(() => bed?.close());

  it('a burst that is broken off is said at once, on whatever screen one is', async () => {
    const { page, server } = bed;
    const { json: own } = await server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${server.urls.receiver}/own`, event_types: ['*'], name: 'own' },
    });
    await bed.open('/inbox');
    // The window has seen it run: what ended before that is no news.
    const seen = page.waitForResponse(
      async (answer) =>
        /\/api\/bursts$/.test(answer.url()) && (await answer.text()).includes('"sending"'),
    );
    const { json } = await server.control('/api/bursts', {
      method: 'POST',
      json: { event_type: 'order.created', count: 5_000, rate_per_s: 20, subscription_id: own.id },
    });
    const sent = async () => (await server.control(`/api/bursts/${json.id}`)).json.sent;
    await expect.poll(sent).toBeGreaterThan(0);
    await seen;
    const alerts = () => page.getByRole('alert').allInnerTexts();
    expect((await alerts()).join('')).toBe('');
    await server.control(`/api/subscriptions/${own.id}`, { method: 'DELETE' });
    await expect
      .poll(alerts)
      .toContain('The burst was aborted. The subscription takes nothing any more.');
    expect(bed.faults).toEqual([]);
  });

  it('one that is done, or was stopped by hand, does not interrupt', async () => {
    const { page, server } = bed;
    const { json: own } = await server.control('/api/subscriptions', {
      method: 'POST',
      json: { url: `${server.urls.receiver}/own`, event_types: ['*'], name: 'own' },
    });
    await bed.open('/inbox');
    const { json } = await server.control('/api/bursts', {
      method: 'POST',
      json: { event_type: 'order.created', count: 5_000, rate_per_s: 20, subscription_id: own.id },
    });
    await server.control(`/api/bursts/${json.id}`, { method: 'DELETE' });
    const state = async () => (await server.control(`/api/bursts/${json.id}`)).json.state;
    await expect.poll(state).toBe('stopped');
    await bed.open('/burst');
    await page
      .getByText(/stopped/i)
      .first()
      .waitFor();
    expect((await page.getByRole('alert').allInnerTexts()).join('')).toBe('');
  });
});
