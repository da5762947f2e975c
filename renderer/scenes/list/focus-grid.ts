/** To the row that has become the active one, unless the person has gone elsewhere since `from`. */
export function focusGrid(from: Element | null): void {
  const focused = document.activeElement;
  if (focused === from || focused === document.body) {
    document.querySelector<HTMLElement>('[role="grid"], [role="treegrid"]')?.focus();
  }
}

/** Back from the inspector to its row; false where focus is not in it, or the list not in sight. */
export function leaveInspector(): boolean {
  const grid = document.querySelector<HTMLElement>('[role="grid"], [role="treegrid"]');
  if (!document.activeElement?.closest('[data-pane="Inspector"]')) {
    return false;
  }
  grid?.focus();
  return document.activeElement === grid;
}
