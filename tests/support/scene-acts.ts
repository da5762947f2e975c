import type { Page } from 'playwright-core';

/** A screen in one of its states: what the picture book shows and what axe looks at. */
export interface WindowScene {
  readonly name: string;
  readonly path: string;
  /** What to do before it is looked at. */
  readonly act?: (page: Page) => Promise<unknown>;
}

export const button = (name: string | RegExp) => (page: Page) =>
  page.getByRole('button', { name }).first().click();

/** The first row, and a tab of its inspector. */
export const first = (tab?: RegExp) => async (page: Page) => {
  // Before the rows have come, the first one says that there is none.
  await page.locator('[data-row-id]').first().click();
  if (tab) {
    await page.getByRole('tab', { name: tab }).first().click();
  }
  // Of slim windows the inspector is all; elsewhere it stands beside the list.
  await page.locator('[data-inspector]').waitFor();
};

export const inTurn =
  (...acts: ((page: Page) => Promise<unknown>)[]) =>
  async (page: Page) => {
    for (const act of acts) {
      await act(page);
    }
  };

export const choose = (text: string | RegExp) => (page: Page) =>
  page.getByText(text).first().click();
export const press =
  (...keys: string[]) =>
  async (page: Page) => {
    for (const key of keys) {
      await page.keyboard.press(key);
    }
  };
/** By keyboard, which works where the inspector would cover the list too. */
export const twoRows = async (page: Page) => {
  await page.getByRole('row').nth(3).waitFor();
  // With the line of a burst, the grid is a tree.
  await page.getByRole('grid').or(page.getByRole('treegrid')).focus();
  await press('Home', 'Shift+ArrowDown')(page);
};
export const dialog = (page: Page) => page.getByRole('dialog').waitFor();
export const menu = (page: Page) => page.getByRole('menu').waitFor();
