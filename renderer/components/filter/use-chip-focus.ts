import { type RefObject, useLayoutEffect, useRef } from 'react';

/** After a chip is gone, focus is on the one that took its place, else in the field, which stays closed. */
export function useChipFocus(
  input: RefObject<HTMLInputElement | null>,
  chips: readonly unknown[],
  closeField: () => void,
): (index: number) => void {
  const wanted = useRef<number | null>(null);
  const count = chips.length;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one chip less is what it waits for
  useLayoutEffect(() => {
    if (wanted.current === null) {
      return;
    }
    const buttons = input.current?.parentElement?.querySelectorAll<HTMLElement>('[data-chip]');
    const next = buttons?.[Math.min(wanted.current, buttons.length - 1)];
    wanted.current = null;
    if (next) {
      next.focus();
    } else {
      input.current?.focus();
      closeField();
    }
  }, [input, count]);
  return (index) => {
    wanted.current = index;
  };
}
