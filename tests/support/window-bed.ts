import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { until } from './until.ts';
import { openWholeServer, type WholeServer } from './whole-server.ts';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);
const builtPage = fileURLToPath(new URL('../../out/renderer/index.html', import.meta.url));

/** How long a page may take for what must come: slow machines run tests too. */
export const WAIT_MS = 20_000;

export type WindowBed = Awaited<ReturnType<typeof openWindowBed>>;

/** The built window in a real browser on a real server of its own. `npm test` builds it first. */
export async function openWindowBed({
  hasDemo = true,
  flags = {},
}: {
  readonly hasDemo?: boolean;
  /** As on the command line of the server. */
  readonly flags?: Readonly<Record<string, unknown>>;
} = {}) {
  if (!existsSync(builtPage)) {
    throw new Error('out/renderer is not there: run npm run build');
  }
  const server = await openWholeServer(flags);
  if (!hasDemo) {
    await server.control('/api/demo', { method: 'DELETE' });
  }
  const browser = await launchBrowser();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  const faults = collectFaults(page);
  await page.goto(server.windowUrl());
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  if (hasDemo) {
    await demoIsThere(server, page);
  }
  return {
    server,
    page,
    /** What the page threw or its policy refused. */
    faults,
    open: async (path: string) => {
      await page.goto(server.urls.control + path);
      await page.locator('h1').waitFor({ state: 'attached' });
      // Until its stream is open, a window is told of nothing.
      await page.getByText('Server ready').waitFor({ state: 'attached' });
    },
    copied: () => page.evaluate(() => navigator.clipboard.readText()),
    axe: () => axeViolations(page),
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** The window asks for the demo by itself: to leave the page before would take the request along. */
async function demoIsThere(server: WholeServer, page: Page): Promise<void> {
  await until('the demo is made and its ping captured', async () => {
    const { json: settings } = await server.control('/api/settings');
    const { json: ledger } = await server.control('/api/ledger');
    return settings.demo === 'on' && ledger.deliveries.total > 0 && ledger.deliveries.pending === 0;
  });
  await page.getByText('Local inbox (demo)').first().waitFor();
}

function collectFaults(page: Page): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      faults.push(message.text());
    }
  });
  return faults;
}

/** One line per rule that is broken, in the colours that are in force. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(axeSource);
  }
  await settledColours(page);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(' ')}`);
  });
}

/**
 * A theme that was switched fades over, a new row fades out: half-way no contrast holds. What lies
 * in something closed is not drawn, so that its animations never end.
 */
function settledColours(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const isDrawn = ({ effect }: Animation) =>
      effect instanceof KeyframeEffect &&
      effect.target?.checkVisibility() === true &&
      effect.getComputedTiming().iterations !== Number.POSITIVE_INFINITY;
    const fading = document.getAnimations().filter(isDrawn);
    return Promise.all(fading.map((each) => each.finished.catch(() => undefined)));
  });
}

export interface StandardSigning {
  readonly secret: string;
  readonly id?: string;
  /** What is signed, where it is another text than what is sent. */
  readonly signedText?: string;
  readonly ageS?: number;
  readonly timestamp?: string | undefined;
  /** In place of the decoded secret. */
  readonly keyBytes?: Uint8Array;
  readonly encoding?: 'base64' | 'hex';
}

/** Headers of Standard Webhooks, made without the code under test. */
export function standardHeaders(sentText: string, signing: StandardSigning) {
  const id = signing.id ?? `msg_${Math.random().toString(36).slice(2)}`;
  const timestamp =
    signing.timestamp ?? String(Math.floor(Date.now() / 1000) - (signing.ageS ?? 0));
  const key = signing.keyBytes ?? Buffer.from(signing.secret.replace('whsec_', ''), 'base64');
  const digest = createHmac('sha256', key)
    .update(`${id}.${timestamp}.${signing.signedText ?? sentText}`)
    .digest(signing.encoding ?? 'base64');
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${digest}`,
  };
}
