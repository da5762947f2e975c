const IS_MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const MAC_NAMES: Record<string, string> = {
  mod: '⌘',
  shift: '⇧',
  alt: '⌥',
  enter: '⏎',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  space: 'Space',
  delete: 'Del',
  home: 'Home',
  end: 'End',
  pageup: 'PgUp',
  pagedown: 'PgDn',
};
const OTHER_NAMES: Record<string, string> = {
  ...MAC_NAMES,
  mod: 'Ctrl',
  shift: 'Shift',
  alt: 'Alt',
  enter: 'Enter',
};

/** `mod+k` as people write it: ⌘K on a Mac, Ctrl+K elsewhere; a sequence with a space between. */
export function keyLabel(keys: string, isMac: boolean = IS_MAC): string {
  const names = isMac ? MAC_NAMES : OTHER_NAMES;
  return keys
    .split(' ')
    .map((chord) =>
      chord
        .split(/\+(?!$)/)
        .map((part) => names[part] ?? (/^(.|f\d+)$/.test(part) ? part.toUpperCase() : part))
        .join(isMac ? '' : '+'),
    )
    .join(' ');
}

const SPOKEN_NAMES: Record<string, string> = {
  shift: 'Shift',
  alt: 'Alt',
  enter: 'Enter',
  escape: 'Escape',
  delete: 'Delete',
  arrowup: 'ArrowUp',
  arrowdown: 'ArrowDown',
  arrowleft: 'ArrowLeft',
  arrowright: 'ArrowRight',
};

/** As `aria-keyshortcuts` has it; it knows no sequences. */
export function spokenKeys(keys: string | undefined): string | undefined {
  if (keys === undefined || keys.includes(' ')) {
    return undefined;
  }
  const names = { ...SPOKEN_NAMES, mod: IS_MAC ? 'Meta' : 'Control' };
  return keys
    .split(/\+(?!$)/)
    .map((part) => names[part as keyof typeof names] ?? part.toUpperCase())
    .join('+');
}
