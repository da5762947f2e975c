import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WindowCommandId } from '../../server/contract/window-commands.ts';

/** What a command of the table does on the present screen. */
export interface Command {
  readonly id: WindowCommandId;
  /** In place of the table's, where the screen can say it better: "Fire order.created". */
  readonly title?: string;
  /** Why it cannot be done now; absent where it can. */
  readonly blockedBy?: string | undefined;
  run(): void;
}

export interface CommandRegistry {
  store: StoreApi<{ commands: readonly Command[] }>;
  /** Answers how to take them back. What was added last answers a key first. */
  add(commands: readonly Command[]): () => void;
}

export function createCommandRegistry(): CommandRegistry {
  const store = createStore<{ commands: readonly Command[] }>(() => ({ commands: [] }));
  return {
    store,
    add(commands) {
      store.setState((state) => ({ commands: [...commands, ...state.commands] }));
      return () => {
        const gone = new Set(commands);
        store.setState((state) => ({
          commands: state.commands.filter((command) => !gone.has(command)),
        }));
      };
    },
  };
}

/** Those that act: of several with one id the one that was added last. */
export function actingCommands(commands: readonly Command[]): Command[] {
  const seenIds = new Set<WindowCommandId>();
  return commands.filter(({ id }) => !seenIds.has(id) && seenIds.add(id));
}
