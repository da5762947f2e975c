import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { keyLabel } from './key-label.ts';

export interface TooltipProps {
  text: ReactNode;
  keys?: string | undefined;
  children: ReactElement;
}

/** A hint with the key, on hover and on focus. The name of the control stays its own. */
export function Tooltip({ text, keys, children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-80 rounded-control border border-line bg-raised px-2 py-1 text-table text-ink shadow-float"
        >
          {text}
          {keys ? <KeyCap keys={keys} className="ml-2" /> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={500} skipDelayDuration={300}>
      {children}
    </Radix.Provider>
  );
}

export function KeyCap({ keys, className = '' }: { keys: string; className?: string }) {
  return (
    <kbd className={`font-sans text-caption whitespace-nowrap text-ink-3 ${className}`}>
      {keyLabel(keys)}
    </kbd>
  );
}
