import { createContext, useContext } from 'react';
import { WINDOW_COMMANDS, type WindowCommandId } from '../../server/contract/window-commands.ts';

/** The keys that hints show for a command; undefined where it has none now. */
export type KeysLookup = (command: WindowCommandId) => string | undefined;

export const ShownKeysContext = createContext<KeysLookup>(
  (command) => WINDOW_COMMANDS[command].keys[0],
);

/** Props of whatever shows keys: those of a command, or fixed ones that nobody can remap. */
export interface ShownKeys {
  command?: WindowCommandId | undefined;
  keys?: string | undefined;
}

export function useShownKeys({ command, keys }: ShownKeys): string | undefined {
  const lookup = useContext(ShownKeysContext);
  return command === undefined ? keys : lookup(command);
}
