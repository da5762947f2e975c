import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { closedPort } from '../support/listening.ts';
import { requirePart } from '../support/requirements.ts';
import { axeViolations, WAIT_MS } from '../support/window-bed.ts';
import { type ServerProcess, spawnServer, TOKEN } from './support/server-process.ts';

/** The window outlives the process of its server, as in the desktop app. */
describe.skipIf(requirePart('chromium').isMissing)('a server that goes and comes back', () => {
  let folder: string;
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let ports: { control: number; exposee: number; receiver: number };
  const base = () => `http://127.0.0.1:${ports.control}`;
  const receiver = () => `http://127.0.0.1:${ports.receiver}`;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hookbench-test-'));
    ports = {
      control: await closedPort(),
      exposee: await closedPort(),
      receiver: await closedPort(),
    };
    await startServer();
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.addInitScript((token) => sessionStorage.setItem('hookbench.token', token), TOKEN);
    page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function startServer(): Promise<void> {
    server = spawnServer(folder);
    expect(await server.start(ports)).toMatchObject({ kind: 'ready' });
  }

  async function send(from: number, to: number): Promise<void> {
    for (let index = from; index < to; index += 1) {
      const answer = await fetch(`${receiver()}/gap/${index}`, { method: 'POST', body: '{}' });
      expect(answer.ok).toBe(true);
    }
  }

  const rows = () => page.getByRole('row').filter({ hasText: '/gap/' });
  const shown = async () =>
    (await rows().allInnerTexts()).map((text) => /\/gap\/\d+/.exec(text)?.[0]);
  const expected = (count: number) =>
    Array.from({ length: count }, (_, index) => `/gap/${count - 1 - index}`);

  it('35: the process is killed: a banner says what is shown and until when, acts wait', async () => {
    await page.goto(`${base()}/inbox`);
    await page.getByText('Server ready').waitFor();
    await send(0, 5);
    await expect.poll(shown).toEqual(expected(5));
    await server.kill();
    await page
      .getByText(/Lost the local server\. Showing data up to \d\d:\d\d:\d\d\. Retrying/)
      .waitFor();
    await page.getByRole('button', { name: 'Retry now' }).waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('Lost the local server.');
    // What was there is still there to read; what needs the server says why it waits.
    expect(await shown()).toEqual(expected(5));
    const act = page.getByRole('button', { name: 'Fail first 2' });
    await expect.poll(() => act.getAttribute('aria-disabled')).toBe('true');
    await expect(fetch(`${receiver()}/gap/5`)).rejects.toThrow();
  });

  for (const theme of ['light', 'dark'] as const) {
    it(`37: axe finds nothing while the server is away, ${theme}`, async () => {
      await page.emulateMedia({ colorScheme: theme });
      expect(await axeViolations(page)).toEqual([]);
    });
  }

  it('35: it starts again: what came meanwhile fills the gap, nothing is lost or twice', async () => {
    await page.route('**/api/stream', (route) => route.abort());
    await startServer();
    // None of these is seen live: the new process counts its frames from one again.
    await send(5, 12);
    await page.unroute('**/api/stream');
    await page.getByRole('button', { name: 'Retry now' }).click();
    await page.getByText('Server ready').waitFor();
    await expect
      .poll(async () => (await page.getByRole('status').allInnerTexts()).join('|'))
      .toContain('Reconnected. 7 requests arrived meanwhile.');
    await expect.poll(shown).toEqual(expected(12));
    await expect.poll(() => page.getByText(/Lost the local server/).count()).toBe(0);
  });

  it('35: and the live rows go on from there', async () => {
    await send(12, 15);
    await expect.poll(shown).toEqual(expected(15));
    const numbers = (await rows().allInnerTexts()).map((text) => /\b\d+\b/.exec(text)?.[0]);
    expect(new Set(numbers).size).toBe(15);
  });
});
