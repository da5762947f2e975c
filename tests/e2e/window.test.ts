import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { requirePart } from '../support/requirements.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';
import { axeViolations, WAIT_MS } from '../support/window-bed.ts';

const chromium = requirePart('chromium');
const isBuilt = existsSync(
  fileURLToPath(new URL('../../out/renderer/index.html', import.meta.url)),
);

/** The window in a real browser, on a real server. `npm test` builds it first. */
describe.skipIf(chromium.isMissing)('the window', () => {
  let server: WholeServer;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    expect(isBuilt, 'out/renderer is there: run npm run build').toBe(true);
    server = await openWholeServer();
    browser = await launchBrowser();
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        faults.push(message.text());
      }
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('trades the one-time code for the token and takes it out of the address', async () => {
    await page.goto(server.windowUrl());
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect(page.url()).not.toContain('code');
  });

  it('1: on a fresh profile Enter fires, and View trace shows a valid signed trace', async () => {
    const fire = page.getByRole('button', { name: /^Fire payment_received/ });
    await fire.waitFor();
    await page.waitForFunction(() => document.activeElement?.textContent?.startsWith('Fire'));
    await page.keyboard.press('Enter');
    await page
      .getByRole('link', { name: /View trace/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Trace', level: 1 }).waitFor();
    const captured = page.getByRole('region', { name: /Captured/ });
    await captured.getByText('signature valid').waitFor();
  });

  it('2: shows both roles side by side at 1280 px', async () => {
    await page.goto(server.urls.control);
    const exposee = await page.getByRole('region', { name: 'Exposee' }).boundingBox();
    const receiver = await page.getByRole('region', { name: 'Receiver' }).boundingBox();
    expect(exposee?.y).toBe(receiver?.y);
    expect(exposee!.x + exposee!.width).toBeLessThan(receiver!.x);
  });

  it('3: a URL pasted into the palette is subscribed, and F delivers to it', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(`${server.urls.receiver}/in/pasted`);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/subscriptions\/sub_/);
    await page.getByText('nothing sent yet').or(page.getByText('100 %')).first().waitFor();
    await page.getByRole('region', { name: 'Subscription' }).waitFor();
    await page.keyboard.press('f');
    await page
      .getByText(/delivered, status 2\d\d/)
      .first()
      .waitFor();
  });

  it('4: a row with a bad signature opens on Signature', async () => {
    await fetch(`${server.urls.receiver}/in/demo`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_forged',
        'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
        'webhook-signature': 'v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      },
      body: '{"event":"payment_received","data":{}}',
    });
    await page.getByRole('link', { name: /^Inbox/ }).click();
    const bad = page.getByRole('row').filter({ hasText: 'invalid' }).first();
    await bad.click();
    const tab = page.getByRole('tab', { name: /^Signature/ });
    await expect.poll(() => tab.getAttribute('aria-selected')).toBe('true');
    await page.getByRole('list', { name: 'Checks' }).waitFor();
  });

  it('8: long integers, 1.0 and duplicate keys look the same in Pretty and Raw', async () => {
    const body = '{"id":9007199254740993123,"rate":1.0,"a":1,"a":2}';
    await fetch(`${server.urls.receiver}/numbers`, { method: 'POST', body });
    // Beside the pill that counts what is new.
    const row = page.getByRole('row').filter({ hasText: '/numbers' });
    await row.click({ position: { x: 60, y: 10 } });
    await page.getByRole('heading', { name: /numbers/ }).waitFor();
    await page.getByRole('tab', { name: 'Pretty' }).click();
    const pretty = page.getByRole('region', { name: 'Body, formatted' });
    for (const piece of ['9007199254740993123', '1.0', '"a": 1', '"a": 2']) {
      await expect.poll(() => pretty.innerText()).toContain(piece);
    }
    await page.getByRole('tab', { name: 'Raw' }).click();
    const raw = page.getByRole('region', { name: 'Body, as sent' });
    await expect.poll(() => raw.innerText()).toContain(body);
  });

  it('16: an unknown filter is not dropped, and its suggestion helps', async () => {
    await page.goto(`${server.urls.control}/inbox`);
    await page.getByRole('row').nth(2).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('evnt:payment_* ');
    await page.getByText('Unknown filter evnt:. Did you mean event:?').waitFor();
    const rowsBefore = await page.getByRole('row').count();
    expect(rowsBefore).toBeGreaterThan(2);
    await page.getByRole('button', { name: 'Use event:payment_*' }).click();
    await expect.poll(() => page.url()).toContain(encodeURIComponent('event:payment_*'));
    await expect.poll(() => page.getByRole('row').filter({ hasText: '/numbers' }).count()).toBe(0);
  });

  it('10, 11: a selected row and the scroll stay put while requests arrive; L goes live', async () => {
    await page.goto(`${server.urls.control}/inbox`);
    const row = page.getByRole('row').filter({ hasText: '/numbers' });
    await row.click();
    // With the inspector beside it the list is narrower.
    await page.getByRole('region', { name: 'Request' }).getByRole('tab').first().waitFor();
    const before = await row.boundingBox();
    const requests = Array.from({ length: 25 }, (_, index) =>
      fetch(`${server.urls.receiver}/more/${index}`, { method: 'POST', body: '{}' }),
    );
    await Promise.all(requests);
    await page.getByRole('button', { name: /25 new/ }).waitFor();
    expect(await row.boundingBox()).toEqual(before);
    expect(await row.getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('l');
    await page.getByRole('row').filter({ hasText: '/more/' }).first().waitFor();
    await expect.poll(() => page.getByRole('button', { name: /new L/ }).count()).toBe(0);
  });

  it('a cell filters: only this, not this', async () => {
    await page.goto(`${server.urls.control}/inbox`);
    const cell = page.getByRole('row').filter({ hasText: 'invalid' }).getByText('invalid');
    await cell.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Only this' }).click();
    await expect.poll(() => page.url()).toContain('filter=sig%3Abad');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await page.locator('[data-row-id]').nth(2).click();
    await page.keyboard.press('Shift+F');
    await page.getByRole('menuitem', { name: 'Not this' }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('l');
  });

  it('12: P pauses the view while the count goes on', async () => {
    await page.keyboard.press('p');
    await fetch(`${server.urls.receiver}/paused`, { method: 'POST', body: '{}' });
    await page.getByText('Paused. 1 waiting, still capturing.').waitFor();
    expect(await page.getByRole('row').filter({ hasText: '/paused' }).count()).toBe(0);
    await page.keyboard.press('p');
    await page.getByRole('row').filter({ hasText: '/paused' }).waitFor();
  });

  it('24: deleting offers Undo, which brings the request back', async () => {
    const row = page.getByRole('row').filter({ hasText: '/paused' });
    await row.click();
    await page.keyboard.press('Delete');
    await expect.poll(() => row.count()).toBe(0);
    await page.getByText('Deleted 1 request.').first().waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
  });

  it('28: Fail first 2 gives 503, 503, 200 for one event in the timeline', async () => {
    await page.goto(server.urls.control);
    await page.getByRole('button', { name: 'Fail first 2' }).click();
    await page.getByText('Now answers 503 twice, then 200.').last().waitFor();
    const newest = async () => {
      const { json } = await server.control('/api/deliveries?limit=1&filter=status:503');
      return json.items[0];
    };
    expect(await newest()).toBeUndefined();
    await page.getByRole('button', { name: /^Fire/ }).click();
    await expect.poll(async () => (await newest())?.attempts).toBe(1);
    await page.getByRole('link', { name: /^Deliveries/ }).click();
    await page.locator(`[data-row-id="${(await newest()).id}"]`).click();
    const retry = page.getByRole('button', { name: /^Try now/ });
    for (let made = 1; made < 3; made += 1) {
      await page.getByRole('list', { name: `Attempts, ${made} of` }).waitFor();
      await retry.click();
    }
    const timeline = page.getByRole('list', { name: /^Attempts, 3 of/ });
    const marks = async () =>
      (await timeline.getByRole('button').allInnerTexts()).map(
        (text) => /\b(503|200)\b/.exec(text)?.[0],
      );
    await expect.poll(marks).toEqual(['503', '503', '200']);
  });

  it('36 (in part): a delivery to a dead port says that nothing answers there', async () => {
    await page.goto(`${server.urls.control}/events?type=payment_received&to=http://127.0.0.1:9`);
    await page.getByRole('button', { name: /^Fire/ }).click();
    await page
      .getByRole('status')
      .filter({ hasText: /failed, refused/ })
      .waitFor({ state: 'attached' });
  });

  it('18 (in part): the list keeps focus while J and K move, Enter leads into the inspector', async () => {
    await page.goto(`${server.urls.control}/inbox`);
    const grid = page.getByRole('grid', { name: 'Requests' });
    await page.getByRole('row').nth(3).waitFor();
    await grid.focus();
    for (const key of ['j', 'j', 'ArrowDown', 'k']) {
      await page.keyboard.press(key);
    }
    await expect
      .poll(() => page.locator('[aria-selected="true"][role=row]').getAttribute('aria-rowindex'))
      .toBe('3');
    expect(await grid.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await grid.getAttribute('aria-activedescendant')).toBe(
      await page.locator('[aria-selected="true"][role=row]').getAttribute('id'),
    );
    await page.getByRole('tab', { name: 'Raw' }).waitFor();
    await page.waitForURL(/\/inbox\/cap_/);
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('role')))
      .toBe('tab');
    // The first one leads back to the row, the second one chooses nothing.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.url()).toMatch(/\/inbox$/);
  });

  it('14: reload keeps filter, selection and tab', async () => {
    await page.goto(`${server.urls.control}/inbox?filter=path:numbers`);
    await page.locator('[data-row-id]').first().click();
    await page.getByRole('tab', { name: /^Headers/ }).click();
    await page.waitForURL(/tab=headers/);
    const address = page.url();
    await page.reload();
    await page.getByRole('table', { name: 'Headers in wire order and case' }).waitFor();
    expect(page.url()).toBe(address);
    await expect
      .poll(() => page.getByRole('button', { name: 'Remove path:numbers' }).count())
      .toBe(1);
    await expect.poll(() => page.getByRole('row', { selected: true }).count()).toBe(1);
  });

  it('40 (in part): a link to what is not stored says so', async () => {
    await page.goto(`${server.urls.control}/inbox/cap_00000000000000000000`);
    await page.getByText('Request cap_00000000000000000000 is not stored here.').waitFor();
    faults.length = 0;
  });

  it('38: nothing is wider than 320 px', async () => {
    await page.setViewportSize({ width: 320, height: 700 });
    const wide: string[] = [];
    for (const path of ['/', '/subscriptions', '/events', '/deliveries', '/inbox', '/settings']) {
      await page.goto(server.urls.control + path);
      await page.locator('h1').waitFor({ state: 'attached' });
      const widthPx = await page.evaluate(() => document.documentElement.scrollWidth);
      if (widthPx > 320) {
        wide.push(`${path}: ${widthPx}`);
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(wide).toEqual([]);
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`37: axe finds nothing on the screens, ${theme}`, async () => {
      await page.emulateMedia({ colorScheme: theme });
      const paths = [
        '/',
        '/subscriptions',
        '/subscriptions?new',
        '/events',
        '/events?type=payment_received',
        '/deliveries',
        '/inbox',
        '/settings',
        '/settings/inboxes',
        '/settings/appearance',
      ];
      const found: Record<string, string[]> = {};
      for (const path of paths) {
        await page.goto(server.urls.control + path);
        await page.getByText('Server ready').waitFor();
        await page.locator('h1').waitFor({ state: 'attached' });
        found[path] = await axeViolations(page);
      }
      expect(Object.values(found).flat()).toEqual([]);
    });
  }

  it('threw nothing and broke no policy on the way', () => {
    // What was being read while it was deleted is not there any more.
    expect(faults.filter((text) => !/status of 404/.test(text))).toEqual([]);
  });

  it('35 (in part): says that the server is lost, and which acts must wait', async () => {
    await page.goto(server.urls.control);
    await page.getByText('Server ready').waitFor();
    await server.restart();
    await page.getByText(/Lost the local server\. Showing data up to/).waitFor();
    const fire = page.getByRole('button', { name: /^Fire/ });
    await expect.poll(() => fire.getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('button', { name: 'Retry now' }).waitFor();
  });
});
