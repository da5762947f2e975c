import type { Settings, SettingsChange } from '../../../server/contract/settings.ts';
import type { Workbench } from '../../stores/workbench.ts';

/** Saves settings and offers to take it back. */
export async function saveSettings(
  { client, resources, undo }: Workbench,
  change: Omit<SettingsChange, 'exposee_api_key'>,
  text: string,
): Promise<void> {
  const before = resources.settings.store.getState().data;
  const apply = async (next: SettingsChange) => {
    resources.settings.set(await client.call('changeSettings', { body: next }));
    await resources.state.reload();
  };
  await undo.perform({
    text,
    undo: () => apply(before === null ? {} : formerValues(before, change)),
    redo: () => apply(change),
  });
}

/** Keys never come back from the server: it remembers the last one itself until it stops. */
export function saveApiKey(
  { client, resources, undo }: Workbench,
  key: string | null,
  text: string,
): Promise<void> {
  return undo.during(async () => {
    const show = (settings: Settings) => resources.settings.set(settings);
    show(await client.call('changeSettings', { body: { exposee_api_key: key } }));
    // A key that is restored once more is the new one again.
    const restore = async () => show(await client.call('restoreApiKey'));
    undo.did({ text, undo: restore, redo: restore });
  });
}

/** The values that the changed settings had. */
function formerValues(before: Settings, change: SettingsChange): SettingsChange {
  const keys = Object.keys(change);
  return Object.fromEntries(keys.map((key) => [key, before[key as keyof Settings]]));
}
