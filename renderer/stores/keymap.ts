import {
  defaultKeys,
  WINDOW_COMMAND_IDS,
  type WindowCommandId,
} from '../../server/contract/window-commands.ts';
import { isCharacterChord } from './keyboard.ts';

/** Keys by command, where they are not those of the start. An empty list: it has none. */
export type KeyBindings = Readonly<Record<string, readonly string[]>>;

export interface KeySettings {
  readonly bindings: KeyBindings;
  /** Whether keys without Ctrl or ⌘ act at all. */
  readonly hasLetterKeys: boolean;
  readonly isDesktop: boolean;
}

/** The keys that a command is bound to, whether or not single letters are switched off. */
export function boundKeys(
  id: WindowCommandId,
  { bindings, isDesktop }: Omit<KeySettings, 'hasLetterKeys'>,
): readonly string[] {
  const own: unknown = bindings[id];
  // What lies in storage may have been written by another version.
  return Array.isArray(own)
    ? own.filter((keys) => typeof keys === 'string')
    : defaultKeys(id, isDesktop);
}

/** The keys that start a command now. */
export function actingKeys(id: WindowCommandId, settings: KeySettings): readonly string[] {
  const keys = boundKeys(id, settings);
  return settings.hasLetterKeys ? keys : keys.filter((one) => !isCharacterChord(one));
}

/** Commands that could no longer be reached, or would keep `keys` from being reached. */
export function commandsInTheWay(
  keys: string,
  id: WindowCommandId,
  settings: Omit<KeySettings, 'hasLetterKeys'>,
): WindowCommandId[] {
  return WINDOW_COMMAND_IDS.filter(
    (other) => other !== id && boundKeys(other, settings).some((taken) => collide(taken, keys)),
  );
}

/** The same keys, or one begins the sequence of the other. */
function collide(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `);
}

/** Bindings with `keys` for the command; none at all where these are those of the start. */
export function withKeys(
  bindings: KeyBindings,
  id: WindowCommandId,
  keys: readonly string[],
  isDesktop: boolean,
): KeyBindings {
  const { [id]: _before, ...others } = bindings;
  const atFirst = defaultKeys(id, isDesktop);
  const isAsAtFirst = keys.length === atFirst.length && keys.every((one) => atFirst.includes(one));
  return isAsAtFirst ? others : { ...others, [id]: keys };
}

/** Bindings in which the command alone answers to `keys`: others lose them. */
export function withKeysTaken(
  { bindings, isDesktop }: Omit<KeySettings, 'hasLetterKeys'>,
  id: WindowCommandId,
  keys: string,
): KeyBindings {
  return commandsInTheWay(keys, id, { bindings, isDesktop }).reduce((all, other) => {
    const left = boundKeys(other, { bindings: all, isDesktop }).filter(
      (taken) => !collide(taken, keys),
    );
    return withKeys(all, other, left, isDesktop);
  }, bindings);
}
