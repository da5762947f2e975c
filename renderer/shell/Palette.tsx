import { Command as Cmdk } from 'cmdk';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { type WindowCommandId, windowCommand } from '../../server/contract/window-commands.ts';
import { KeyCap } from '../components/Tooltip.tsx';
import { actingCommands } from '../stores/commands.ts';
import { useResource, useWorkbench } from '../stores/use-workbench.ts';
import type { Workbench } from '../stores/workbench.ts';
import { pastedActs } from './pasted-acts.ts';
import { runCommand } from './use-keyboard.ts';

export interface PaletteProps {
  isOpen: boolean;
  onClose: () => void;
  navigate: (path: string) => void;
}

/** Commands, entities and pasted text in one field. Opens in one frame, without animation. */
export function Palette({ isOpen, onClose, navigate }: PaletteProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => (open ? undefined : onClose())}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 bg-scrim" aria-hidden="true" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-2rem)] max-w-150 -translate-x-1/2 overflow-hidden rounded-dialog border border-line bg-panel text-ink shadow-float"
        >
          <Radix.Title className="sr-only">Command palette</Radix.Title>
          <PaletteList onClose={onClose} navigate={navigate} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function PaletteList({ onClose, navigate }: Omit<PaletteProps, 'isOpen'>) {
  const workbench = useWorkbench();
  const [text, setText] = useState('');
  const acts = pastedActs(text, workbench, navigate);
  function pick(run: () => void): void {
    onClose();
    // After the dialog has given focus back, so that the act may move it.
    setTimeout(run, 0);
  }
  return (
    <Cmdk label="Command palette" loop shouldFilter={acts.length === 0}>
      <Cmdk.Input
        value={text}
        onValueChange={setText}
        placeholder="Search, paste a URL or run a command"
        className="h-12 w-full border-b border-line bg-transparent px-4 text-pane outline-none"
      />
      <Cmdk.List className="max-h-[50vh] overflow-y-auto p-2">
        <Cmdk.Empty className="p-4 text-center text-body text-ink-2">
          Nothing is called “{text}”.
        </Cmdk.Empty>
        {acts.length > 0 ? (
          <PaletteGroup heading="What you pasted">
            {acts.map((act) => (
              <PaletteItem key={act.title} title={act.title} onPick={() => pick(act.run)}>
                {act.detail}
              </PaletteItem>
            ))}
          </PaletteGroup>
        ) : null}
        <CommandGroups workbench={workbench} pick={pick} />
        <EntityGroups workbench={workbench} pick={pick} navigate={navigate} />
      </Cmdk.List>
    </Cmdk>
  );
}

interface GroupsProps {
  workbench: Workbench;
  pick: (run: () => void) => void;
}

function CommandGroups({ workbench, pick }: GroupsProps) {
  const commands = useStore(workbench.commands.store, (state) => state.commands);
  const listed = actingCommands(commands).filter(({ id }) => !windowCommand(id).isPlaceBound);
  const groups = [...new Set(listed.map(({ id }) => windowCommand(id).group))];
  return groups.map((group) => (
    <PaletteGroup key={group} heading={group}>
      {listed
        .filter(({ id }) => windowCommand(id).group === group)
        .map((command) => (
          <PaletteItem
            key={command.id}
            title={command.title ?? windowCommand(command.id).title}
            command={command.id}
            onPick={() => pick(() => runCommand(workbench, command))}
          >
            {command.blockedBy}
          </PaletteItem>
        ))}
    </PaletteGroup>
  ));
}

function EntityGroups({ workbench, pick, navigate }: GroupsProps & Pick<PaletteProps, 'navigate'>) {
  const subscriptions = useResource(workbench.resources.subscriptions).data ?? [];
  const types = useResource(workbench.resources.eventTypes).data ?? [];
  const views = useResource(workbench.resources.views).data ?? [];
  return (
    <>
      <PaletteGroup heading="Subscriptions">
        {subscriptions.map((one) => (
          <PaletteItem
            key={one.id}
            title={one.name || one.url}
            value={`${one.name} ${one.url} ${one.id}`}
            onPick={() => pick(() => navigate(`/subscriptions/${one.id}`))}
          >
            {one.url}
          </PaletteItem>
        ))}
      </PaletteGroup>
      {views.length === 0 ? null : (
        <PaletteGroup heading="Views">
          {views.map((view) => (
            <PaletteItem
              key={view.id}
              title={view.name}
              value={`${view.name} ${view.filter} ${view.id}`}
              onPick={() => pick(() => navigate(`/${view.list}?view=${view.id}`))}
            >
              {view.filter}
            </PaletteItem>
          ))}
        </PaletteGroup>
      )}
      <PaletteGroup heading="Event types">
        {types.map((type) => (
          <PaletteItem
            key={type.name}
            title={type.name}
            onPick={() => pick(() => navigate(`/events?type=${type.name}`))}
          >
            {type.description}
          </PaletteItem>
        ))}
      </PaletteGroup>
    </>
  );
}

function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Cmdk.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-caption [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Cmdk.Group>
  );
}

interface PaletteItemProps {
  title: string;
  value?: string;
  command?: WindowCommandId;
  onPick: () => void;
  children?: ReactNode;
}

function PaletteItem({ title, value, command, onPick, children }: PaletteItemProps) {
  return (
    <Cmdk.Item
      value={value ?? title}
      onSelect={onPick}
      className="flex min-h-8 items-center gap-3 rounded-control px-2 text-body data-[selected=true]:bg-selected"
    >
      <span className="shrink-0">{title}</span>
      <span className="min-w-0 flex-1 truncate text-table text-ink-3">{children}</span>
      {command ? <KeyCap command={command} /> : null}
    </Cmdk.Item>
  );
}
