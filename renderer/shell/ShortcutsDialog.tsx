import { useStore } from 'zustand';
import { Dialog } from '../components/Dialog.tsx';
import { KeyCap } from '../components/Tooltip.tsx';
import type { Command } from '../stores/commands.ts';
import { useWorkbench } from '../stores/use-workbench.ts';

/** Every key that works here: those of this screen first. */
export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { commands: registry } = useWorkbench();
  const commands = useStore(registry.store, (state) => state.commands);
  const groups = groupsOf(commands.filter((command) => command.keys !== undefined));
  return (
    <Dialog title="Keyboard shortcuts" isOpen={isOpen} onClose={onClose} isWide>
      <div className="grid gap-6 sm:grid-cols-2">
        {groups.map(([group, members]) => (
          <section key={group}>
            <h3 className="mb-1 text-table font-semibold text-ink-2">{group}</h3>
            <dl className="grid gap-1">
              {members.map((command) => (
                <div key={command.id} className="flex items-baseline gap-2 text-body">
                  <dt className="flex-1">{command.title}</dt>
                  <dd className="flex gap-2">
                    {command.keys?.map((keys) => (
                      <KeyCap key={keys} keys={keys} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function groupsOf(commands: readonly Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups];
}
