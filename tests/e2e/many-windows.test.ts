import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

/** A browser grants a host six connections; a stream holds one for ever. */
const MORE_THAN_CONNECTIONS = 8;

describe.skipIf(requirePart('chromium').isMissing)('Many windows of one browser', () => {
  let bed: WindowBed;
  const windows: Page[] = [];
  beforeAll(async () => {
    bed = await openWindowBed({ hasDemo: false });
  });
  afterAll(() => bed?.close());

  const capture = (path: string) =>
    fetch(bed.server.urls.receiver + path, { method: 'POST', body: '{}' });
  const rowOf = (page: Page, path: string) => page.getByRole('row').filter({ hasText: path });

  it('all load and all are live', async () => {
    for (let index = 0; index < MORE_THAN_CONNECTIONS; index += 1) {
      const page = await bed.page.context().newPage();
      await page.goto(`${bed.server.urls.control}/inbox`);
      await page.getByText('Server ready').waitFor();
      await page.getByText('Nothing captured yet.').waitFor();
      windows.push(page);
    }
    await capture('/to-all');
    await Promise.all(windows.map((page) => rowOf(page, '/to-all').waitFor()));
  });

  it('go on, without a gap or a word, when the one that reads for all is closed', async () => {
    await bed.page.close();
    await windows.shift()?.close();
    await capture('/after-the-first');
    await Promise.all(windows.map((page) => rowOf(page, '/after-the-first').waitFor()));
    for (const page of windows) {
      expect(await page.getByText('Lost the local server').count()).toBe(0);
    }
  });

  it('go on when one leaves for another address and comes back', async () => {
    const [page] = windows as [Page];
    for (const path of ['/rules', '/inbox', '/traces', '/inbox', '/rules', '/inbox', '/burst']) {
      await page.goto(bed.server.urls.control + path);
      await page.getByText('Server ready').waitFor();
    }
    await page.goto(`${bed.server.urls.control}/inbox`);
    await capture('/after-leaving');
    await Promise.all(windows.map((each) => rowOf(each, '/after-leaving').waitFor()));
  });

  it('all tell that the server is gone', async () => {
    await bed.server.restart();
    await Promise.all(
      windows.map((page) => page.getByText('Lost the local server').first().waitFor()),
    );
  });
});
