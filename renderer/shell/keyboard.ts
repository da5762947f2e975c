import type { Command } from '../stores/commands.ts';

const SEQUENCE_MS = 1000;

interface PressedKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** `mod+k`, `shift+r`, `g`: how a pressed key is written in commands. */
export function chordOf(event: PressedKey): string {
  const isLetter = /^[a-z]$/i.test(event.key);
  const isSymbol = event.key.length === 1 && !isLetter;
  const parts = [
    event.ctrlKey || event.metaKey ? 'mod' : '',
    event.altKey ? 'alt' : '',
    // A symbol such as ? already says that shift is held.
    event.shiftKey && !isSymbol ? 'shift' : '',
    event.key.toLowerCase(),
  ];
  return parts.filter((part) => part !== '').join('+');
}

export interface KeySequencer {
  /** The command that the key, or the sequence that it ends, stands for. */
  press(chord: string, commands: readonly Command[], nowMs: number): Command | 'waiting' | null;
}

/** Sequences such as `g o` wait a second for their second key. */
export function createKeySequencer(): KeySequencer {
  let first: { chord: string; atMs: number } | null = null;
  return {
    press(chord, commands, nowMs) {
      const isSecond = first !== null && nowMs - first.atMs <= SEQUENCE_MS;
      const sequence = isSecond ? `${first?.chord} ${chord}` : chord;
      first = null;
      const found =
        findByKeys(commands, sequence) ?? (isSecond ? findByKeys(commands, chord) : undefined);
      if (found) {
        return found;
      }
      const isStart = commands.some((command) =>
        command.keys?.some((keys) => keys.startsWith(`${chord} `)),
      );
      if (isStart) {
        first = { chord, atMs: nowMs };
        return 'waiting';
      }
      return null;
    },
  };
}

function findByKeys(commands: readonly Command[], keys: string): Command | undefined {
  return commands.find((command) => command.keys?.includes(keys));
}

/** Whether the key is being typed into something. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) {
    return false;
  }
  const isTextInput =
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'submit'].includes(target.type);
  return (
    isTextInput ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    target.isContentEditable
  );
}

/** Keys that act alone, without Ctrl or ⌘: they can be switched off. */
export function isLetterChord(chord: string): boolean {
  return !chord.includes('mod+') && chord.length > 0 && !/^(escape|f\d+)$/.test(chord);
}
