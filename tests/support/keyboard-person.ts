import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What has focus, and whether a person can see it. */
export interface Focus {
  name: string;
  role: string;
  isVisible: boolean;
}

/** Somebody who has no mouse: presses keys, counts them, and looks where focus is after each. */
export function keyboardPerson(page: Page) {
  const pressed: string[] = [];
  const unseen: string[] = [];

  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await page.keyboard.press(key);
      pressed.push(key);
      // While a screen gives way to the next, focus is on its way: what counts is where it stays.
      const seen = await expect
        .poll(async () => (await focusOf(page)).isVisible, { timeout: 10_000 })
        .toBe(true)
        .then(() => true)
        .catch(() => false);
      if (!seen) {
        const focus = await focusOf(page);
        unseen.push(`${key}: ${focus.role} ${focus.name}`);
      }
    }
  }

  return {
    press,
    focus: () => focusOf(page),
    /** Presses Tab, or another key that moves on, until what is wanted has focus. */
    async moveTo(name: RegExp, key = 'Tab', atMost = 60): Promise<void> {
      for (let step = 0; step < atMost; step += 1) {
        if (name.test((await focusOf(page)).name)) {
          return;
        }
        await press(key);
      }
      expect.fail(`${atMost} times ${key} and no ${name}; at last ${(await focusOf(page)).name}`);
    },
    /** Keys since the last call. */
    takeKeys: () => pressed.splice(0),
    /** Keys after which focus was somewhere that cannot be seen. */
    unseen: () => unseen,
  };
}

/** No focus at all, as on a page that has just been loaded, hides nothing. */
export function focusOf(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) {
      return { name: '', role: 'none', isVisible: true };
    }
    const label = element.getAttribute('aria-label') ?? labelOf(element) ?? element.textContent;
    return {
      name: (label ?? '').replace(/\s+/g, ' ').trim(),
      role: element.getAttribute('role') ?? element.localName,
      isVisible: ringOf(element) && isOnScreen(element),
    };

    function labelOf(target: HTMLElement): string | null {
      const labels = (target as HTMLInputElement).labels;
      return labels?.[0]?.textContent ?? null;
    }

    /** A ring of its own, of its label, or of the box that it fills; a place to read needs none. */
    function ringOf(target: HTMLElement): boolean {
      const isPlace = target.tabIndex === -1 && ['main', 'section'].includes(target.localName);
      const around = [
        target,
        target.closest('label'),
        target.parentElement,
        target.closest('form'),
      ];
      return (
        isPlace || isOverlayField(target) || around.some((one) => one !== null && hasRing(one))
      );
    }

    function hasRing(target: Element): boolean {
      const style = getComputedStyle(target);
      const hasOutline =
        style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
      return hasOutline || target.hasAttribute('data-highlighted');
    }

    /** The one field of the palette, and dialogs themselves: nothing else could have focus there. */
    function isOverlayField(target: HTMLElement): boolean {
      return (
        target.getAttribute('role') === 'dialog' ||
        target.getAttribute('role') === 'menu' ||
        target.hasAttribute('cmdk-input')
      );
    }

    function isOnScreen(target: HTMLElement): boolean {
      const box = (target.closest('label') ?? target).getBoundingClientRect();
      return box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    }
  });
}
