import { Check, type LucideIcon, Minus } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import type { ShownKeys } from './shown-keys.ts';
import { KeyCap } from './Tooltip.tsx';
import { useMainLandmark } from './use-main-landmark.ts';

export interface MenuProps {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
}

/** A menu under its button. Not modal: the page behind stays scrollable and readable. */
export function Menu({ trigger, children, align = 'start' }: MenuProps) {
  const [main, findMain] = useMainLandmark();
  return (
    <Radix.Root modal={false} onOpenChange={findMain}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={main}>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-card border border-line bg-panel p-1 text-body text-ink shadow-float"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM =
  'flex min-h-7 items-center gap-2 rounded-control px-2 outline-none data-highlighted:bg-selected data-disabled:text-ink-3';

export interface MenuItemProps extends ShownKeys {
  icon?: LucideIcon;
  isDanger?: boolean;
  isDisabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem(props: MenuItemProps) {
  const {
    icon: Icon,
    keys,
    command,
    isDanger = false,
    isDisabled = false,
    onSelect,
    children,
  } = props;
  return (
    <Radix.Item
      className={`${ITEM} ${isDanger ? 'text-fail' : ''}`}
      disabled={isDisabled}
      onSelect={onSelect}
    >
      {Icon ? <Icon size={16} strokeWidth={1.5} aria-hidden /> : null}
      <span className="flex-1">{children}</span>
      <KeyCap {...{ keys, command }} className="pl-4" />
    </Radix.Item>
  );
}

export interface MenuCheckProps {
  /** Indeterminate: chosen, but not in force now; the item says why. */
  isOn: boolean | 'indeterminate';
  onChange: (isOn: boolean) => void;
  /** One choice ends it; otherwise the menu stays for the next one. */
  isLast?: boolean;
  children: ReactNode;
}

export function MenuCheck({ isOn, onChange, isLast = false, children }: MenuCheckProps) {
  return (
    <Radix.CheckboxItem
      className={ITEM}
      checked={isOn}
      onCheckedChange={onChange}
      onSelect={(event) => (isLast ? undefined : event.preventDefault())}
    >
      <span className="grid size-4 place-items-center">
        <Radix.ItemIndicator>
          {isOn === 'indeterminate' ? (
            <Minus size={16} strokeWidth={1.5} className="text-ink-3" aria-hidden />
          ) : (
            <Check size={16} strokeWidth={1.5} aria-hidden />
          )}
        </Radix.ItemIndicator>
      </span>
      {children}
    </Radix.CheckboxItem>
  );
}

export interface MenuRadioGroupProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  children: ReactNode;
}

/** Items of which one is in force; a choice closes the menu. */
export function MenuRadioGroup({ label, value, onChange, children }: MenuRadioGroupProps) {
  return (
    <Radix.RadioGroup aria-label={label} value={value} onValueChange={onChange}>
      {children}
    </Radix.RadioGroup>
  );
}

export function MenuRadio({
  value,
  children,
  ...shown
}: ShownKeys & { value: string; children: ReactNode }) {
  return (
    <Radix.RadioItem className={ITEM} value={value}>
      <span className="grid size-4 place-items-center">
        <Radix.ItemIndicator>
          <Check size={16} strokeWidth={1.5} aria-hidden />
        </Radix.ItemIndicator>
      </span>
      <span className="flex flex-1 items-center gap-2">{children}</span>
      <KeyCap {...shown} className="pl-4" />
    </Radix.RadioItem>
  );
}

/** An item with steps beside it. */
export function MenuRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Radix.Group aria-label={label} className="flex items-center *:first:flex-1">
      {children}
    </Radix.Group>
  );
}

export interface MenuStepProps {
  label: string;
  icon: LucideIcon;
  onSelect: () => void;
}

/** A small act beside a menu's item; the menu stays for the next one. */
export function MenuStep({ label, icon: Icon, onSelect }: MenuStepProps) {
  return (
    <Radix.Item
      aria-label={label}
      title={label}
      className="grid size-7 shrink-0 place-items-center rounded-control text-ink-2 outline-none data-highlighted:bg-selected data-highlighted:text-ink"
      onSelect={(event) => {
        event.preventDefault();
        onSelect();
      }}
    >
      <Icon size={14} strokeWidth={1.5} aria-hidden />
    </Radix.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 py-1 text-caption text-ink-3">{children}</Radix.Label>;
}

/** Items that belong together, under a name that readers hear with each of them. */
export function MenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Radix.Group aria-label={label}>
      <MenuLabel>{label}</MenuLabel>
      {children}
    </Radix.Group>
  );
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />;
}
