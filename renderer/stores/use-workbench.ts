import { createContext, useContext, useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import type { Command } from './commands.ts';
import type { KeySettings } from './keymap.ts';
import type { Preferences } from './preferences.ts';
import type { Resource, ResourceState } from './resource.ts';
import type { Workbench } from './workbench.ts';

export const WorkbenchContext = createContext<Workbench | null>(null);

export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (workbench === null) {
    throw new Error('A screen was drawn outside of its workbench.');
  }
  return workbench;
}

/** Opens a resource and follows it. */
export function useResource<Data>(resource: Resource<Data>): ResourceState<Data> {
  useEffect(() => resource.open(), [resource]);
  return useStore(resource.store);
}

export function usePreference<Key extends keyof Preferences>(key: Key): Preferences[Key] {
  return useStore(useWorkbench().preferences.store, (state) => state[key]);
}

/** Which keys start which command, followed as it changes. */
export function useKeySettings(): KeySettings {
  const isDesktop = useWorkbench().platform.kind === 'desktop';
  const bindings = usePreference('keys');
  const hasLetterKeys = usePreference('hasLetterKeys');
  return useMemo(
    () => ({ bindings, hasLetterKeys, isDesktop }),
    [bindings, hasLetterKeys, isDesktop],
  );
}

/** Registers commands for as long as the component is shown. Pass a memoised list. */
export function useCommands(commands: readonly Command[]): void {
  const { commands: registry } = useWorkbench();
  useEffect(() => registry.add(commands), [registry, commands]);
}

/** Why acts that need the server cannot be done now; undefined where they can. */
export function useBlockedBy(): string | undefined {
  const { link } = useWorkbench();
  const isLost = useStore(link, (state) => state.live.kind === 'lost');
  return isLost ? 'Lost the local server. Retrying.' : undefined;
}
