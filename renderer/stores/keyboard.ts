const SEQUENCE_MS = 1000;

export interface PressedKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  getModifierState?(name: 'AltGraph'): boolean;
}

/** `mod+k`, `shift+r`, `g`: how a pressed key is written in commands. */
export function chordOf(event: PressedKey): string {
  const isLetter = /^[a-z]$/i.test(event.key);
  const isSymbol = event.key.length === 1 && !isLetter;
  // AltGr writes [ and \ on many keyboards, and Windows reports it as Ctrl and Alt.
  const isAltGraph = isSymbol && event.getModifierState?.('AltGraph') === true;
  const parts = [
    (event.ctrlKey && !isAltGraph) || event.metaKey ? 'mod' : '',
    event.altKey && !isAltGraph ? 'alt' : '',
    // A symbol such as ? already says that shift is held.
    event.shiftKey && !isSymbol ? 'shift' : '',
    event.key === ' ' ? 'space' : event.key.toLowerCase(),
  ];
  return parts.filter((part) => part !== '').join('+');
}

/** Something that keys start. */
export interface Keyed {
  readonly keys: readonly string[];
}

export interface KeySequencer {
  /** What the key, or the sequence that it ends, stands for. */
  press<Found extends Keyed>(
    chord: string,
    choices: readonly Found[],
    nowMs: number,
  ): Found | 'waiting' | null;
}

/** Sequences such as `g o` wait a second for their second key. */
export function createKeySequencer(): KeySequencer {
  let first: { chord: string; atMs: number } | null = null;
  return {
    press(chord, choices, nowMs) {
      const isSecond = first !== null && nowMs - first.atMs <= SEQUENCE_MS;
      const sequence = isSecond ? `${first?.chord} ${chord}` : chord;
      first = null;
      const found =
        findByKeys(choices, sequence) ?? (isSecond ? findByKeys(choices, chord) : undefined);
      if (found) {
        return found;
      }
      const isStart = choices.some(({ keys }) => keys.some((one) => one.startsWith(`${chord} `)));
      if (isStart) {
        first = { chord, atMs: nowMs };
        return 'waiting';
      }
      return null;
    },
  };
}

function findByKeys<Found extends Keyed>(
  choices: readonly Found[],
  keys: string,
): Found | undefined {
  return choices.find((one) => one.keys.includes(keys));
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

/** A letter, digit or sign, or a sequence of them: those that WCAG 2.1.4 lets people switch off. */
export function isCharacterChord(keys: string): boolean {
  return /^(shift\+)?.$/.test(keys.split(' ')[0] ?? '');
}

/** What a text field does with these itself. */
const FIELD_CHORDS = new Set(['mod+z', 'mod+shift+z', 'mod+y']);

/** Whether the chord acts even though a text field has focus. */
export function actsWhileTyping(chord: string): boolean {
  return (
    !FIELD_CHORDS.has(chord) && (chord.startsWith('mod+') || /(^|\+)(escape|f\d+)$/.test(chord))
  );
}
