import { type ReactNode, useCallback } from 'react';
import { type KeysLookup, ShownKeysContext } from '../components/shown-keys.ts';
import { actingKeys } from '../stores/keymap.ts';
import { useKeySettings } from '../stores/use-workbench.ts';

/** Every hint below it shows the keys that act now: remapped, or none. */
export function ShownKeysProvider({ children }: { children: ReactNode }) {
  const settings = useKeySettings();
  const lookup = useCallback<KeysLookup>((command) => actingKeys(command, settings)[0], [settings]);
  return <ShownKeysContext value={lookup}>{children}</ShownKeysContext>;
}
