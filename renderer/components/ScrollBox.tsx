import type { ComponentProps } from 'react';

interface ScrollBoxProps extends Omit<ComponentProps<'section'>, 'aria-label' | 'tabIndex'> {
  label: string;
}

/** What scrolls can be reached by keyboard, and has a name there. */
export function ScrollBox({ label, className, ...more }: ScrollBoxProps) {
  return (
    <section
      {...more}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className={`ring-inside ${className}`}
    />
  );
}
