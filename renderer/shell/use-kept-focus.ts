import { useEffect } from 'react';
import { focusIn } from './panes.ts';

/** What floats is gone once it has done its work; where it was opened from is the place to go back to. */
const FLOATING = '[role="dialog"], [role="menu"], [aria-label="Notice"]';

interface Place {
  element: HTMLElement;
  /** The panes around it, the innermost first. */
  panes: readonly HTMLElement[];
}

/**
 * Focus is never lost with what had it: a button that goes when it is pressed, a row of an inspector
 * that closes, a notice. It goes back to where it was before, else to its pane, else to the content.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let last: HTMLElement | null = null;
    let place: Place | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const note = ({ target }: FocusEvent) => {
      last = target instanceof HTMLElement ? target : null;
      if (last?.closest(FLOATING) === null) {
        place = { element: last, panes: panesAround(last) };
      }
    };
    const restore = () => {
      timer = undefined;
      if (isNowhere() && last !== null) {
        const isGone = !canHoldFocus(last);
        // Whoever pressed on nothing wants it nowhere.
        last = null;
        if (isGone) {
          focusNear(place);
        }
      }
    };
    // Dialogs and menus give focus back by themselves, a task later.
    const look = () => {
      timer ??= setTimeout(restore);
    };
    const lookForGone = () => {
      if (last?.isConnected === false) {
        look();
      }
    };
    const observer = new MutationObserver(lookForGone);
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('focusin', note);
    document.addEventListener('focusout', look);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('focusin', note);
      document.removeEventListener('focusout', look);
    };
  }, []);
}

function isNowhere(): boolean {
  const focused = document.activeElement;
  return focused === null || focused === document.body;
}

function canHoldFocus(element: HTMLElement): boolean {
  return (
    element.isConnected && element.getClientRects().length > 0 && !element.matches(':disabled')
  );
}

function panesAround(element: HTMLElement): HTMLElement[] {
  const found: HTMLElement[] = [];
  let pane = element.closest<HTMLElement>('[data-pane]');
  while (pane) {
    found.push(pane);
    pane = pane.parentElement?.closest<HTMLElement>('[data-pane]') ?? null;
  }
  return found;
}

function focusNear(place: Place | null): void {
  const main = document.getElementById('main');
  if (place && canHoldFocus(place.element)) {
    place.element.focus();
    return;
  }
  const pane = place?.panes.find((one) => canHoldFocus(one) && one !== main);
  if (pane === undefined || !focusIn(pane)) {
    main?.focus();
  }
}
