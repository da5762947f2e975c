import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { focusOf } from '../support/keyboard-person.ts';
import { requirePart } from '../support/requirements.ts';
import { openWindowBed, type WindowBed } from '../support/window-bed.ts';
import { post } from '../support/window-traffic.ts';

/** After each act focus is where one goes on, and never nowhere. */
describe.skipIf(requirePart('chromium').isMissing)('focus after an act', () => {
  let bed: WindowBed;
  beforeAll(async () => {
    bed = await openWindowBed();
    for (let index = 0; index < 12; index += 1) {
      await fetch(`${bed.server.urls.receiver}/focus/${index}`, { method: 'POST', body: '{}' });
    }
    for (const name of ['first', 'second', 'third']) {
      await post(bed.server, '/api/rules', {
        name,
        when: { path: `/in/${name}` },
        action: { answer: { status: 200 } },
      });
    }
    await post(bed.server, '/api/subscriptions', {
      url: 'http://127.0.0.1:9/dead',
      event_types: ['order.created'],
      name: 'dead',
    });
    for (let fired = 0; fired < 4; fired += 1) {
      await post(bed.server, '/api/events', { event: 'order.created', data: {} });
    }
  });
  afterAll(() => bed?.close());

  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await bed.page.keyboard.press(key);
    }
  };
  const button = (name: string | RegExp) =>
    bed.page.locator('main').getByRole('button', { name }).first();
  /** As by Tab and ⏎, without counting the steps. */
  const enter = async (name: string | RegExp) => {
    await button(name).focus();
    await press('Enter');
  };
  const undo = async () => {
    await bed.page.getByRole('region', { name: 'Notice' }).getByRole('button').first().waitFor();
    await press('F8', 'Enter');
    await bed.page
      .getByText(/^Undone/)
      .first()
      .waitFor();
  };
  const role = async () => (await focusOf(bed.page)).role;
  const name = async () => (await focusOf(bed.page)).name;
  const isOn = (wanted: string) => expect.poll(role).toBe(wanted);
  const isNamed = (wanted: RegExp) => expect.poll(name).toMatch(wanted);
  const activeId = () =>
    bed.page.evaluate(() => {
      const grid = document.activeElement;
      const row = document.getElementById(grid?.getAttribute('aria-activedescendant') ?? '');
      return row?.dataset.rowId ?? null;
    });
  const idOf = (index: number) =>
    bed.page.locator('[data-row-id]').nth(index).getAttribute('data-row-id');
  const openList = async (path: string) => {
    await bed.open(path);
    await bed.page.locator('[data-row-id]').nth(3).waitFor();
    await bed.page.getByRole('grid').focus();
  };

  describe('on the Inbox', () => {
    it('a deleted request hands it to the next row, and Undo back to its own', async () => {
      await openList('/inbox?filter=path:/focus/*');
      const [gone, next] = [await idOf(0), await idOf(1)];
      await press('Home');
      await bed.page.getByRole('tab').first().waitFor();
      await enter('Delete');
      await isOn('grid');
      await expect.poll(activeId).toBe(next);
      await undo();
      await isOn('grid');
      await expect.poll(activeId).toBe(gone);
    });

    it('Esc leads from the inspector back to its row, then chooses nothing', async () => {
      const open = await activeId();
      await press('Enter');
      await isOn('tab');
      await press('Escape');
      await isOn('grid');
      expect(await activeId()).toBe(open);
      await press('Escape');
      await expect.poll(() => bed.page.url()).not.toContain('/inbox/');
      await isOn('grid');
    });

    it('an inspector that is closed by its own button hands it to the list', async () => {
      await bed.open('/inbox/cap_AAAAAAAAAAAAAAAAAAAA');
      await bed.page.locator('[data-row-id]').nth(3).waitFor();
      await enter('Back to the list');
      await isOn('grid');
    });

    it('a chip that is taken out hands it to the next chip, the last one to the field', async () => {
      await openList('/inbox?filter=path:/focus/*%20is:unseen%20method:POST');
      await enter('Remove path:/focus/*');
      await isNamed(/^Remove is:unseen/);
      await press('Tab', 'Enter');
      await isNamed(/^Remove is:unseen/);
      await press('Enter');
      await isOn('combobox');
      // It covers no rows with suggestions that nobody asked for.
      const field = bed.page.getByRole('combobox', { name: 'Filter requests' });
      expect(await field.getAttribute('aria-expanded')).toBe('false');
    });

    it('so does a filter that is cleared, from its field and from the empty list', async () => {
      await openList('/inbox?filter=path:/focus/*');
      await enter('Clear filter');
      await isOn('combobox');
      await bed.open('/inbox?filter=path:/nothing');
      await bed.page.getByText(/^No match among/).waitFor();
      await bed.page.getByRole('grid').getByRole('button', { name: 'Clear filter' }).focus();
      await press('Enter');
      await isOn('grid');
    });

    it('an act on several rows ends in the list: cleared, replayed and dismissed, deleted', async () => {
      await openList('/inbox?filter=path:/focus/*');
      await press('Home', 'Shift+ArrowDown');
      await enter('Clear selection');
      await isOn('grid');
      await press('Home', 'Shift+ArrowDown', 'r');
      const result = bed.page.getByRole('region', { name: 'Replay' });
      await result.getByRole('button', { name: 'Dismiss' }).focus();
      await press('Enter');
      await result.waitFor({ state: 'detached' });
      await isOn('grid');
      await press('Home', 'Shift+ArrowDown');
      await bed.page.getByRole('status').filter({ hasText: '2 selected' }).waitFor();
      // The inspector has a button of that name too.
      const list = bed.page.locator('[data-pane="List"]');
      await list.getByRole('button', { name: /^Delete/ }).focus();
      await press('Enter');
      await bed.page.getByText('Deleted 2 requests.').first().waitFor();
      await isOn('grid');
      await undo();
      await isOn('grid');
    });

    it('a dialog and a menu hand it back to where they were opened from', async () => {
      await openList('/inbox');
      await press('?');
      await isOn('dialog');
      await press('Escape');
      await isOn('grid');
      await press('Control+k');
      await expect.poll(role).not.toBe('grid');
      await press('Escape');
      await isOn('grid');
      await press('Home');
      await bed.page.getByRole('tab').first().waitFor();
      await enter('More');
      await bed.page.getByRole('menu').waitFor();
      await press('Escape');
      await isNamed(/^More/);
    });

    it('a screen that replaces it takes focus to its content', async () => {
      await openList('/inbox?filter=path:/focus/*');
      await press('Home', 'Shift+ArrowDown', 'd');
      await bed.page.getByRole('heading', { name: 'Compare', level: 1 }).waitFor();
      await expect.poll(role).not.toBe('none');
    });
  });

  describe('on Deliveries', () => {
    it('a button that its act takes away leaves focus in the inspector; Undo keeps it', async () => {
      await openList('/deliveries?filter=event:order.created');
      await press('Home');
      await bed.page.getByRole('button', { name: 'Stop retrying' }).waitFor();
      await enter('Stop retrying');
      await bed.page.getByRole('button', { name: 'Stop retrying' }).waitFor({ state: 'detached' });
      const isInside = () =>
        bed.page.evaluate(
          () => document.activeElement?.closest('[data-pane="Inspector"]') !== null,
        );
      await expect.poll(isInside).toBe(true);
      await undo();
      await expect.poll(isInside).toBe(true);
      await press('Escape');
      await isOn('grid');
      await press('Escape');
      await isOn('grid');
    });

    it('chips and several rows, as on the Inbox', async () => {
      await enter(/^Remove event:order.created/);
      await isOn('combobox');
      await openList('/deliveries');
      await press('Home', 'Shift+ArrowDown');
      await enter('Clear selection');
      await isOn('grid');
    });
  });

  describe('on Rules', () => {
    const ruleNames = () =>
      bed.page
        .getByRole('list', { name: /^Rules/ })
        .getByRole('link')
        .locator('.font-medium')
        .allInnerTexts();

    it('a deleted rule hands it to the next one, and Undo to what came back', async () => {
      await bed.open('/rules');
      await bed.page.getByRole('link', { name: /second/ }).focus();
      await press('Enter');
      await enter('Delete');
      await expect.poll(ruleNames).toEqual(['first', 'third']);
      await isNamed(/third/);
      await undo();
      await expect.poll(ruleNames).toEqual(['first', 'second', 'third']);
      await isNamed(/second/);
    });

    it('a moved rule keeps it, whether its line or its button moved it', async () => {
      await press('Alt+ArrowUp');
      await expect.poll(ruleNames).toEqual(['second', 'first', 'third']);
      await isNamed(/second/);
      await enter('Move down');
      await expect.poll(ruleNames).toEqual(['first', 'second', 'third']);
      await isNamed(/^Move down/);
      await press('Control+z');
      await expect.poll(ruleNames).toEqual(['second', 'first', 'third']);
      await isNamed(/^Move down/);
    });

    it('a rule that is not made after all hands it back to the list', async () => {
      await bed.page.getByRole('link', { name: /third/ }).focus();
      await press('n');
      await isNamed(/^Name/);
      await enter('Cancel');
      await isNamed(/third/);
    });

    it('the last rule gone, it is on what the screen offers then', async () => {
      for (const left of [2, 1, 0]) {
        await bed.page
          .getByRole('link', { name: /first|second|third/ })
          .first()
          .focus();
        await press('Enter');
        await enter('Delete');
        await expect.poll(async () => (await ruleNames()).length).toBe(left);
        await expect.poll(role).not.toBe('none');
      }
    });
  });

  it('threw nothing and broke no policy on the way', () => {
    expect(bed.faults.filter((text) => !text.includes('404'))).toEqual([]);
  });
});
