import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { focusOf, keyboardPerson } from '../support/keyboard-person.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, standardHeaders, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');

const SECRET = 'whsec_bG9jYWwgdGVzdCBrZXkgb2YgMzIgYnl0ZXMgISEh';
const BODY = '{"type":"order.created","total":1999}';

/** More stops than any screen has, twice. */
const MAX_STOPS = 500;

/** The five jobs of the design, each without a mouse; the tests go on from one another. */
describe.skipIf(chromium.isMissing)('18: the five jobs by keyboard alone', () => {
  let bed: WindowBed;
  let page: Page;
  let person: ReturnType<typeof keyboardPerson>;

  beforeAll(async () => {
    bed = await openWindowBed();
    page = bed.page;
    await bed.server.control('/api/inboxes', {
      method: 'POST',
      json: { path: '/in/orders', name: 'orders', dialect: 'standard', secrets: [SECRET] },
    });
  });

  beforeEach(() => {
    person = keyboardPerson(page);
  });

  afterAll(async () => {
    expect(bed?.faults).toEqual([]);
    await bed?.close();
  });

  const heading = (name: string | RegExp) => page.getByRole('heading', { name, level: 1 });

  it('J1: a signed event from end to end is two keys on a fresh profile', async () => {
    await expect.poll(async () => (await person.focus()).name).toMatch(/^Fire payment_received/);
    await person.press('Enter');
    await page.getByText('signature valid').or(page.getByText('valid')).first().waitFor();
    await person.press('t');
    await heading('Trace').waitFor();
    await page
      .getByRole('region', { name: /Captured/ })
      .getByText('signature valid')
      .waitFor();
    expect(person.takeKeys()).toEqual(['Enter', 't']);
    expect(person.unseen()).toEqual([]);
  });

  it('J1, without knowing the key: Tab leads from the button to View trace', async () => {
    await bed.open('/');
    await person.moveTo(/^Fire payment_received/);
    await person.moveTo(/^View trace/);
    await person.press('Enter');
    await heading('Trace').waitFor();
    expect(person.unseen()).toEqual([]);
  });

  it('J2: a pasted URL is subscribed and fired at with the paste and three keys', async () => {
    await bed.open('/');
    const url = `${bed.server.urls.receiver}/in/by-keyboard`;
    await page.evaluate((text) => navigator.clipboard.writeText(text), url);
    await person.press('Control+k', 'Control+v');
    await page.getByRole('option', { name: /^Subscribe this URL/ }).waitFor();
    await person.press('Enter');
    await page.waitForURL(/\/subscriptions\/sub_/);
    await page.getByRole('region', { name: 'Subscription' }).waitFor();
    await person.press('f');
    await page
      .getByText(/delivered, status 2\d\d, [\d.]+ ?ms/)
      .first()
      .waitFor();
    expect(person.takeKeys().filter((key) => key !== 'Control+v')).toEqual([
      'Control+k',
      'Enter',
      'f',
    ]);
    expect(person.unseen()).toEqual([]);
  });

  it('J2: status, duration, answer and retries of that delivery are a few keys further', async () => {
    await person.press('g', 'd');
    await heading('Deliveries').waitFor();
    await expect.poll(async () => (await person.focus()).role).toBe('grid');
    await page.locator('[data-row-id]').first().waitFor();
    await person.press('j');
    const inspector = page.getByRole('region', { name: 'Delivery' });
    await inspector.getByRole('tab', { name: 'Response' }).waitFor();
    await person.press('Enter');
    await expect.poll(async () => (await person.focus()).role).toBe('tab');
    await inspector.getByText('204').first().waitFor();
    await person.press('Escape');
    expect(person.unseen()).toEqual([]);
  });

  it('J3: the red row opens on the cause of its failure, the fix is there', async () => {
    await bed.open('/');
    await fetch(`${bed.server.urls.receiver}/in/orders`, {
      method: 'POST',
      headers: standardHeaders(`${BODY}\n`, { secret: SECRET, signedText: BODY }),
      body: `${BODY}\n`,
    });
    await person.press('g', 'i');
    await heading('Inbox').waitFor();
    await expect.poll(async () => (await person.focus()).role).toBe('grid');
    await page.getByRole('row').filter({ hasText: 'invalid' }).waitFor();
    person.takeKeys();
    await person.press('ArrowDown');
    const signature = page.getByRole('tab', { name: /^Signature/ });
    await expect.poll(() => signature.getAttribute('aria-selected')).toBe('true');
    await page.getByText('The body has one extra newline').first().waitFor();
    expect(person.takeKeys()).toEqual(['ArrowDown']);

    await person.press('Enter');
    await expect.poll(async () => (await person.focus()).name).toMatch(/^Signature/);
    await person.moveTo(/^Show fix for Node/);
    await person.press('Enter');
    await page.getByRole('region', { name: 'Code' }).getByText('createHmac').first().waitFor();
    expect(person.unseen()).toEqual([]);
  });

  it('J4: each further run of a captured request is one key', async () => {
    await bed.open('/inbox');
    await page.getByRole('row').filter({ hasText: 'valid' }).last().waitFor();
    await person.moveTo(/^Requests$/);
    await person.press('End');
    await page.getByRole('region', { name: 'Request' }).waitFor();
    await person.press('Shift+R');
    await page.getByRole('tab', { name: 'Replay', selected: true }).waitFor();
    await person.moveTo(/^Send to$/);
    await page.keyboard.insertText(`${bed.server.urls.receiver}/in/replayed`);
    await person.press('Enter');
    const toast = page.getByRole('region', { name: 'Notice' });
    const replayed = async () => {
      const query = new URLSearchParams({ filter: 'path:/in/replayed', limit: '1' });
      return (await bed.server.control(`/api/captures?${query}`)).json.total as number;
    };
    await expect.poll(replayed).toBe(1);
    await person.moveTo(/^Requests$/, 'Shift+Tab');
    person.takeKeys();
    for (const run of [2, 3, 4]) {
      await person.press('r');
      await expect.poll(replayed).toBe(run);
    }
    expect(person.takeKeys()).toEqual(['r', 'r', 'r']);
    await toast.waitFor();
    await person.press('F8');
    await expect.poll(async () => (await person.focus()).name).toBe('Show');
    expect(person.unseen()).toEqual([]);
  });

  it('J5: the response bar and the burst are reached by letters and Enter', async () => {
    await bed.open('/');
    await person.press('g', 'i');
    await heading('Inbox').waitFor();
    await expect.poll(async () => (await person.focus()).role).toBe('grid');
    await person.moveTo(/^Fail first 2$/, 'Shift+Tab');
    await person.press('Enter');
    const failFirst = page.getByRole('button', { name: 'Fail first 2' });
    await expect.poll(() => failFirst.getAttribute('aria-pressed')).toBe('true');
    await person.press('Control+z');
    await expect.poll(() => failFirst.getAttribute('aria-pressed')).toBe('false');

    person.takeKeys();
    await person.press('g', 'b');
    await heading('Burst').waitFor();
    await expect.poll(async () => (await person.focus()).name).toMatch(/^Start/);
    await person.press('Enter');
    await page.getByRole('status').filter({ hasText: 'Sending' }).waitFor();
    expect(person.takeKeys()).toEqual(['g', 'b', 'Enter']);
    await person.moveTo(/^Stop$/);
    await person.press('Enter');
    await page
      .getByText(/^Stopped after/)
      .first()
      .waitFor();
    expect(person.unseen()).toEqual([]);
  });

  it.each([
    '/',
    '/subscriptions',
    '/events?type=payment_received',
    '/deliveries',
    '/inbox',
    '/rules/new',
    '/traces',
    '/burst',
    '/docs',
    '/settings/shortcuts',
  ])('Tab goes round on %s: focus is always seen and never held', async (path) => {
    await bed.open(path);
    await page.waitForFunction(() => document.querySelector('main h1'));
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    const names: string[] = [];
    const unseen: string[] = [];
    for (let step = 0; step < MAX_STOPS; step += 1) {
      await page.keyboard.press('Tab');
      const focus = await focusOf(page);
      names.push(focus.name);
      // Twice at the first stop: everything lies between.
      if (names.filter((name) => name === 'Skip to content').length === 2) {
        break;
      }
      if (!focus.isVisible) {
        unseen.push(`${focus.role} ${focus.name}`);
      }
    }
    expect(unseen).toEqual([]);
    expect(names.length).toBeLessThan(MAX_STOPS);
    expect(names).toContain('Back');
  });
});
