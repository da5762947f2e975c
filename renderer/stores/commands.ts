import { createStore, type StoreApi } from 'zustand/vanilla';

/** One act that a person can start by key, palette or control. */
export interface Command {
  readonly id: string;
  readonly title: string;
  /** Where the list of shortcuts shows it. */
  readonly group: string;
  /** `f`, `shift+r`, `mod+k`, or a sequence such as `g o`. */
  readonly keys?: readonly string[];
  /** Why it cannot be done now; absent where it can. */
  readonly blockedBy?: string | undefined;
  /** Left out of the palette: keys that only make sense in place. */
  readonly isPlaceBound?: boolean;
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
