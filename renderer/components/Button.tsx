import type { LucideIcon } from 'lucide-react';
import { LoaderCircle } from 'lucide-react';
import { type ButtonHTMLAttributes, type ReactNode, useEffect, useState } from 'react';
import { keyLabel, spokenKeys } from './key-label.ts';
import { type ShownKeys, useShownKeys } from './shown-keys.ts';
import { Tooltip } from './Tooltip.tsx';

type Look = 'primary' | 'plain' | 'quiet' | 'danger';

const LOOKS: Record<Look, string> = {
  primary:
    'bg-accent-fill text-on-accent border-accent-fill font-medium hover:brightness-110 aria-disabled:opacity-60',
  plain:
    'bg-panel text-ink border-edge hover:bg-raised aria-disabled:text-ink-3 aria-disabled:border-line',
  quiet: 'border-transparent text-ink-2 hover:bg-raised aria-disabled:text-ink-3',
  danger: 'bg-panel text-fail border-fail hover:bg-fail-tint aria-disabled:opacity-60',
};

export interface ButtonProps
  extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'>,
    ShownKeys {
  look?: Look;
  icon?: LucideIcon;
  isBusy?: boolean;
  /** Why it cannot be pressed now. It keeps focus and says so. */
  blockedBy?: string | undefined;
  children: ReactNode;
}

/** A labelled button. Blocked ones stay focusable, so that their reason can be read. */
export function Button(props: ButtonProps) {
  const { look = 'plain', icon: Icon, isBusy = false, blockedBy, children, ...rest } = props;
  const { className = '', onClick, keys: fixedKeys, command, ...attributes } = rest;
  const keys = useShownKeys({ keys: fixedKeys, command });
  const showsProgress = useSlowFlag(isBusy);
  const isBlocked = blockedBy !== undefined || isBusy;
  const button = (
    <button
      type="button"
      {...attributes}
      aria-disabled={isBlocked || undefined}
      aria-busy={isBusy || undefined}
      aria-keyshortcuts={spokenKeys(keys)}
      onClick={isBlocked ? preventSubmit : onClick}
      className={`relative inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-control border px-2.5 text-body whitespace-nowrap ${LOOKS[look]} ${className}`}
    >
      <span className={`inline-flex items-center gap-1.5 ${showsProgress ? 'invisible' : ''}`}>
        {Icon ? <Icon size={16} strokeWidth={1.5} aria-hidden /> : null}
        {children}
        {keys ? (
          <kbd aria-hidden className="font-sans text-caption">
            {keyLabel(keys)}
          </kbd>
        ) : null}
      </span>
      {showsProgress ? (
        <span className="absolute inset-0 grid place-items-center">
          <LoaderCircle size={16} strokeWidth={1.5} className="animate-spin" aria-label="Working" />
        </span>
      ) : null}
    </button>
  );
  return blockedBy === undefined ? button : <Tooltip text={blockedBy}>{button}</Tooltip>;
}

export interface IconButtonProps
  extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'children'>,
    ShownKeys {
  /** Its name for everyone: tooltip and screen reader. */
  label: string;
  icon: LucideIcon;
  blockedBy?: string | undefined;
  isPressed?: boolean;
}

/** An icon in a 24 px hit area, with a name and a tooltip that shows the key. */
export function IconButton(props: IconButtonProps) {
  const { label, icon: Icon, blockedBy, isPressed, className = '', onClick, ...others } = props;
  const { keys: fixedKeys, command, ...rest } = others;
  const keys = useShownKeys({ keys: fixedKeys, command });
  return (
    <Tooltip text={blockedBy ?? label} keys={blockedBy ? undefined : keys}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-keyshortcuts={spokenKeys(keys)}
        aria-pressed={isPressed}
        aria-disabled={blockedBy !== undefined || undefined}
        onClick={blockedBy === undefined ? onClick : preventSubmit}
        className={`inline-grid size-6 shrink-0 place-items-center rounded-control text-ink-2 hover:bg-raised hover:text-ink aria-pressed:bg-selected aria-pressed:text-accent aria-disabled:text-ink-3 ${className}`}
      >
        <Icon size={16} strokeWidth={1.5} aria-hidden />
      </button>
    </Tooltip>
  );
}

/** True once something has been going on for 150 ms: shorter waits show nothing. */
function useSlowFlag(isOn: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isOn) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), 150);
    return () => clearTimeout(timer);
  }, [isOn]);
  return isOn && isSlow;
}

function preventSubmit(event: { preventDefault(): void }): void {
  event.preventDefault();
}
