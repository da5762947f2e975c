import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { keyLabel } from './key-label.ts';
import { type ShownKeys, useShownKeys } from './shown-keys.ts';
import { useMainLandmark } from './use-main-landmark.ts';

export interface TooltipProps extends ShownKeys {
  text: ReactNode;
  children: ReactElement;
}

/** A hint with the key, on hover and on focus. The name of the control stays its own. */
export function Tooltip({ text, children, ...keys }: TooltipProps) {
  const [main, findMain] = useMainLandmark();
  return (
    <Radix.Root onOpenChange={findMain}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={main}>
        <Radix.Content
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-80 rounded-control border border-line bg-raised px-2 py-1 text-table text-ink shadow-float"
        >
          {text}
          <KeyCap {...keys} className="ml-2" />
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

/** Nothing at all where a command has no keys. */
export function KeyCap({ className = '', ...props }: ShownKeys & { className?: string }) {
  const keys = useShownKeys(props);
  return keys === undefined ? null : (
    <kbd className={`font-sans text-caption whitespace-nowrap text-ink-3 ${className}`}>
      {keyLabel(keys)}
    </kbd>
  );
}
