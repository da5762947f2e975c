import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, standardHeaders, type WindowBed } from '../support/window-bed.ts';
import { post } from '../support/window-traffic.ts';

const LIMIT_BYTES = 2048;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const BODY = '{"type":"order.created","total":1999}';

/** What the window says beside a figure or a failure, and where it leads from there. */
describe.skipIf(requirePart('chromium').isMissing)('failures and counts in words', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed({ hasDemo: false });
    await bed.server.control('/api/settings', {
      method: 'PATCH',
      json: { capture_limit_bytes: LIMIT_BYTES },
    });
    await post(bed.server, '/api/inboxes', {
      path: '/in/signed',
      name: 'signed',
      dialect: 'standard',
      secrets: [SECRET],
    });
    for (const path of ['/a/1', '/a/2', '/b/1', '/b/2', '/b/3']) {
      await send(path, '{}');
    }
    await send('/long', 'x'.repeat(LIMIT_BYTES * 3));
  });
  afterAll(() => bed?.close());

  const send = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(bed.server.urls.receiver + path, { method: 'POST', body, headers });
  const newest = async (path: string) =>
    (await bed.server.control(`/api/captures?limit=1&filter=path:${path}`)).json.items[0];
  const rows = () => bed.page.locator('[data-row-id]');

  it('a filtered list says of how many, an unfiltered one only how many', async () => {
    const { total } = (await bed.server.control('/api/captures?limit=1')).json;
    await bed.open('/inbox?filter=path:/a/*');
    await bed.page.getByText(`2 of ${total}`, { exact: true }).waitFor();
    await bed.open('/inbox');
    await rows().nth(4).waitFor();
    await bed.page.getByText(String(total), { exact: true }).first().waitFor();
    expect(await bed.page.getByText(/^\d+ of \d+$/).count()).toBe(0);
  });

  it('a body that was cut says where, and that its signature cannot be checked', async () => {
    const note = bed.page.getByText(/^Body cut at/);
    await bed.open(`/inbox/${(await newest('/long')).id}`);
    await note.waitFor();
    await expect
      .poll(() => note.innerText())
      .toBe('Body cut at 2 KB. The signature cannot be checked.');
    await bed.open(`/inbox/${(await newest('/a/1')).id}`);
    await bed.page.getByRole('tab').first().waitFor();
    expect(await note.count()).toBe(0);
  });

  it('a delivery says at which of its planned attempts it is', async () => {
    const { id } = await post(bed.server, '/api/subscriptions', {
      url: 'http://127.0.0.1:9/nobody',
      event_types: ['order.created'],
      policy: { schedule: { kind: 'list', delays_ms: [0, 50, 3_600_000, 3_600_000] }, jitter: 0 },
    });
    await post(bed.server, '/api/events', { event: 'order.created', data: {} });
    const delivery = async () => {
      const { json } = await bed.server.control('/api/deliveries?filter=event:order.created');
      return json.items.find((one: { subscription_id: string }) => one.subscription_id === id);
    };
    await expect.poll(async () => (await delivery())?.attempts).toBe(2);
    await bed.open(`/deliveries/${(await delivery()).id}`);
    await bed.page.getByRole('heading', { name: /attempt 2 of 4/ }).waitFor();
  });

  it('the line of what was tried opens on the variant that fits, or on all that did not', async () => {
    const opened = async (sent: string, signedText: string, secret: string) => {
      await send('/in/signed', sent, standardHeaders(sent, { secret, signedText }));
      await bed.open(`/inbox/${(await newest('/in/signed')).id}?tab=signature`);
      const line = bed.page.locator('summary').filter({ hasText: /^Tried [\d,]+ variants/ });
      const inside = line.locator('xpath=..').locator('li, p');
      await line.waitFor();
      expect(await inside.first().isVisible()).toBe(false);
      await line.click();
      return [await line.innerText(), await inside.first().innerText()];
    };
    const [hit, which] = await opened(`${BODY}\n`, BODY, SECRET);
    expect(hit).toMatch(/1 matches\.$/);
    expect(which).toContain('The body has one extra newline');
    const stranger = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    const [miss, families] = await opened(BODY, BODY, stranger);
    expect(miss).toMatch(/none matches\.$/);
    expect(families).toMatch(/^Tried: every known secret/);
  });

  it('a full disk leads to where space is freed', async () => {
    const { page } = bed;
    await page.route('**/api/state', async (route) => {
      const answer = await route.fetch();
      const state = await answer.json();
      await route.fulfill({
        response: answer,
        json: { ...state, storage: { ...state.storage, is_full: true } },
      });
    });
    await bed.open('/inbox');
    await page.getByText('Disk is full: new requests are answered but not stored.').waitFor();
    await page.getByRole('link', { name: 'Free space' }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/settings/storage');
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
