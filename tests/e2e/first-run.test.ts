import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { requirePart } from '../support/requirements.ts';
import { openWholeServer, type WholeServer } from '../support/whole-server.ts';

/** A new person, on whatever screen they begin. */
describe.skipIf(requirePart('chromium').isMissing)('the first run', () => {
  let server: WholeServer;
  let browser: Browser;
  beforeEach(async () => {
    [server, browser] = [await openWholeServer(), await launchBrowser()];
  }, 60_000);
  afterEach(async () => {
    await browser?.close();
    await server?.close();
  });

  const demo = async () => (await server.control('/api/settings')).json.demo;
  const subscriptions = async () => (await server.control('/api/subscriptions')).json.items;
  const inboxes = async () => (await server.control('/api/inboxes')).json.items;
  /** The address with the code, at another path: a link that somebody was given. */
  const linkTo = (path: string) => {
    const url = new URL(server.windowUrl());
    url.pathname = path;
    return url.href;
  };
  async function openPage(path: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(linkTo(path));
    return page;
  }

  it('makes the demo on a deep link too, and stays there', async () => {
    const page = await openPage('/rules');
    await expect.poll(demo).toBe('on');
    expect(await subscriptions()).toMatchObject([{ is_demo: true, name: 'Local inbox (demo)' }]);
    await page.getByRole('heading', { name: 'Rules', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/rules');
  });

  it('makes it once, for several windows that open at once', async () => {
    await Promise.all(['/', '/inbox', '/deliveries'].map(openPage));
    await expect.poll(demo).toBe('on');
    await expect.poll(async () => (await subscriptions()).length).toBe(1);
    expect(await inboxes()).toHaveLength(1);
  });

  it('a page that is left before it asked leaves that to the next one', async () => {
    const page = await (await browser.newContext()).newPage();
    const asked: string[] = [];
    await page.route('**/api/demo', (route) => {
      asked.push(route.request().method());
      return route.abort();
    });
    await page.goto(linkTo('/'));
    await expect.poll(() => asked).toEqual(['POST']);
    await page.unroute('**/api/demo');
    expect(await demo()).toBe('offered');
    await page.reload();
    await expect.poll(demo).toBe('on');
  });

  it('makes none where it was skipped', async () => {
    await server.control('/api/demo', { method: 'DELETE' });
    const page = await openPage('/subscriptions');
    await page.getByText('No one is listening.').waitFor();
    // The settings were read: without that nothing could have been made yet.
    await page.goto(`${server.urls.control}/settings/general`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await demo()).toBe('skipped');
    expect(await subscriptions()).toEqual([]);
  });
});
