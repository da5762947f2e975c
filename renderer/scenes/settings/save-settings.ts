import type { Settings, SettingsChange } from '../../../server/contract/settings.ts';
import type { Workbench } from '../../stores/workbench.ts';

/** Saves settings and offers to take it back. */
export async function saveSettings(
  { client, resources, undo }: Workbench,
  change: SettingsChange,
  text: string,
): Promise<void> {
  const before = resources.settings.store.getState().data;
  const apply = async (next: SettingsChange) => {
    resources.settings.set(await client.call('changeSettings', { body: next }));
    await resources.state.reload();
  };
  await apply(change);
  undo.did({
    text,
    undo: () => apply(before === null ? {} : formerValues(before, change)),
    redo: () => apply(change),
  });
}

/** The values that the changed settings had. A key is never given back: it is not known. */
function formerValues(before: Settings, change: SettingsChange): SettingsChange {
  const keys = Object.keys(change).filter((key) => key !== 'exposee_api_key');
  return Object.fromEntries(keys.map((key) => [key, before[key as keyof Settings]]));
}
