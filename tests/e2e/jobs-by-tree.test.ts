import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { listenToRegions, openSpokenTree } from '../support/spoken-tree.ts';
import { openWindowBed, standardHeaders, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');
const SECRET = 'whsec_bG9jYWwgdGVzdCBrZXkgb2YgMzIgYnl0ZXMgISEh';
const BODY = '{"type":"order.created","total":1999}';

/** The five jobs as a screen reader has them: roles, names, states, and what is said by itself. */
describe.skipIf(chromium.isMissing)('18: the five jobs by a screen reader’s tree', () => {
  let bed: WindowBed;
  let page: Page;
  let tree: Awaited<ReturnType<typeof openSpokenTree>>;

  beforeAll(async () => {
    bed = await openWindowBed();
    page = bed.page;
    tree = await openSpokenTree(page);
    await bed.server.control('/api/inboxes', {
      method: 'POST',
      json: { path: '/in/orders', name: 'orders', dialect: 'standard', secrets: [SECRET] },
    });
  });

  afterAll(async () => {
    expect(bed?.faults).toEqual([]);
    await bed?.close();
  });

  const seen = (role: string, name: RegExp) =>
    expect.poll(() => tree.find(role, name)).toBeDefined();
  const heard = (texts: () => Promise<string[]>, text: RegExp) =>
    expect.poll(async () => (await texts()).join('\n')).toMatch(text);

  it('J1: the button has focus, the outcome is spoken, both sides of the trace are named', async () => {
    const texts = await listenToRegions(page);
    await expect
      .poll(async () => {
        const node = await tree.focused();
        return `${node?.role} ${node?.name}`;
      })
      .toMatch(/^button Fire payment_received/);
    await page.keyboard.press('Enter');
    await heard(
      texts,
      /status: payment_received delivered, status 204, [\d.]+ milliseconds(, signature valid)?\./,
    );
    await seen('link', /^View trace of #\d+/);
    await page.keyboard.press('t');
    await seen('heading', /^Trace$/);
    await seen('region', /Sent/);
    await seen('region', /Captured/);
    await expect.poll(() => page.title()).toMatch(/^#\d+ payment_received, Trace/);
  });

  it('J2: the palette is a combobox that names its results; the subscription says how it does', async () => {
    const texts = await listenToRegions(page);
    await page.keyboard.press('Control+k');
    await seen('dialog', /^Command palette$/);
    await expect.poll(async () => (await tree.focused())?.role).toBe('combobox');
    await page.keyboard.insertText(`${bed.server.urls.receiver}/in/by-tree`);
    await seen('option', /^Subscribe this URL/);
    expect((await tree.find('option', /^Subscribe this URL/))?.properties.selected).toBe(true);
    await page.keyboard.press('Enter');
    await heard(texts, /status: Subscribed\. A ping is on its way\./);
    await seen('region', /^Subscription$/);
    await page.keyboard.press('f');
    await heard(texts, /status: \S+ delivered, status 204/);
  });

  it('J3: the row says its verdict, the tab is selected, the cause and the checks are read', async () => {
    await fetch(`${bed.server.urls.receiver}/in/orders`, {
      method: 'POST',
      headers: standardHeaders(`${BODY}\n`, { secret: SECRET, signedText: BODY }),
      body: `${BODY}\n`,
    });
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await seen('heading', /^Inbox$/);
    const grid = () => tree.find('grid', /^Requests$/);
    await expect.poll(async () => (await grid())?.isFocused).toBe(true);
    await seen('row', /order\.created.*invalid/);
    await page.keyboard.press('ArrowDown');
    // What was fired before may still arrive above the row.
    const isChosen = async () =>
      (await tree.find('row', /order\.created.*invalid/))?.properties.selected === true;
    await seen('tab', /^Signature/);
    const chosenRow = async () =>
      (await tree.nodes()).find(({ role, properties }) => role === 'row' && properties.selected);
    for (let step = 0; step < 3 && !(await isChosen()); step += 1) {
      const before = (await chosenRow())?.name;
      await page.keyboard.press('ArrowDown');
      await expect.poll(async () => (await chosenRow())?.name).not.toBe(before);
    }
    await expect
      .poll(async () => (await tree.find('tab', /^Signature/))?.properties.selected)
      .toBe(true);
    expect((await tree.find('row', /order\.created.*invalid/))?.properties.selected).toBe(true);
    // The grid keeps focus and points at the row: that is what makes a reader say the row.
    const pointedAt = () =>
      page.evaluate(() => {
        const id = document.activeElement?.getAttribute('aria-activedescendant') ?? '';
        return document.getElementById(id)?.textContent;
      });
    await expect.poll(pointedAt).toContain('order.created');
    await seen('region', /^Cause$/);
    await seen('list', /^Checks$/);
    const checks = async () =>
      (await tree.nodes()).filter(({ role }) => role === 'listitem').length;
    await expect.poll(checks).toBeGreaterThanOrEqual(5);
    await expect.poll(() => page.title()).toMatch(/^#\d+ order\.created, Inbox/);
  });

  it('J4: a replay says what its target answered', async () => {
    const texts = await listenToRegions(page);
    await page.keyboard.press('Shift+R');
    await seen('textbox', /^Send to/);
    await page.getByLabel('Send to').fill(`${bed.server.urls.receiver}/in/replayed`);
    await page.getByLabel('Send to').press('Enter');
    await seen('button', /^Replay/);
    await page.getByRole('grid', { name: 'Requests' }).focus();
    await page.keyboard.press('r');
    await heard(texts, /status: .*204/);
    await seen('region', /^Notice$/);
  });

  it('J5: the answer in force is pressed, the burst says its figures and that it is over', async () => {
    await page.getByRole('button', { name: 'Fail first 2' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => (await tree.find('button', /^Fail first 2$/))?.properties.pressed)
      .toBe('true');
    await page.keyboard.press('Control+z');
    await expect
      .poll(async () => (await tree.find('button', /^Fail first 2$/))?.properties.pressed)
      .toBe('false');

    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('g');
    await page.keyboard.press('b');
    await seen('heading', /^Burst$/);
    await seen('textbox', /^Events$/);
    await page.getByLabel('Events', { exact: true }).fill('50');
    const texts = await listenToRegions(page);
    await page.getByRole('button', { name: 'Start' }).focus();
    await page.keyboard.press('Enter');
    await heard(texts, /status: .*Finished/);
    await seen('region', /^Finished runs$/);
  });

  it('arrivals are told in one sentence', async () => {
    await bed.open('/');
    const texts = await listenToRegions(page);
    for (const path of ['/a', '/b', '/c']) {
      await fetch(`${bed.server.urls.receiver}${path}`, { method: 'POST', body: '{}' });
    }
    await heard(texts, /status: 3 new requests\./);
    const said = (await texts()).filter((text) => /new request/.test(text));
    expect(said).toEqual(['status: 3 new requests.']);
  });
});
