import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Tab {
  id: string;
  label: ReactNode;
  content: ReactNode;
}

export interface TabsProps {
  label: string;
  tabs: readonly Tab[];
  value: string;
  onChange: (id: string) => void;
  /** Before the tabs: what all of them are about. */
  lead?: ReactNode;
}

/** Tabs whose panel takes the rest of the height and scrolls by itself. */
export function Tabs({ label, tabs, value, onChange, lead }: TabsProps) {
  return (
    <Radix.Root
      value={value}
      onValueChange={onChange}
      className="flex min-h-0 flex-1 flex-col"
      activationMode="automatic"
    >
      <div className="flex shrink-0 flex-wrap items-center gap-x-2 border-b border-line px-2 sm:flex-nowrap">
        {lead ? <div className="shrink-0 max-sm:w-full max-sm:pt-1">{lead}</div> : null}
        <Radix.List
          aria-label={label}
          className="flex min-w-0 gap-1 overflow-x-auto overflow-y-hidden"
        >
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.id}
              value={tab.id}
              className="ring-inside -mb-px h-8 border-b-2 border-transparent px-2 text-body whitespace-nowrap text-ink-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink"
            >
              {tab.label}
            </Radix.Trigger>
          ))}
        </Radix.List>
      </div>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.id}
          value={tab.id}
          className="ring-inside min-h-0 flex-1 overflow-auto"
        >
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
