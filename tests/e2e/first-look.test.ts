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
  }, 60_000);
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
    await bed.open('/traces');
    await bed.page.getByText(/^at most ≤ \d/).waitFor();
    await bed.open('/traces?filter=event:ping');
    await bed.page.getByRole('row').nth(1).waitFor();
    expect(await bed.page.getByText(/^at most/).count()).toBe(0);
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
});
