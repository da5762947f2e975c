const DRAWN_MS = 3_000;

/** From the list into the inspector: to the tab that is shown, as soon as it is. */
export function focusInspector(startedAtMs = performance.now()): void {
  const tab = document.querySelector<HTMLElement>(
    '[data-inspector] [role="tab"][data-state="active"]',
  );
  const from = document.activeElement;
  if (tab) {
    tab.focus();
  } else if (performance.now() - startedAtMs < DRAWN_MS) {
    requestAnimationFrame(() => {
      // Whoever has moved on meanwhile stays where they are.
      const isWaiting = document.activeElement === from || document.activeElement === document.body;
      if (isWaiting || document.activeElement?.closest('[data-pane="Inspector"]')) {
        focusInspector(startedAtMs);
      }
    });
  }
}
