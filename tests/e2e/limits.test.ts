import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, standardHeaders, type WindowBed } from '../support/window-bed.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe.skipIf(requirePart('chromium').isMissing)('the window at its limits', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    const inbox = { path: '/in/shop', name: 'shop', dialect: 'standard', secrets: [SECRET] };
    await bed.server.control('/api/inboxes', { method: 'POST', json: inbox });
  });
  afterAll(() => bed?.close());

  const send = (path: string, body: string, headers: Record<string, string> = {}) =>
    fetch(`${bed.server.urls.receiver}${path}`, { method: 'POST', headers, body });
  const total = async (filter: string) => {
    const query = new URLSearchParams({ filter, limit: '1' });
    return (await bed.server.control(`/api/captures?${query}`)).json.total as number;
  };

  it('9: a body of 10 MB opens with its first part, and the window goes on', async () => {
    const { page } = bed;
    const line = '{"id":9007199254740993123,"name":"Käse 🧀"}';
    const count = Math.ceil((10 * 1024 * 1024) / (line.length + 2));
    await send('/big', `[${Array.from({ length: count }, () => line).join(',\n')}]`);
    await bed.open('/inbox');
    await page.getByRole('row').filter({ hasText: '/big' }).click();
    await page.getByRole('tab', { name: 'Raw' }).click();
    const raw = page.getByRole('region', { name: 'Body, as sent' });
    await expect.poll(() => raw.innerText()).toContain('9007199254740993123');
    await page.getByRole('button', { name: /Show all 1\d(\.\d)? MB/ }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('15: three filters are three chips, with the right rows and the exact count', async () => {
    const { page } = bed;
    const body = JSON.stringify({ event: 'payment_failed', data: {} });
    const good = standardHeaders(body, { secret: SECRET });
    const rule = { name: 'busy', when: { path: '/in/shop' }, action: { answer: { status: 503 } } };
    await bed.server.control('/api/rules', { method: 'POST', json: rule });
    for (const sent of [body, `${body}\n`, `${body}\n`, `${body} `]) {
      await send('/in/shop', sent, good);
    }
    const filter = 'event:payment_* status:5xx sig:bad';
    expect(await total(filter)).toBe(3);
    await bed.open('/inbox');
    await page.keyboard.press('/');
    await page.keyboard.type(`${filter} `);
    for (const token of filter.split(' ')) {
      await page.getByRole('button', { name: `Remove ${token}` }).waitFor();
    }
    const rows = page.locator('[data-row-id]');
    await expect.poll(() => rows.count()).toBe(3);
    await expect.poll(() => rows.filter({ hasText: 'invalid' }).count()).toBe(3);
  });

  it('the list previews the highlighted suggestion, and Escape brings the rest back', async () => {
    const { page } = bed;
    await bed.open('/inbox');
    const rows = page.locator('[data-row-id]');
    await rows.nth(3).waitFor();
    const before = await rows.count();
    const address = page.url();
    await page.keyboard.press('/');
    await page.keyboard.type('status:503');
    await page.keyboard.press('ArrowDown');
    const shown = async () => ({
      others: await rows.filter({ hasNotText: '503' }).count(),
      hasSome: (await rows.count()) > 0,
    });
    await expect.poll(shown).toEqual({ others: 0, hasSome: true });
    expect(page.url()).toBe(address);
    await page.keyboard.press('Escape');
    await expect.poll(() => rows.count()).toBe(before);
    await page.getByRole('combobox', { name: /^Filter/ }).fill('');
  });

  it('40: a link opens the exact row, tab and filter, and triggers nothing', async () => {
    const { page, server } = bed;
    const { json } = await server.control('/api/captures?filter=sig:bad&limit=1');
    const { id, number } = json.items[0];
    const before = (await server.control('/api/ledger')).json;
    await bed.open(`/inbox/${id}?tab=headers&filter=sig%3Abad`);
    await page.getByRole('table', { name: 'Headers in wire order and case' }).waitFor();
    await page.getByRole('button', { name: 'Remove sig:bad' }).waitFor();
    expect(await page.getByRole('row', { selected: true }).innerText()).toContain(String(number));
    expect((await server.control('/api/ledger')).json).toEqual(before);
  });

  it('10, 11: a selected row and the scroll stay put while 1,000 rows arrive', async () => {
    const { page } = bed;
    await bed.open('/inbox');
    const row = page.locator('[data-row-id]').nth(2);
    const id = await row.getAttribute('data-row-id');
    await row.click();
    // With the inspector beside it the list is narrower.
    await page.locator('[data-inspector]').getByRole('tab').first().waitFor();
    const chosen = page.locator(`[data-row-id="${id}"]`);
    const before = await chosen.boundingBox();
    for (let sent = 0; sent < 1000; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, at) => send(`/many/${sent + at}`, '{}')));
    }
    await page.getByRole('button', { name: /1,000 new/ }).waitFor();
    expect(await chosen.boundingBox()).toEqual(before);
    expect(await chosen.getAttribute('aria-selected')).toBe('true');
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults).toEqual([]);
  });
});
