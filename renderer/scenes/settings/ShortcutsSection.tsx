import { useStore } from 'zustand';
import { CheckField } from '../../components/Field.tsx';
import { Section } from '../../components/Scene.tsx';
import { KeyCap } from '../../components/Tooltip.tsx';
import { usePreference, useWorkbench } from '../../stores/use-workbench.ts';

export function ShortcutsSection() {
  const { preferences, commands: registry } = useWorkbench();
  const commands = useStore(registry.store, (state) => state.commands);
  const listed = commands.filter((command) => command.keys !== undefined);
  return (
    <Section title="Shortcuts">
      <CheckField
        label="Keys without Ctrl or ⌘"
        help="Single letters and sequences such as G I. Switch them off if you speak or type by other means."
        isOn={usePreference('hasLetterKeys')}
        onChange={(hasLetterKeys) => preferences.change({ hasLetterKeys })}
      />
      <p className="text-body text-ink-2">
        Those that work everywhere. Press <KeyCap keys="?" /> on a screen for its own.
      </p>
      <dl className="grid max-w-120 gap-1">
        {listed.map((command) => (
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
    </Section>
  );
}
