import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { createExposeeBed, type ExposeeBed } from '../support/exposee-bed.ts';
import { requirePart } from '../support/requirements.ts';

let bed: ExposeeBed;
let browser: Browser;

describe.skipIf(requirePart('chromium').isMissing)('the guide in a browser', () => {
  beforeAll(async () => {
    bed = await createExposeeBed();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await bed.close();
  });

  /** Opens a page and notes what it complains of and where it goes. */
  async function open(path: string, width = 1200) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const complaints: string[] = [];
    const hosts = new Set<string>();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => hosts.add(new URL(request.url()).origin));
    await page.goto(bed.url + path);
    return { page, complaints, hosts };
  }

  const isShown = (page: Page, text: string) =>
    page.getByText(text, { exact: false }).first().isVisible();

  it('shows one language at a time and copies what it shows', async () => {
    const { page, complaints, hosts } = await open('/docs');
    expect(await isShown(page, 'curl -X POST')).toBe(true);
    expect(await isShown(page, 'requests.post')).toBe(false);
    await page.getByText('Python (requests)').click();
    await expect.poll(() => isShown(page, 'requests.post')).toBe(true);
    expect(await isShown(page, 'curl -X POST')).toBe(false);
    const button = page.locator('.snippet:visible button').first();
    await button.click();
    await page.waitForFunction(() =>
      /Copied|Selected/.test(document.querySelector('.snippet button')?.textContent ?? ''),
    );
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([bed.url]);
    await page.close();
  });

  it.each([1200, 600, 360])('never scrolls sideways at %i pixels', async (width) => {
    const { page } = await open('/docs', width);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await page.close();
  });

  it('renders the reference with routes and webhooks, from here alone', async () => {
    const { page, complaints, hosts } = await open('/docs/reference');
    await page.locator('#operations-Subscriptions-register').waitFor();
    await page.getByText('Webhooks', { exact: true }).first().waitFor();
    await expect.poll(() => page.locator('.opblock').count()).toBeGreaterThan(40);
    expect(await page.locator('.errors-wrapper, .version-pragma__message').count()).toBe(0);
    expect(complaints).toEqual([]);
    expect([...hosts]).toEqual([bed.url]);
    await page.close();
  });
});
