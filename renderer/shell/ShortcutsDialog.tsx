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
          <KeyGroup
            key={group}
            title={group}
            rows={members.map(({ command, keys }) => ({
              title: command.title ?? windowCommand(command.id).title,
              keys,
            }))}
          />
        ))}
        {listed.some(({ command }) => command.id === 'list.live') ? (
          <KeyGroup title="In a list" rows={LIST_KEYS} />
        ) : null}
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

interface KeyRow {
  title: string;
  keys: readonly string[];
}

/** What lists do themselves: the same everywhere, so that it cannot be changed. */
const LIST_KEYS: readonly KeyRow[] = [
  { title: 'Next, previous row', keys: ['arrowdown', 'arrowup', 'j', 'k'] },
  { title: 'A page down, up', keys: ['pagedown', 'pageup'] },
  { title: 'First, last row', keys: ['home', 'end'] },
  { title: 'Choose more rows', keys: ['shift+arrowdown', 'shift+arrowup'] },
  { title: 'Choose all that the filter matches', keys: ['mod+a'] },
  { title: 'Into the inspector, and back', keys: ['enter', 'escape'] },
];

function KeyGroup({ title, rows }: { title: string; rows: readonly KeyRow[] }) {
  return (
    <section className="mb-5 break-inside-avoid last:mb-0">
      <h3 className="mb-1 text-table font-semibold text-ink-2">{title}</h3>
      <dl className="grid gap-1">
        {rows.map((row) => (
          <div key={`${row.title} ${row.keys}`} className="flex items-baseline gap-2 text-body">
            <dt className="flex-1">{row.title}</dt>
            <dd className="flex gap-2">
              {row.keys.map((one) => (
                <KeyCap key={one} keys={one} />
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
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
