const IS_MAC = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

const MAC_NAMES: Record<string, string> = {
  mod: '⌘',
  shift: '⇧',
  alt: '⌥',
  enter: '⏎',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
  delete: 'Del',
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
        .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
        .join(isMac ? '' : '+'),
    )
    .join(' ');
}
