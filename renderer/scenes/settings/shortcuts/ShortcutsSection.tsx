import { useDeferredValue, useState } from 'react';
import {
  WINDOW_COMMAND_IDS,
  type WindowCommandId,
  windowCommand,
} from '../../../../server/contract/window-commands.ts';
import { Button } from '../../../components/Button.tsx';
import { CheckField, TextField } from '../../../components/Field.tsx';
import { keyLabel } from '../../../components/key-label.ts';
import { Section } from '../../../components/Scene.tsx';
import { boundKeys, type KeySettings } from '../../../stores/keymap.ts';
import { useKeySettings, usePreference, useWorkbench } from '../../../stores/use-workbench.ts';
import { ShortcutRow } from './ShortcutRow.tsx';
import { useBindings } from './use-bindings.ts';

/** Every command with its keys: change them, switch single letters off, or go back to the start. */
export function ShortcutsSection() {
  const { preferences } = useWorkbench();
  const settings = useKeySettings();
  const bindings = useBindings();
  const [query, setQuery] = useState('');
  const [recordingId, setRecordingId] = useState<WindowCommandId | null>(null);
  const wanted = useDeferredValue(query);
  const found = WINDOW_COMMAND_IDS.filter((id) => matches(id, wanted, settings));
  const groups = [...new Set(found.map((id) => windowCommand(id).group))];
  const hasOwn = Object.keys(settings.bindings).length > 0;
  return (
    <Section
      title="Shortcuts"
      actions={
        <Button
          blockedBy={hasOwn ? undefined : 'All keys are as at first.'}
          onClick={bindings.resetAll}
        >
          Reset all keys
        </Button>
      }
    >
      <CheckField
        label="Keys without Ctrl or ⌘"
        help="Single letters and sequences such as G I. Switch them off if you speak or type by other means."
        isOn={usePreference('hasLetterKeys')}
        onChange={(hasLetterKeys) => preferences.change({ hasLetterKeys })}
      />
      <TextField
        label="Find a command or a key"
        type="search"
        placeholder="replay, or Ctrl+K"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h3 className="mb-1 text-table font-semibold text-ink-2">{group}</h3>
          <ul className="divide-y divide-line rounded-card border border-line bg-panel">
            {found
              .filter((id) => windowCommand(id).group === group)
              .map((id) => (
                <ShortcutRow
                  key={id}
                  id={id}
                  settings={settings}
                  bindings={bindings}
                  isRecording={recordingId === id}
                  onRecord={(isOn) => setRecordingId(isOn ? id : null)}
                />
              ))}
          </ul>
        </section>
      ))}
      {groups.length === 0 ? (
        <p className="text-body text-ink-2">No command is called or reached by “{wanted}”.</p>
      ) : null}
    </Section>
  );
}

function matches(id: WindowCommandId, query: string, settings: KeySettings): boolean {
  const { title, group } = windowCommand(id);
  const keys = boundKeys(id, settings).flatMap((one) => [one, keyLabel(one)]);
  const text = [title, group, ...keys].join('\n').toLowerCase();
  return text.includes(query.trim().toLowerCase());
}
