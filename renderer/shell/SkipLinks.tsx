import { useState } from 'react';
import { focusIn, shownPanes } from './panes.ts';

/**
 * The way of a browser to what F6 does on the desktop: the first Tab shows where one can go. The
 * panes are those of the screen at that moment.
 */
export function SkipLinks() {
  const [names, setNames] = useState<readonly string[]>([]);
  const look = () => setNames(namesOfPanes());
  return (
    <nav
      aria-label="Skip"
      className="fixed -top-20 left-2 z-50 flex gap-2 rounded-card bg-panel p-1 focus-within:top-2"
    >
      <SkipButton onFocus={look} onSkip={() => document.getElementById('main')?.focus()}>
        Skip to content
      </SkipButton>
      {names.map((name) => (
        <SkipButton key={name} onFocus={look} onSkip={() => skipTo(name)}>
          {`Skip to ${name}`}
        </SkipButton>
      ))}
    </nav>
  );
}

interface SkipButtonProps {
  onFocus: () => void;
  onSkip: () => void;
  children: string;
}

function SkipButton({ onFocus, onSkip, children }: SkipButtonProps) {
  return (
    <button
      type="button"
      onFocus={onFocus}
      onClick={onSkip}
      className="flex h-8 items-center rounded-control bg-accent-fill px-3 text-body whitespace-nowrap text-on-accent"
    >
      {children}
    </button>
  );
}

const SKIPPED_TO = ['List', 'Inspector', 'Status bar'];

function namesOfPanes(): string[] {
  const shown = new Set(shownPanes().map((pane) => pane.dataset.pane));
  return SKIPPED_TO.filter((name) => shown.has(name)).map((name) => name.toLowerCase());
}

function skipTo(name: string): void {
  const pane = shownPanes().find((one) => one.dataset.pane?.toLowerCase() === name);
  if (pane) {
    focusIn(pane);
  }
}
