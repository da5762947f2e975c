import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ShellBridge } from '../../server/contract/shell-bridge.ts';
import { BRIDGE_FUNCTIONS } from '../support/bridge-functions.ts';
import { pathOf, requirePart } from '../support/requirements.ts';

declare global {
  interface Window {
    readonly hookbench: ShellBridge;
  }
}

/** The real window. Where Electron's binary is not installed the run says that this was left out. */
const electron = requirePart('electron');
const root = fileURLToPath(new URL('../../', import.meta.url));

describe.skipIf(electron.isMissing)('the desktop app', () => {
  let app: ElectronApplication;
  let page: Page;
  let userData: string;

  beforeAll(async () => {
    userData = await mkdtemp(join(tmpdir(), 'hookbench-desktop-'));
    // A machine without a keyring would ask, and nobody is there to answer.
    await writeFile(join(userData, 'preferences.json'), '{"acceptsWeakVault": true}');
    app = await _electron.launch({
      executablePath: pathOf(electron),
      args: [root, `--user-data-dir=${userData}`, ...sandboxArguments()],
      env: { ...environment(), ...anyPorts() },
    });
    page = await app.firstWindow();
    await page.waitForLoadState('load');
  });

  afterAll(async () => {
    await app?.close();
    await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  });

  test('the window shows the app from its own origin, with its policy', async () => {
    expect(new URL(page.url()).href).toMatch(/^app:\/\/hookbench\//);
    await page.waitForFunction(() => document.querySelector('#root')?.childElementCount);
    const policy = await page.evaluate(async () =>
      (await fetch(location.href)).headers.get('content-security-policy'),
    );
    expect(policy).toContain("default-src 'none'; script-src 'self'");
  });

  test('the page is sandboxed, isolated and without Node', async () => {
    const seen = await page.evaluate(() => ({
      globals: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
      bridge: Object.keys(window.hookbench).sort(),
    }));
    expect(seen.globals).toEqual([]);
    expect(seen.bridge).toEqual([...BRIDGE_FUNCTIONS, 'hidesMenu', 'platform', 'versions'].sort());
  });

  test('the page speaks to the control listener with the token of this launch', async () => {
    const seen = await page.evaluate(async () => {
      const { urls, token } = await window.hookbench.connection();
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${urls.control}/api/state`, { headers });
      return { status: answer.status, isInUrl: location.href.includes(token) };
    });
    expect(seen).toEqual({ status: 200, isInUrl: false });
  });

  test('nothing leads out of the window', async () => {
    const before = page.url();
    const opened = await page.evaluate(() => window.open('https://example.com/') === null);
    expect(opened).toBe(true);
    await page.evaluate(() => location.assign('https://example.com/'));
    await page.evaluate(() => location.assign('file:///etc/passwd'));
    const foreign = await page.evaluate(() =>
      fetch('https://example.com/').then(
        () => 'reached',
        () => 'refused',
      ),
    );
    expect(foreign).toBe('refused');
    expect(page.url()).toBe(before);
    expect(app.windows()).toHaveLength(1);
  });

  test('only a click opens a page outside, and only http and https', async () => {
    const refusal = await page.evaluate(() =>
      window.hookbench.openExternal('https://example.com/').catch((error: Error) => error.message),
    );
    expect(refusal).toContain('on a click only');
  });

  test('a server that is killed is started again, and the page hears of it', async () => {
    await page.evaluate(() => {
      const states: string[] = [];
      window.hookbench.onServerState((state) => states.push(state.kind));
      Object.assign(window, { states });
    });
    await app.evaluate(({ app: main }) => {
      const server = main.getAppMetrics().find((found) => found.name === 'Hookbench server');
      process.kill(server?.pid ?? 0, 'SIGKILL');
    });
    // With any free port the address changes, and with it the page is loaded anew.
    await page.waitForFunction(async () => {
      const { urls, token } = await window.hookbench.connection();
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${urls.control}/api/state`, { headers }).catch(() => undefined);
      return answer?.ok === true;
    });
  });

  test('its server runs with the flag of V8 that makes it fast', async () => {
    const pid = await app.evaluate(({ app: main }) => {
      const server = main.getAppMetrics().find((found) => found.name === 'Hookbench server');
      return server?.pid;
    });
    expect(pid).toBeGreaterThan(0);
    if (process.platform === 'linux') {
      const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
      expect(text).toContain('--js-flags=--no-allocation-site-pretenuring');
    }
  });

  test('the menu of the app has every part, and none reloads the page', async () => {
    const labels = await app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.items.map(({ label }) => label.replace('&', '')),
    );
    expect(labels).toEqual(
      expect.arrayContaining(['File', 'Edit', 'View', 'Go', 'Act', 'Window', 'Help']),
    );
  });

  test('a second start hands its link to the window and ends', async () => {
    const second = spawn(
      pathOf(electron),
      [root, `--user-data-dir=${userData}`, ...sandboxArguments(), 'hookbench://rules'],
      { env: environment(), stdio: 'ignore' },
    );
    expect((await once(second, 'exit'))[0]).toBe(0);
    await page.waitForFunction(() => location.pathname === '/rules');
  });

  test('with the tray on the last window hides, and comes back as it goes', async () => {
    const isVisible = () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => window.isVisible()),
      );
    await page.evaluate(() => window.hookbench.changePreferences({ hasTray: true }));
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(isVisible).toEqual([false]);
    await page.evaluate(() => window.hookbench.changePreferences({ hasTray: false }));
    await expect.poll(isVisible).toEqual([true]);
  });

  test('the bounds of the window are kept', async () => {
    await app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 30, y: 40, width: 900, height: 640 });
    });
    const bounds = () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());
    await expect.poll(bounds).toMatchObject({ width: 900, height: 640 });
  });
});

function environment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => name !== 'ELECTRON_RUN_AS_NODE');
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
}

function anyPorts(): Record<string, string> {
  return {
    HOOKBENCH_CONTROL_PORT: '0',
    HOOKBENCH_EXPOSEE_PORT: '0',
    HOOKBENCH_RECEIVER_PORT: '0',
  };
}

/** Chromium refuses to run as root inside of its sandbox. */
function sandboxArguments(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
