// npm run bench:ui [captures] [seconds] — the window with many captures and a live tail, in Chromium.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../../support/browser.ts';
import { installProbes, percentile, readProbes, resetProbes } from './probes.ts';
import { seedCaptures } from './seed.ts';
import { sendAtRate, watchStream } from './traffic.ts';

const CAPTURES = Number(process.argv[2] ?? 100_000);
const SECONDS = Number(process.argv[3] ?? 60);
const RATE_PER_S = 1000;
const rows: { what: string; figure: string; budget: string; isKept: boolean | null }[] = [];

const folder = await mkdtemp(join(tmpdir(), 'hookbench-ui-'));
await seedCaptures(folder, CAPTURES);
const { child, ready } = await startServer(folder);
const browser = await launchBrowser();
try {
  const page = await openWindow();
  await measureStart(page);
  await loadAll(page);
  await measureKeys(page, 'still');
  await measureScroll(page);
  await measureFilter(page);
  await measureTail(page);
  await measureLargeBody(page);
  await measureHeap(page);
  printTable();
} finally {
  await browser.close();
  child.kill('SIGTERM');
  await new Promise((done) => child.once('exit', done));
  await rm(folder, { recursive: true, force: true });
}

interface Ready {
  control: string;
  receiver: string;
  token: string;
}

async function startServer(dataFolder: string): Promise<{ child: ChildProcess; ready: Ready }> {
  const ports = ['--control-port', '0', '--exposee-port', '0', '--receiver-port', '0'];
  const args = [resolve('out/cli/main.js'), 'serve', '--json', '--data', dataFolder, ...ports];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: started.stdout })) {
    const answer = JSON.parse(line) as Ready;
    // More than the seed and the tail together: nothing is pruned while it is counted.
    await api(answer, '/api/settings', { retention_captures: CAPTURES + 1_000_000 });
    return { child: started, ready: answer };
  }
  throw new Error('the server ended before it was ready');
}

async function api(server: Ready, path: string, change?: object) {
  const response = await fetch(server.control + path, {
    method: change ? 'PATCH' : 'GET',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(change ? { body: JSON.stringify(change) } : {}),
  });
  if (!response.ok) {
    throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  }
  return response.json();
}

async function openWindow(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await installProbes(page);
  await page.goto(ready.control);
  await page.getByLabel('Token').fill(ready.token);
  await page.getByRole('button', { name: 'Connect' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  return page;
}

async function measureStart(page: Page): Promise<void> {
  await page.reload();
  await page.getByText('Server ready').waitFor();
  const facts = await page.evaluate(() => {
    const paint = performance.getEntriesByType('paint').at(-1);
    const scripts = performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .filter((name) => new URL(name).pathname.endsWith('.js'));
    return { paintMs: paint?.startTime ?? Number.NaN, scripts };
  });
  let gzipBytes = 0;
  for (const script of facts.scripts) {
    const path = resolve('out/renderer', `.${new URL(script).pathname}`);
    gzipBytes += gzipSync(await readFile(path)).byteLength;
  }
  tell('first paint of the Overview', ms(facts.paintMs), '1,000 ms', facts.paintMs <= 1000);
  const kilobytes = gzipBytes / 1024;
  tell('first-load script, gzip', `${kilobytes.toFixed(0)} KB`, '350 KB', kilobytes <= 350);
}

/** Pages in all rows, as someone does who drags the scroll bar down again and again. */
async function loadAll(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Inbox/ }).click();
  await page.locator('[data-row-id]').first().waitFor();
  const startMs = performance.now();
  await page.evaluate(async (wanted) => {
    const grid = document.querySelector('[role=grid]');
    const limitMs = performance.now() + 60_000;
    while (grid && performance.now() < limitMs) {
      const number = document.querySelector('[data-row-id]:last-of-type')?.textContent ?? '';
      if (grid.scrollHeight / 28 >= wanted - 10 || number === '1') {
        break;
      }
      grid.scrollTop = grid.scrollHeight;
      await new Promise((done) => {
        requestAnimationFrame(done);
      });
    }
    grid?.scrollTo(0, 0);
  }, CAPTURES);
  const loaded = await page.evaluate(
    () => (document.querySelector('[role=grid]')?.scrollHeight ?? 0) / 28,
  );
  const tookMs = performance.now() - startMs;
  tell('rows that the window holds', Math.round(loaded).toLocaleString('en'), '100,000', null);
  tell('all of them paged in', `${(tookMs / 1000).toFixed(1)} s`, '–', null);
}

async function measureKeys(page: Page, when: string): Promise<void> {
  await page.getByRole('grid').focus();
  await page.keyboard.press('Home');
  await resetProbes(page);
  for (let index = 0; index < 80; index += 1) {
    await page.keyboard.press(index % 8 === 7 ? 'PageDown' : 'j');
    await page.waitForTimeout(60);
  }
  const { paints, toInspector } = await readProbes(page);
  const [paintMs, inspectorMs] = [percentile(paints, 0.95), percentile(toInspector, 0.95)];
  tell(`key to paint p95, ${when}`, ms(paintMs), '100 ms', paintMs <= 100);
  tell(`row to inspector p95, ${when}`, ms(inspectorMs), '50 ms', inspectorMs <= 50);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
}

async function measureScroll(page: Page): Promise<void> {
  await resetProbes(page);
  const box = await page.getByRole('grid').boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  const startMs = performance.now();
  while (performance.now() - startMs < 3000) {
    await page.mouse.wheel(0, 900);
    await page.waitForTimeout(16);
  }
  const { frames, mostRows } = await readProbes(page);
  const perS = (frames * 1000) / (performance.now() - startMs);
  tell('scroll', `${perS.toFixed(0)} frames/s`, '55 frames/s', perS >= 55);
  tell('rows in the DOM, at most', String(mostRows), '60', mostRows <= 60);
}

async function measureFilter(page: Page): Promise<void> {
  const first: number[] = [];
  for (const filter of ['sig:bad', 'event:payment_*', 'status:5xx', 'event:invoice_* sig:ok']) {
    await page.getByRole('grid').evaluate((grid) => grid.scrollTo(0, 0));
    await page.keyboard.press('/');
    await page.keyboard.type(filter);
    first.push(await timeOfFilter(page));
    await page.keyboard.press('Escape');
    await page.goto(`${ready.control}/inbox`);
    await page.locator('[data-row-id]').first().waitFor();
  }
  const worst = Math.max(...first);
  tell('filter: rows and exact count, worst of 4', ms(worst), '300 ms', worst <= 300);
}

/** From the key that ends the last token to the paint of its rows and count, which come together. */
async function timeOfFilter(page: Page): Promise<number> {
  await page.evaluate(() => {
    window.filterTook = new Promise<number>((done) => {
      const count = () => document.querySelector('.tabular.px-1')?.textContent ?? '';
      document.addEventListener(
        'keydown',
        (event) => {
          const before = count();
          const look = () => {
            if (count() !== before || performance.now() - event.timeStamp > 5000) {
              requestAnimationFrame(() => done(performance.now() - event.timeStamp));
            } else {
              requestAnimationFrame(look);
            }
          };
          look();
        },
        { capture: true, once: true },
      );
    });
  });
  await page.keyboard.press('Space');
  return page.evaluate(() => window.filterTook);
}

async function measureTail(page: Page): Promise<void> {
  await page.goto(`${ready.control}/inbox`);
  await page.locator('[data-row-id]').first().waitFor();
  const before = (await api(ready, '/api/ledger')).captures.stored as number;
  const stream = await watchStream(ready.control, ready.token);
  await resetProbes(page);
  const traffic = await sendAtRate(ready.receiver, { ratePerS: RATE_PER_S, seconds: SECONDS });
  const wanted = (before + traffic.sent).toLocaleString('en');
  await page
    .getByText(wanted, { exact: true })
    .first()
    .waitFor({ timeout: 10_000 })
    .catch(() => 0);
  const { longTasks, freshness, mostRows } = await readProbes(page);
  await stream.stop();
  const stored = ((await api(ready, '/api/ledger')).captures.stored as number) - before;
  const counted = await page.evaluate(() =>
    Number(document.querySelector('.tabular.px-1')?.textContent?.replace(/\D/g, '')),
  );
  const sums = [traffic.sent, stored, counted - before].map((sum) => sum.toLocaleString('en'));
  const isSame = new Set(sums).size === 1 && traffic.accepted === traffic.sent;
  const perS = Math.round((traffic.sent * 1000) / traffic.tookMs);
  tell(`live tail at ${perS}/s: sent, stored, counted`, sums.join(' = '), 'equal', isSame);
  tell('sequence gaps', String(stream.seen.gaps), '0', stream.seen.gaps === 0);
  const longest = Math.max(0, ...longTasks);
  tell('longest task during it', ms(longest), '100 ms', longest <= 100);
  tell('tasks over 50 ms', String(longTasks.length), '–', null);
  const fresh = percentile(freshness, 0.95);
  tell('request to visible row p95', ms(fresh), '500 ms', fresh <= 500);
  tell('rows in the DOM meanwhile', String(mostRows), '60', mostRows <= 60);
  const keys = sendAtRate(ready.receiver, { ratePerS: RATE_PER_S, seconds: 8 });
  await measureKeys(page, `at ${RATE_PER_S}/s`);
  await keys;
}

async function measureLargeBody(page: Page): Promise<void> {
  const line = '{"id":9007199254740993123,"name":"Zoë"}';
  const body = `[${Array.from({ length: 260_000 }, () => line).join(',\n')}]`;
  await fetch(`${ready.receiver}/large`, { method: 'POST', body });
  await page.goto(`${ready.control}/inbox?filter=path:/large`);
  await page.locator('[data-row-id]').first().waitFor();
  await resetProbes(page);
  await page.locator('[data-row-id]').first().click();
  await page.getByRole('tab', { name: 'Pretty' }).click();
  await page.getByRole('button', { name: /^Show all/ }).click();
  await page.waitForTimeout(3000);
  const longest = Math.max(0, ...(await readProbes(page)).longTasks);
  tell('10 MB body opened in full, longest task', ms(longest), '100 ms', longest <= 100);
  await page.goto(`${ready.control}/inbox`);
  await page.locator('[data-row-id]').first().waitFor();
}

async function measureHeap(page: Page): Promise<void> {
  await loadAll(page);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const megabytes = usedSize / 1024 ** 2;
  tell('heap with all rows', `${megabytes.toFixed(0)} MB`, '400 MB', megabytes <= 400);
}

function tell(what: string, figure: string, budget: string, isKept: boolean | null): void {
  rows.push({ what, figure, budget, isKept });
  console.error(`${what}: ${figure}`);
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

function printTable(): void {
  console.log(`| what (${CAPTURES.toLocaleString('en')} captures) | measured | budget | kept |`);
  console.log('| --- | --- | --- | --- |');
  for (const { what, figure, budget, isKept } of rows) {
    const word = isKept === null ? '' : isKept ? 'yes' : '**no**';
    console.log(`| ${what} | ${figure} | ${budget} | ${word} |`);
  }
}
