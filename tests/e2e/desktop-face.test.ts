import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

// What the window is in the desktop app, in a browser whose page has the shell's bridge: what the
// page asks of the shell is written down, what the shell says is said by the test.

interface Shell {
  readonly calls: [name: string, ...args: unknown[]][];
  say(command: object): void;
  sayState(state: object): void;
}
type ShellWindow = typeof window & { readonly shell: Shell };

/** Runs in the page, before all else. */
function giveBridge({ token, platform }: { token: string; platform: string }): void {
  const calls: [string, ...unknown[]][] = [];
  let preferences = { theme: 'system', hasTray: false, hasCompactTitleBar: false };
  const note =
    <Result>(name: string, answer: (...args: never[]) => Result) =>
    async (...args: never[]): Promise<Result> => {
      calls.push([name, ...args]);
      return answer(...args);
    };
  const nothing = (): void => undefined;
  const urls = {
    control: location.origin,
    exposee: 'http://127.0.0.1:1',
    receiver: location.origin,
  };
  type Say = (said: object) => void;
  const shell: { calls: typeof calls; say: Say; sayState: Say } = {
    calls,
    say: nothing,
    sayState: nothing,
  };
  const bridge = {
    platform,
    versions: { app: '0.1.0', electron: '45.0.0', chrome: '150.0.0', node: '24.0.0' },
    hidesMenu: platform !== 'darwin',
    connection: async () => ({ urls, token }),
    onServerState: (listen: (state: object) => void) => {
      shell.sayState = listen;
      listen({ kind: 'ready', urls });
      return nothing;
    },
    onCommand: (listen: (command: object) => void) => {
      shell.say = listen;
      return nothing;
    },
    preferences: async () => ({ ...preferences, vault: 'basic_text' }),
    changePreferences: note('changePreferences', (change: object) => {
      preferences = { ...preferences, ...change };
      return preferences;
    }),
    ...Object.fromEntries(
      [
        'openMenu',
        'restartServer',
        'showLog',
        'openSettings',
        'openWindow',
        'showKeys',
        'showRecent',
        'notify',
        'saveFile',
      ].map((name) => [name, note(name, nothing)]),
    ),
  };
  Object.assign(window, { hookbench: bridge, shell });
}

describe.skipIf(requirePart('chromium').isMissing)('the window in the desktop app', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    await bed.page.addInitScript(giveBridge, { token: bed.server.token, platform: 'linux' });
  });
  afterAll(() => bed?.close());

  const callsOf = (name: string) =>
    bed.page.evaluate(
      (wanted) => (window as ShellWindow).shell.calls.filter(([called]) => called === wanted),
      name,
    );
  const say = (command: object) =>
    bed.page.evaluate((said) => (window as ShellWindow).shell.say(said), command);

  it('has a button for the menu where the frame has no menu bar', async () => {
    await bed.open('/');
    await bed.page.getByRole('button', { name: 'Menu', exact: true }).click();
    await expect.poll(() => callsOf('openMenu')).toEqual([['openMenu']]);
    expect(await bed.axe()).toEqual([]);
  });

  it('sets the tray and the title bar, and keeps them', async () => {
    const { page } = bed;
    await bed.open('/settings/appearance');
    const tray = page.getByLabel('Show in the tray');
    expect(await tray.isChecked()).toBe(false);
    await tray.click();
    await page.getByLabel('Use compact title bar').click();
    await expect
      .poll(() => callsOf('changePreferences'))
      .toContainEqual(['changePreferences', { hasCompactTitleBar: true }]);
    expect(await callsOf('changePreferences')).toContainEqual([
      'changePreferences',
      { hasTray: true },
    ]);
    await expect.poll(() => tray.isChecked()).toBe(true);
    expect(await bed.axe()).toEqual([]);
  });

  it('says what it is built on, and that no keyring seals the secrets', async () => {
    await bed.open('/settings/about');
    await bed.page.getByText('Electron 45.0.0, Chromium 150.0.0, Node 24.0.0').waitFor();
    await bed.page.getByText(/not sealed: this computer has no keyring/).waitFor();
  });

  it('gives the tray the latest requests, without their queries', async () => {
    await bed.open('/');
    const sent = await fetch(`${bed.server.urls.receiver}/in/tray?token=secret`, {
      method: 'POST',
    });
    expect(sent.ok).toBe(true);
    const newest = async () => {
      const [, items] = (await callsOf('showRecent')).at(-1) ?? [];
      return (items as { label: string; path: string }[] | undefined)?.[0];
    };
    await expect.poll(newest).toEqual({
      label: expect.stringMatching(/^#\d+ POST \/in\/tray$/),
      path: expect.stringMatching(/^\/inbox\/cap_/),
    });
  });

  it('follows links of the shell, and tells it the keys of the menu', async () => {
    const { page } = bed;
    await bed.open('/');
    await say({ kind: 'go', path: '/rules' });
    await page.getByRole('heading', { name: 'Rules', level: 1 }).waitFor();
    await expect
      .poll(async () => (await callsOf('showKeys')).at(-1)?.[1])
      .toMatchObject({ palette: 'mod+k', 'window.new': 'mod+shift+n', fire: 'f' });
  });

  it('Undo of the menu undoes typing in a field', async () => {
    const { page } = bed;
    await bed.open('/settings/general');
    const field = page.getByLabel('Timeout, seconds');
    const before = await field.inputValue();
    await field.press('End');
    await field.pressSequentially('9');
    expect(await field.inputValue()).toBe(`${before}9`);
    await say({ kind: 'command', name: 'undo' });
    await expect.poll(() => field.inputValue()).toBe(before);
    await say({ kind: 'command', name: 'redo' });
    await expect.poll(() => field.inputValue()).toBe(`${before}9`);
  });

  it('throws nothing and breaks no policy', () => {
    expect(bed.faults).toEqual([]);
  });

  it('a server that stopped is said at once, to eye and ear, with both ways out', async () => {
    const { page } = bed;
    await bed.open('/inbox');
    const text = 'The capture server stopped. Senders are being refused.';
    expect(await page.getByRole('alert').allInnerTexts()).not.toContain(text);
    await page.evaluate(() =>
      (window as ShellWindow).shell.sayState({ kind: 'stopped', detail: 'code 9' }),
    );
    const banner = page.getByRole('region', { name: 'Server', exact: true });
    await banner.getByText(text).waitFor();
    await expect.poll(() => page.getByRole('alert').allInnerTexts()).toContain(text);
    // Spoken once, by the assertive region alone.
    expect((await page.getByRole('status').allInnerTexts()).join()).not.toContain('stopped');
    await banner.getByRole('button', { name: 'Show log' }).click();
    await expect.poll(() => callsOf('showLog')).toHaveLength(1);
    await banner.getByRole('button', { name: 'Restart' }).click();
    await expect.poll(() => callsOf('restartServer')).toHaveLength(1);
    expect(await bed.axe()).toEqual([]);
  });
});
