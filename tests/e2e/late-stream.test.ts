import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

/** What comes between the reading of a screen and the opening of its stream is not lost. */
describe.skipIf(requirePart('chromium').isMissing)('a live stream that opens late', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed({ hasDemo: false });
  });
  afterAll(() => bed?.close());

  const row = (path: string) => bed.page.getByRole('row').filter({ hasText: path });
  const send = (path: string) =>
    fetch(bed.server.urls.receiver + path, { method: 'POST', body: '{}' });

  it('shows what came before it was open, and goes on live', async () => {
    const { page, server } = bed;
    await send('/before');
    let open: () => void = () => undefined;
    const isTime = new Promise<void>((resolve) => {
      open = resolve;
    });
    await page.route('**/api/stream', async (route) => {
      await isTime;
      await route.continue();
    });
    await page.goto(`${server.urls.control}/inbox`);
    await row('/before').waitFor();
    await send('/between');
    await server.control('/api/rules', {
      method: 'POST',
      json: { name: 'between', when: { path: '/x' }, action: { answer: { status: 500 } } },
    });
    expect(await row('/between').count()).toBe(0);
    open();
    await row('/between').waitFor();
    await send('/after');
    await row('/after').waitFor();
    await expect
      .poll(async () => (await page.locator('[data-row-id]').allInnerTexts()).length)
      .toBe(3);
    expect(bed.faults).toEqual([]);
  });

  it('takes its list as it is where the answer comes after the row', async () => {
    const { page } = bed;
    await page.unroute('**/api/stream');
    let answer: () => void = () => undefined;
    const isTime = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let isRead: () => void = () => undefined;
    const read = new Promise<void>((resolve) => {
      isRead = resolve;
    });
    await page.route('**/api/captures?*collapse*', async (route) => {
      const response = await route.fetch();
      isRead();
      await isTime;
      await route.fulfill({ response });
    });
    await bed.open('/inbox');
    await page.getByText('Server ready').waitFor();
    await read;
    await send('/meanwhile');
    // It is said by the frame that brings it.
    await page
      .getByRole('status')
      .filter({ hasText: '1 new request' })
      .waitFor({ state: 'attached' });
    answer();
    await row('/meanwhile').waitFor();
    await page.unroute('**/api/captures?*collapse*');
  });
});
