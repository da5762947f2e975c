/** From the list into the inspector: to the tab that is shown. */
export function focusInspector(): void {
  document
    .querySelector<HTMLElement>('[data-inspector] [role="tab"][data-state="active"]')
    ?.focus();
}
