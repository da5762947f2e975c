import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { finishBurst, startBurst } from '../support/window-traffic.ts';

/** What somebody sees who has just opened the window, before anything more arrives. */
describe.skipIf(requirePart('chromium').isMissing)('At first look', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    await finishBurst(bed.server, await startBurst(bed.server, { count: 600, rate_per_s: 1000 }));
  });
  afterAll(() => bed?.close());

  it('the exchanges of the Overview stand below each other', async () => {
    await bed.open('/');
    const links = bed.page
      .getByRole('region', { name: 'Latest exchanges' })
      .getByRole('link', { name: /^View trace/ });
    await links.nth(3).waitFor();
    const lefts = await links.evaluateAll((all) =>
      all.map((link) => link.getBoundingClientRect().left),
    );
    expect(new Set(lefts).size).toBe(1);
  });

  it('a filter without a match says among how many', async () => {
    await bed.open('/deliveries?filter=event:nothing');
    await bed.page.getByText('No match among 601 deliveries.').waitFor();
    await bed.open('/inbox?filter=event:nothing');
    await bed.page.getByText('No match among 601 requests.').waitFor();
  });

  it('the count of traces says that it is a bound until all were read', async () => {
    // Sorted: in the order of time the run would be one line, and all read at once.
    await bed.open('/traces?sort=event');
    await bed.page.getByText(/^at most ≤ \d/).waitFor();
    await bed.open('/traces?sort=event&filter=event:ping');
    await bed.page.locator('[data-row-id]').first().waitFor();
    await expect.poll(() => bed.page.getByText(/^at most/).count()).toBe(0);
  });

  it('a tab without a token waits for it with the focus in its field', async () => {
    const context = await bed.page.context().browser()?.newContext();
    const page = await context?.newPage();
    await page?.goto(bed.server.urls.control);
    await expect
      .poll(() => page?.evaluate(() => document.activeElement?.getAttribute('type')))
      .toBe('password');
    await context?.close();
  });

  it('another way to sign is chosen beside the button, and the inbox follows it', async () => {
    const { page } = bed;
    await bed.open('/');
    const select = page.getByRole('combobox', { name: 'Signs as' });
    const newest = page.getByRole('region', { name: 'Latest exchanges' }).getByRole('listitem');
    const fire = async (dialect: string) => {
      await expect.poll(() => select.locator('option:checked').innerText()).toBe(dialect);
      const before = await newest.first().innerText();
      await page.getByRole('button', { name: /^Fire payment_received/ }).click();
      await expect.poll(() => newest.first().innerText()).not.toBe(before);
      await expect.poll(() => newest.first().innerText()).toMatch(/204[\s\S]*valid/);
    };
    await select.selectOption({ label: 'Slack' });
    await page.getByText('Signs as Slack.').first().waitFor();
    await fire('Slack');
    await page.keyboard.press('Control+z');
    await fire('Standard Webhooks');
  });
});
