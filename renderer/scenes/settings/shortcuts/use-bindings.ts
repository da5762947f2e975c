import { useMemo } from 'react';
import {
  defaultKeys,
  type WindowCommandId,
  windowCommand,
} from '../../../../server/contract/window-commands.ts';
import { keyLabel } from '../../../components/key-label.ts';
import { type KeyBindings, withKeys, withKeysTaken } from '../../../stores/keymap.ts';
import { useWorkbench } from '../../../stores/use-workbench.ts';
import { keySettingsOf } from '../../../stores/workbench.ts';

export type Bindings = ReturnType<typeof useBindings>;

/** Changes of keys: at once, and each can be undone. */
export function useBindings() {
  const workbench = useWorkbench();
  return useMemo(() => {
    const { preferences, undo } = workbench;
    const isDesktop = workbench.platform.kind === 'desktop';
    function change(next: KeyBindings, text: string): void {
      const before = preferences.store.getState().keys;
      const set = async (keys: KeyBindings) => preferences.change({ keys });
      preferences.change({ keys: next });
      undo.did({ text, undo: () => set(before), redo: () => set(next) });
    }
    const current = () => preferences.store.getState().keys;
    const titleOf = (id: WindowCommandId) => windowCommand(id).title;
    return {
      /** Only this command answers to `keys` afterwards. */
      bind(id: WindowCommandId, keys: string): void {
        const freed = withKeysTaken(keySettingsOf(workbench), id, keys);
        change(
          withKeys(freed, id, [keys], isDesktop),
          `${keyLabel(keys)} is now “${titleOf(id)}”.`,
        );
      },
      unbind(id: WindowCommandId): void {
        change(withKeys(current(), id, [], isDesktop), `“${titleOf(id)}” has no keys now.`);
      },
      /** Back to the keys of the start, which others lose that have taken them. */
      reset(id: WindowCommandId): void {
        const freed = defaultKeys(id, isDesktop).reduce(
          (bindings, keys) => withKeysTaken({ bindings, isDesktop }, id, keys),
          current(),
        );
        const { [id]: _own, ...others } = freed;
        change(others, `“${titleOf(id)}” has its first keys again.`);
      },
      resetAll(): void {
        change({}, 'All keys are as at first.');
      },
    };
  }, [workbench]);
}
