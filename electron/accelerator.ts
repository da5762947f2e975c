const NAMES: Readonly<Record<string, string>> = {
  mod: 'CmdOrCtrl',
  alt: 'Alt',
  shift: 'Shift',
  enter: 'Enter',
  escape: 'Escape',
  delete: 'Delete',
  backspace: 'Backspace',
  space: 'Space',
  arrowup: 'Up',
  arrowdown: 'Down',
  arrowleft: 'Left',
  arrowright: 'Right',
  home: 'Home',
  end: 'End',
  pageup: 'PageUp',
  pagedown: 'PageDown',
};

/** `mod+shift+n` as a menu shows it; undefined for sequences and for keys that menus do not know. */
export function acceleratorOf(keys: string): string | undefined {
  if (keys === '' || keys.includes(' ')) {
    return undefined;
  }
  const parts = keys.split(/\+(?!$)/).map((part) => {
    if (part === '+') {
      return 'Plus';
    }
    // Electron reads ASCII only: a key such as ö would make it refuse the whole menu.
    return (
      NAMES[part] ?? (/^([!-~]|f([1-9]|1\d|2[0-4]))$/.test(part) ? part.toUpperCase() : undefined)
    );
  });
  return parts.includes(undefined) ? undefined : parts.join('+');
}
