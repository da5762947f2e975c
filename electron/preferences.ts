import { type ShellPreferences, ShellPreferencesSchema } from '../server/contract/bridge.ts';
import { readStored, writeStored } from './stored-json.ts';

export interface Preferences {
  current(): ShellPreferences;
  change(change: Partial<ShellPreferences>): ShellPreferences;
  onChange(listen: (preferences: ShellPreferences) => void): void;
}

/** Read once, written on every change. */
export function openPreferences(path: string): Preferences {
  const listeners: ((preferences: ShellPreferences) => void)[] = [];
  let current = readStored(path, ShellPreferencesSchema);
  return {
    current: () => current,
    change(change) {
      const named = Object.entries(change).filter(([, value]) => value !== undefined);
      current = ShellPreferencesSchema.parse({ ...current, ...Object.fromEntries(named) });
      writeStored(path, current);
      for (const listen of listeners) {
        listen(current);
      }
      return current;
    },
    onChange(listen) {
      listeners.push(listen);
    },
  };
}
