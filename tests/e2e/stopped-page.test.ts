import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAppProtocolHandler } from '../../electron/app-protocol.ts';
import { launchBrowser } from '../support/browser.ts';
import { requirePart } from '../support/requirements.ts';

/** The built page that the desktop app shows when the server is given up, with the policy it gets. */
const chromium = requirePart('chromium');
const rendererDir = fileURLToPath(new URL('../../out/renderer', import.meta.url));
const ORIGIN = 'http://hookbench.test';

describe.skipIf(chromium.isMissing)('the page of a stopped server', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    const answer = createAppProtocolHandler({ rendererDir, controlOrigin: () => undefined });
    await page.route(`${ORIGIN}/**`, async (route) => {
      const url = route.request().url().replace(ORIGIN, 'app://hookbench');
      const response = await answer({ url, method: 'GET' });
      await route.fulfill({
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: Buffer.from(await response.arrayBuffer()),
      });
    });
    await page.addInitScript(() => {
      const acts: string[] = [];
      const listeners: ((state: object) => void)[] = [];
      Object.assign(window, {
        acts,
        tell: (state: object) => {
          for (const listen of listeners) {
            listen(state);
          }
        },
        hookbench: {
          onServerState: (listen: (state: object) => void) => {
            listeners.push(listen);
            listen({ kind: 'stopped', detail: 'It ended with code 9.\nFour times.' });
          },
          restartServer: async () => acts.push('restart'),
          showLog: async () => acts.push('log'),
        },
      });
    });
    await page.goto(`${ORIGIN}/stopped.html`);
  });

  afterAll(() => browser?.close());

  function acts(): Promise<string[]> {
    return page.evaluate(() => (window as never as { acts: string[] }).acts);
  }

  test('the window can be moved by its top, where the title bar would be', async () => {
    const grip = await page.evaluate(() => {
      const top = document.elementFromPoint(innerWidth / 2, 24);
      const style = top ? getComputedStyle(top) : undefined;
      return style?.getPropertyValue('app-region') || style?.getPropertyValue('-webkit-app-region');
    });
    expect(grip).toBe('drag');
  });

  test('it says what happened, in the words of the shell', async () => {
    expect(await page.getByRole('heading').textContent()).toBe('The server stopped');
    expect(await page.getByRole('alert').textContent()).toBe('It ended with code 9.\nFour times.');
  });

  test('its styles are let through by the policy', async () => {
    const font = await page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
    expect(font).toBe('13px');
  });

  test('it restarts the server and shows the log', async () => {
    await page.getByRole('button', { name: 'Restart the server' }).click();
    await page.getByRole('button', { name: 'Show the log' }).click();
    expect(await acts()).toEqual(['restart', 'log']);
  });

  test('it tells that a start is under way', async () => {
    await page.evaluate(() =>
      (window as never as { tell: (state: object) => void }).tell({ kind: 'starting' }),
    );
    expect(await page.getByRole('status').textContent()).toBe('Starting…');
  });
});
