// npm run screenshots — every screen and state, in both themes and three widths, into screenshots-out/.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { openWholeServer } from '../support/whole-server.ts';
import { fillServer, post } from './traffic.ts';

interface Shot {
  name: string;
  path: string;
  /** What to do before the picture is taken. */
  act?: (page: Page) => Promise<void>;
}

const WIDTHS = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'middle', width: 1024, height: 768 },
  { name: 'slim', width: 390, height: 844 },
];
const THEMES = ['light', 'dark'] as const;
const only = process.argv[2];
const folder = resolve('screenshots-out');

const first = (tab?: RegExp) => async (page: Page) => {
  await page.getByRole('row').nth(1).click();
  if (tab) {
    await page.getByRole('tab', { name: tab }).first().click();
  }
};

const EMPTY: Shot[] = [
  { name: 'overview-first-run', path: '/' },
  { name: 'subscriptions-empty', path: '/subscriptions' },
  { name: 'deliveries-empty', path: '/deliveries' },
  { name: 'inbox-empty', path: '/inbox' },
  { name: 'rules-empty', path: '/rules' },
  { name: 'traces-empty', path: '/traces' },
  { name: 'burst-empty', path: '/burst' },
];

const FILLED: Shot[] = [
  { name: 'overview', path: '/' },
  { name: 'subscriptions', path: '/subscriptions' },
  {
    name: 'subscription-failing',
    path: '/subscriptions',
    act: (page) => page.getByText('crm').first().click(),
  },
  { name: 'subscription-new', path: '/subscriptions?new' },
  { name: 'events', path: '/events' },
  { name: 'events-composer', path: '/events?type=payment_received' },
  { name: 'deliveries', path: '/deliveries' },
  { name: 'delivery-failing', path: '/deliveries?filter=status:refused', act: first() },
  { name: 'inbox', path: '/inbox' },
  { name: 'inbox-filter-empty', path: '/inbox?filter=event:nothing' },
  { name: 'request-signature', path: '/inbox?filter=sig:bad', act: first(/^Signature/) },
  { name: 'request-pretty', path: '/inbox?filter=path:*stripe*', act: first(/^Pretty/) },
  { name: 'request-raw', path: '/inbox?filter=path:*upload*', act: first(/^Raw/) },
  { name: 'request-headers', path: '/inbox?filter=path:*github*', act: first(/^Headers/) },
  { name: 'request-replay', path: '/inbox?filter=sig:bad', act: first(/^Replay/) },
  { name: 'rules', path: '/rules' },
  { name: 'traces', path: '/traces' },
  { name: 'burst', path: '/burst' },
  {
    name: 'burst-table',
    path: '/burst',
    act: (page) => page.getByRole('radio', { name: 'Table' }).check({ force: true }),
  },
  { name: 'docs', path: '/docs' },
  { name: 'docs-verify', path: '/docs/verify' },
  { name: 'settings', path: '/settings' },
  { name: 'settings-inboxes', path: '/settings/inboxes' },
  { name: 'settings-appearance', path: '/settings/appearance' },
  { name: 'settings-shortcuts', path: '/settings/shortcuts' },
  { name: 'palette', path: '/', act: (page) => page.keyboard.press('Control+k') },
  { name: 'shortcuts', path: '/inbox', act: (page) => page.keyboard.press('?') },
  { name: 'not-found', path: '/nowhere' },
];

await mkdir(folder, { recursive: true });
const server = await openWholeServer();
const browser = await launchBrowser();
const failed: string[] = [];
try {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(4000);
  await page.goto(server.windowUrl());
  await page.getByRole('button', { name: /^Fire/ }).waitFor();
  if (only === undefined) {
    await takeAll(page, EMPTY);
  }
  await runBurst();
  await fillServer(server);
  await takeAll(
    page,
    FILLED.filter(({ name }) => only === undefined || name.includes(only)),
  );
} finally {
  await browser.close();
  await server.close();
}
console.log(`Pictures are in ${folder}.`);
for (const text of failed) {
  console.error(text);
}
process.exitCode = failed.length > 0 ? 1 : 0;

async function runBurst(): Promise<void> {
  const order = { event_type: 'payment_received', subscription_id: await demoId() };
  const { id } = await post(server, '/api/bursts', { ...order, count: 3000, rate_per_s: 700 });
  while ((await server.control(`/api/bursts/${id}`)).json.ended_at === null) {
    await new Promise((resolve) => {
      setTimeout(resolve, 200);
    });
  }
}

/** The first run makes the demo by itself, in a moment. */
async function demoId(): Promise<string> {
  for (;;) {
    const { json: page } = await server.control('/api/subscriptions');
    const demo = page.items.find(({ is_demo }: { is_demo: boolean }) => is_demo);
    if (demo) {
      return demo.id;
    }
  }
}

async function takeAll(page: Page, shots: readonly Shot[]): Promise<void> {
  for (const { name: widthName, width, height } of WIDTHS) {
    await page.setViewportSize({ width, height });
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme });
      for (const shot of shots) {
        await take(page, shot, `${shot.name}-${widthName}-${theme}`);
      }
    }
  }
}

async function take(page: Page, shot: Shot, name: string): Promise<void> {
  try {
    await page.goto(server.urls.control + shot.path);
    await page.getByText('Server ready').waitFor();
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(250);
    await shot.act?.(page);
    await page.waitForTimeout(250);
  } catch (error) {
    failed.push(`${name}: ${String(error).split('\n')[0]}`);
  }
  await page.screenshot({ path: `${folder}/${name}.png` });
}
