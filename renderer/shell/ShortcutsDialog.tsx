import { Link } from 'wouter';
import { useStore } from 'zustand';
import { windowCommand } from '../../server/contract/window-commands.ts';
import { Dialog } from '../components/Dialog.tsx';
import { KeyCap } from '../components/Tooltip.tsx';
import { actingCommands, type Command } from '../stores/commands.ts';
import { actingKeys } from '../stores/keymap.ts';
import { useKeySettings, useWorkbench } from '../stores/use-workbench.ts';

/** Every key that works here: those of this screen first. */
export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { commands: registry } = useWorkbench();
  const commands = useStore(registry.store, (state) => state.commands);
  const settings = useKeySettings();
  const listed = actingCommands(commands)
    .map((command) => ({ command, keys: actingKeys(command.id, settings) }))
    .filter(({ keys }) => keys.length > 0);
  return (
    <Dialog title="Keyboard shortcuts" isOpen={isOpen} onClose={onClose} isWide>
      <div className="gap-6 sm:columns-2">
        {groupsOf(listed).map(([group, members]) => (
          <section key={group} className="mb-5 break-inside-avoid last:mb-0">
            <h3 className="mb-1 text-table font-semibold text-ink-2">{group}</h3>
            <dl className="grid gap-1">
              {members.map(({ command, keys }) => (
                <div key={command.id} className="flex items-baseline gap-2 text-body">
                  <dt className="flex-1">{command.title ?? windowCommand(command.id).title}</dt>
                  <dd className="flex gap-2">
                    {keys.map((one) => (
                      <KeyCap key={one} keys={one} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="mt-4 border-t border-line pt-3 text-table text-ink-2">
        <Link href="/settings/shortcuts" onClick={onClose} className="text-accent underline">
          Change keys
        </Link>{' '}
        in Settings, or switch all single letters off.
      </p>
    </Dialog>
  );
}

interface Listed {
  command: Command;
  keys: readonly string[];
}

function groupsOf(listed: readonly Listed[]): [string, Listed[]][] {
  const groups = new Map<string, Listed[]>();
  for (const one of listed) {
    const { group } = windowCommand(one.command.id);
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return [...groups];
}
