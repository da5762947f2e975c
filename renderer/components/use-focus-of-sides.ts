import { type RefObject, useLayoutEffect, useRef } from 'react';

interface Sides {
  isListShown: boolean;
  /** Something stands in the inspector's place. */
  isOpen: boolean;
}

/** The best place first. */
const PLACES = ['[role="grid"], [role="treegrid"]', '[aria-current="true"]', 'a[href]', 'button'];

/**
 * Focus stays in sight when a side goes: with the inspector it goes back to what opened it, with
 * the list into the inspector. The browser would drop it a frame later, and keys meanwhile too.
 */
export function useFocusOfSides(box: RefObject<HTMLElement | null>, sides: Sides): void {
  const { isListShown, isOpen } = sides;
  const opener = useRef<HTMLElement | null>(null);
  const wasOpen = useRef(isOpen);
  useLayoutEffect(() => {
    const list = box.current?.querySelector<HTMLElement>('[data-pane="List"]');
    const note = (event: FocusEvent) => {
      opener.current = event.target instanceof HTMLElement ? event.target : null;
    };
    list?.addEventListener('focusin', note);
    return () => list?.removeEventListener('focusin', note);
  }, [box]);
  useLayoutEffect(() => {
    const list = box.current?.querySelector<HTMLElement>('[data-pane="List"]');
    const focused = document.activeElement;
    if (!isListShown && list?.contains(focused)) {
      box.current?.querySelector<HTMLElement>('[data-pane="Inspector"] button')?.focus();
    }
    if (isListShown && wasOpen.current && !isOpen && (!focused || focused === document.body)) {
      const before = opener.current?.isConnected ? opener.current : null;
      (before ?? firstIn(list))?.focus();
    }
    wasOpen.current = isOpen;
  }, [box, isListShown, isOpen]);
}

function firstIn(list: HTMLElement | null | undefined): HTMLElement | null {
  for (const selector of PLACES) {
    const found = list?.querySelector<HTMLElement>(selector);
    if (found) {
      return found;
    }
  }
  return null;
}
