import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';

const chromium = requirePart('chromium');

/** What has focus, by its name: what a person would say it is on. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });
}

describe.skipIf(chromium.isMissing)('keys of the window', () => {
  let bed: WindowBed;
  let page: Page;

  const row = (title: string) => page.getByRole('listitem').filter({ hasText: title }).first();
  const change = (title: string) =>
    page.getByRole('button', { name: `Change the keys of “${title}”` });
  const openShortcuts = () => bed.open('/settings/shortcuts');

  beforeAll(async () => {
    bed = await openWindowBed();
    page = bed.page;
  });

  afterAll(async () => {
    expect(bed?.faults).toEqual([]);
    await bed?.close();
  });

  it('lists every command with its keys, those of other screens too', async () => {
    await openShortcuts();
    await row('Star or unstar').getByText('S', { exact: true }).waitFor();
    await row('Move the rule up').getByText('Alt+↑').waitFor();
    await row('Export subscriptions as JSON').getByText('no keys').waitFor();
    expect(await page.getByRole('button', { name: /^Change the keys of/ }).count()).toBeGreaterThan(
      60,
    );
    await page.getByRole('searchbox', { name: 'Find a command or a key' }).fill('ctrl+k');
    await expect
      .poll(() => page.getByRole('button', { name: /^Change the keys of/ }).count())
      .toBe(1);
    await page.getByRole('searchbox', { name: 'Find a command or a key' }).fill('');
  });

  it('37: has no violation, with the recorder open too', async () => {
    await openShortcuts();
    await change('Star or unstar').click();
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme });
      expect(await bed.axe()).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: null });
    await page.keyboard.press('Escape');
  });

  it('binds what is pressed, and shows it in tooltip, ? sheet and palette', async () => {
    await openShortcuts();
    await change('Collapse or widen the sidebar').focus();
    await page.keyboard.press('Enter');
    await page.getByText('Press the new keys. Esc cancels.').waitFor();
    await page.keyboard.press('Control+j');
    await row('Collapse or widen the sidebar').getByText('Ctrl+J').waitFor();
    await expect
      .poll(() => focused(page))
      .toBe('Change the keys of “Collapse or widen the sidebar”');

    await page.keyboard.press('Control+b');
    await page.getByRole('button', { name: 'Collapse sidebar' }).waitFor();
    await page.keyboard.press('Control+j');
    await page.getByRole('button', { name: 'Widen sidebar' }).focus();
    await page.getByRole('tooltip').getByText('Ctrl+J').waitFor();
    await page.keyboard.press('Control+j');

    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Ctrl+J').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('sidebar');
    await page
      .getByRole('option', { name: /sidebar/ })
      .getByText('Ctrl+J')
      .waitFor();
    await page.keyboard.press('Escape');
  });

  it('keeps it over a reload, and Undo takes it back', async () => {
    await openShortcuts();
    await row('Collapse or widen the sidebar').getByText('Ctrl+J').waitFor();
    await change('Go live').click();
    await page.keyboard.press('Control+Shift+l');
    await row('Go live').getByText('Ctrl+Shift+L').waitFor();
    await page.keyboard.press('Control+z');
    await row('Go live').getByText('L', { exact: true }).waitFor();
    await page.keyboard.press('Control+Shift+z');
    await row('Go live').getByText('Ctrl+Shift+L').waitFor();
    await page.getByRole('button', { name: 'Reset the keys of “Go live”' }).click();
    await row('Go live').getByText('L', { exact: true }).waitFor();
  });

  it('records sequences, and tells which command is in the way', async () => {
    await openShortcuts();
    await change('Fire the last event again').click();
    await page.keyboard.press('x');
    await page.keyboard.press('x');
    await row('Fire the last event again').getByText('X X').waitFor();

    await change('Star or unstar').click();
    await page.keyboard.press('p');
    await page.getByText(/^P is already in use: “Pause or resume the view”/).waitFor();
    await page.getByRole('button', { name: 'Use P here' }).click();
    await row('Star or unstar').getByText('P', { exact: true }).waitFor();
    await row('Pause or resume the view').getByText('no keys').waitFor();
  });

  it('refuses keys that the browser keeps, with the reason', async () => {
    await openShortcuts();
    await change('Fire the event in view').click();
    // Chromium itself would open a tab: the page gets the key as a browser that hands it over would.
    await page
      .getByText('Press the new keys')
      .dispatchEvent('keydown', { key: 't', ctrlKey: true });
    await page
      .getByText('Ctrl+T opens a tab: the browser keeps it for itself. Press other keys.')
      .waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Enter presses what has focus, and must go on doing so.').waitFor();
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('No keys');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Escape');
    await row('Fire the event in view').getByText('F', { exact: true }).waitFor();
  });

  it('switches all single letters off, and resets all keys', async () => {
    await openShortcuts();
    await page.getByRole('checkbox', { name: 'Keys without Ctrl or ⌘' }).click();
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('?');
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(page.url()).toContain('/settings/shortcuts');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'Keys without Ctrl or ⌘' }).click();
    await page.getByRole('button', { name: 'Reset all keys' }).click();
    await row('Star or unstar').getByText('S', { exact: true }).waitFor();
    await row('Collapse or widen the sidebar').getByText('Ctrl+B').waitFor();
  });

  it('leaves undo inside of a text field to the field', async () => {
    await openShortcuts();
    const find = page.getByRole('searchbox', { name: 'Find a command or a key' });
    await find.click();
    await page.keyboard.type('abc');
    await page.keyboard.press('Control+z');
    await expect.poll(() => find.inputValue()).not.toBe('abc');
    expect(await page.getByRole('region', { name: 'Notice' }).count()).toBe(0);
    await find.fill('');
  });
});

describe.skipIf(chromium.isMissing)('panes and layout', () => {
  let bed: WindowBed;
  let page: Page;

  beforeAll(async () => {
    bed = await openWindowBed();
    page = bed.page;
    for (const path of ['/one', '/two', '/three']) {
      await fetch(`${bed.server.urls.receiver}${path}`, { method: 'POST', body: '{}' });
    }
  });

  afterAll(async () => {
    expect(bed?.faults).toEqual([]);
    await bed?.close();
  });

  it('skip links lead to content, list, inspector and status bar', async () => {
    await bed.open('/inbox');
    await page.getByRole('row').filter({ hasText: '/two' }).click();
    await page.getByRole('region', { name: 'Request' }).waitFor();
    await page.reload();
    await page.getByRole('region', { name: 'Request' }).getByRole('tab').first().waitFor();
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('Skip to content');
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('Skip to list');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page)).toBe('Requests');
    await page.getByRole('button', { name: 'Skip to inspector' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('role')))
      .toBe('tab');
  });

  it('“Open this in a new tab” opens the same place, with the token', async () => {
    await bed.open('/inbox?filter=path%3A%2Ftwo');
    const opened = page.context().waitForEvent('page');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('new tab');
    await page.keyboard.press('Enter');
    const second = await opened;
    await second.getByRole('heading', { name: 'Inbox', level: 1 }).waitFor();
    expect(second.url()).toContain('/inbox?filter=path');
    await second.close();
  });

  it('a tab that is opened otherwise gets the token of its neighbour', async () => {
    await bed.open('/');
    const second = await page.context().newPage();
    await second.goto(`${bed.server.urls.control}/rules`);
    await second.getByRole('heading', { name: 'Rules', level: 1 }).waitFor();
    await second.close();
  });

  it('theme and keys are shared with other windows at once', async () => {
    await bed.open('/settings/appearance');
    const second = await page.context().newPage();
    await second.goto(`${bed.server.urls.control}/rules`);
    await second.getByRole('heading', { name: 'Rules', level: 1 }).waitFor();
    await page.getByText('Dark', { exact: true }).click();
    await expect
      .poll(() => second.evaluate(() => document.documentElement.dataset.theme))
      .toBe('dark');
    await page.getByText('System', { exact: true }).click();
    await second.close();
  });

  it('remembers split, direction, columns, sidebar, density and tab over a reload', async () => {
    await bed.open('/inbox');
    await page.getByRole('row').filter({ hasText: '/two' }).click();
    const splitter = page.getByRole('separator', { name: 'Size of list and inspector' });
    const share = () => splitter.getAttribute('aria-valuenow');
    const direction = () => splitter.getAttribute('aria-orientation');
    expect(await direction()).toBe('vertical');
    const before = Number(await share());
    await runInPalette('Wider list');
    await expect.poll(async () => Number(await share())).toBe(before + 10);
    await page.keyboard.press('Control+\\');
    await expect.poll(direction).toBe('horizontal');
    await page.keyboard.press('Control+b');
    await page.getByRole('tab', { name: 'Headers' }).click();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'From', exact: true }).last().click();
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('region', { name: 'Request' }).waitFor();
    expect(await direction()).toBe('horizontal');
    expect(Number(await share())).toBe(before + 10);
    await page.getByRole('button', { name: 'Widen sidebar' }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'From' }).count()).toBe(0);
    expect(await page.getByRole('tab', { name: 'Headers' }).getAttribute('aria-selected')).toBe(
      'true',
    );
    await runInPalette('Reset the layout');
    await expect.poll(direction).toBe('vertical');
    await page.getByRole('columnheader', { name: 'From' }).waitFor();
    await page.getByRole('button', { name: 'Collapse sidebar' }).waitFor();
  });

  async function runInPalette(title: string): Promise<void> {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(title);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  it('Follow newest opens each arrival until a row is selected by hand', async () => {
    await bed.open('/inbox');
    const follow = page.getByRole('button', { name: 'Follow newest: open each arrival' });
    const pressed = () => follow.getAttribute('aria-pressed');
    expect(await pressed()).toBe('false');
    await follow.click();
    const inspector = page.getByRole('region', { name: 'Request' });
    for (const path of ['/followed-1', '/followed-2']) {
      await fetch(`${bed.server.urls.receiver}${path}`, { method: 'POST', body: '{}' });
      await inspector.getByRole('heading', { name: new RegExp(path) }).waitFor();
      expect(await pressed()).toBe('true');
    }
    await page.getByRole('row').filter({ hasText: '/three' }).click();
    await expect.poll(pressed).toBe('false');
    await fetch(`${bed.server.urls.receiver}/not-followed`, { method: 'POST', body: '{}' });
    await page.getByText('▲ 1 new').waitFor();
    await inspector.getByRole('heading', { name: /three/ }).waitFor();
  });
});
