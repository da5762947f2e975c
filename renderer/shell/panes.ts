const FOCUSABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex="-1"])';

/** Where focus was in a pane when it left it. */
const lastFocused = new WeakMap<Element, HTMLElement>();

/** Panes in the order of reading. One that holds others, as the content does its list, is none. */
export function shownPanes(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(
    (pane) => isSeen(pane) && pane.querySelector('[data-pane]') === null,
  );
}

/** Moves focus to the next pane, or with -1 to the one before, and round at the ends. */
export function focusPane(by: 1 | -1): void {
  const panes = shownPanes();
  const focused = document.activeElement;
  const at = panes.findIndex((pane) => pane.contains(focused));
  const current = panes[at];
  if (current && focused instanceof HTMLElement) {
    lastFocused.set(current, focused);
  }
  const start = at === -1 && by === -1 ? 0 : at;
  for (let step = 1; step <= panes.length; step += 1) {
    const pane = panes[(start + by * step + panes.length * 2) % panes.length];
    if (pane && focusIn(pane)) {
      return;
    }
  }
}

/** Into a pane: where focus was in it last, else to what it holds first. Answers whether it went. */
export function focusIn(pane: Element): boolean {
  const last = lastFocused.get(pane);
  const chosen = last?.isConnected && pane.contains(last) && isSeen(last) ? last : firstIn(pane);
  chosen?.focus();
  return chosen !== undefined && document.activeElement === chosen;
}

/** A grid or the tab in view tells more than the first button above it. */
function firstIn(pane: Element): HTMLElement | undefined {
  const preferred = pane.querySelector<HTMLElement>(
    '[data-first-focus], [role="grid"], [role="treegrid"], [role="tab"][data-state="active"], [aria-current="page"]',
  );
  return preferred && isSeen(preferred)
    ? preferred
    : [...pane.querySelectorAll<HTMLElement>(FOCUSABLE)].find(isSeen);
}

const ARRIVAL_MS = 3_000;

/**
 * After a key has led to another screen, focus follows: to its grid, to the button that it is for,
 * or to the content as a whole. A screen that has taken focus itself keeps it.
 */
export function focusArrival(title: string, startedAtMs = performance.now()): void {
  const main = document.getElementById('main');
  const hasArrived = main?.querySelector('h1')?.textContent === title;
  if (!main || !hasArrived) {
    if (performance.now() - startedAtMs < ARRIVAL_MS) {
      requestAnimationFrame(() => focusArrival(title, startedAtMs));
    }
    return;
  }
  if (main.contains(document.activeElement) && document.activeElement !== main) {
    return;
  }
  const wanted =
    main.querySelector<HTMLElement>('[data-first-focus], [role="grid"], [role="treegrid"]') ?? main;
  wanted.focus();
}

function isSeen(element: Element): boolean {
  return element.getClientRects().length > 0;
}
