// npm run screenshots [NAME] — every screen and state, in both themes and three widths, into screenshots-out/.
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { FLOATING_SCENES } from '../support/floating-scenes.ts';
import type { WindowScene } from '../support/scene-acts.ts';
import { openWholeServer } from '../support/whole-server.ts';
import { EMPTY_SCENES, FILLED_SCENES, FIRST_RUN_SCENES } from '../support/window-scenes.ts';
import { fillServer, finishBurst, startBurst } from '../support/window-traffic.ts';

const WIDTHS = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'middle', width: 1024, height: 768 },
  { name: 'slim', width: 390, height: 844 },
];
const WIDE = WIDTHS.slice(0, 1);
const THEMES = ['light', 'dark'] as const;
/** Screens that are looked at in the roomier density too. */
const ROOMY = /^(overview|subscriptions|deliveries|inbox|rules|traces|request-signature)$/;
const FORCED =
  /^(overview|subscription-failing|deliveries|delivery-retrying|inbox|request-signature|rule|trace|compare|burst|palette|columns|subscription-new-faults|settings-appearance|events-composer)$/;
const only = process.argv[2];
const folder = resolve('screenshots-out');
const failed: string[] = [];
let taken = 0;

await mkdir(folder, { recursive: true });
const startedAtMs = Date.now();
const server = await openWholeServer();
const browser = await launchBrowser();
try {
  await server.control('/api/demo', { method: 'DELETE' });
  await takeAll(EMPTY_SCENES);
  await server.control('/api/demo', { method: 'POST' });
  await takeAll(FIRST_RUN_SCENES);
  const traffic = await fillServer(server);
  await takeAll([...FILLED_SCENES, ...FLOATING_SCENES]);
  await takeAll(FILLED_SCENES.filter(({ name }) => ROOMY.test(name)).map(roomy), WIDE);
  await takeForcedColours();
  await takeRunningBurst();
  await traffic.close();
  await takeLost();
} finally {
  await browser.close();
  await server.close();
}
const seconds = Math.round((Date.now() - startedAtMs) / 1000);
console.log(`${taken} pictures in ${seconds} s, in ${folder}.`);
for (const text of failed) {
  console.error(text);
}
process.exitCode = failed.length > 0 ? 1 : 0;

/** Each width has a page of its own; all are taken at the same time. */
async function takeAll(scenes: readonly WindowScene[], widths = WIDTHS): Promise<void> {
  const wanted = scenes.filter(({ name }) => only === undefined || name.includes(only));
  if (wanted.length > 0) {
    await Promise.all(
      widths.map(async (width) => {
        const page = await openPage(browser, width);
        for (const scene of wanted) {
          await take(page, scene, width.name);
        }
        await page.context().close();
      }),
    );
  }
}

async function openPage(from: Browser, { width, height }: (typeof WIDTHS)[number]): Promise<Page> {
  const context = await from.newContext({
    reducedMotion: 'reduce',
    viewport: { width, height },
  });
  const page = await context.newPage();
  page.setDefaultTimeout(6000);
  await page.goto(server.windowUrl());
  await page.getByText('Server ready').waitFor();
  return page;
}

/** Both themes of one load: what is open stays open while the colours change. */
async function take(page: Page, scene: WindowScene, widthName: string): Promise<void> {
  try {
    await page.goto(server.urls.control + scene.path);
    await page.getByText('Server ready').waitFor();
    await page.locator('h1').first().waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle', { timeout: 400 }).catch(() => undefined);
    await scene.act?.(page);
  } catch (error) {
    failed.push(`${scene.name}-${widthName}: ${String(error).split('\n')[0]}`);
  }
  // No hover: it is not a state of the screen.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(250);
  await shoot(page, `${scene.name}-${widthName}`);
}

async function shoot(page: Page, name: string): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await page.waitForTimeout(120);
    await page.screenshot({ path: `${folder}/${name}-${theme}.png` });
    taken += 1;
  }
}

/** The palette of the system in place of ours, as with a high contrast theme. */
async function takeForcedColours(): Promise<void> {
  const page = await openPage(browser, WIDTHS[0] as (typeof WIDTHS)[number]);
  await page.emulateMedia({ forcedColors: 'active' });
  for (const scene of [...FILLED_SCENES, ...FLOATING_SCENES].filter(({ name }) =>
    FORCED.test(name),
  )) {
    if (only === undefined || `${scene.name}-forced`.includes(only)) {
      await take(page, scene, 'forced');
    }
  }
  await page.context().close();
}

function roomy(scene: WindowScene): WindowScene {
  return {
    ...scene,
    name: `${scene.name}-comfortable`,
    act: async (page) => {
      await page.evaluate(() => {
        document.documentElement.dataset.density = 'comfortable';
      });
      await scene.act?.(page);
    },
  };
}

/** The burst is stopped once it was seen. */
async function takeRunningBurst(): Promise<void> {
  const id = await startBurst(server, { count: 100_000, rate_per_s: 150 });
  const isRunning = (page: Page) =>
    page
      .getByText(/^Sending/)
      .first()
      .waitFor();
  await takeAll([{ name: 'burst-running', path: `/burst/${id}`, act: isRunning }]);
  await server.control(`/api/bursts/${id}`, { method: 'DELETE' });
  await finishBurst(server, id);
}

/** The server goes away under the window. */
async function takeLost(): Promise<void> {
  if (only !== undefined && !'lost-server'.includes(only)) {
    return;
  }
  const pages = await Promise.all(WIDTHS.map((width) => openPage(browser, width)));
  await server.restart();
  for (const [index, page] of pages.entries()) {
    await page.getByText('Lost the local server.').first().waitFor();
    await shoot(page, `lost-server-${WIDTHS[index]?.name}`);
  }
}
