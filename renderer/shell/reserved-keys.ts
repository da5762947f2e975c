/** Keys that cannot be given to a command, and why: in words for the person who pressed them. */

const FOR_EVERYONE: Readonly<Record<string, string>> = {
  tab: 'moves focus',
  'shift+tab': 'moves focus',
  enter: 'presses what has focus',
  space: 'presses what has focus',
  arrowup: 'moves within lists and menus',
  arrowdown: 'moves within lists and menus',
  arrowleft: 'moves within lists and menus',
  arrowright: 'moves within lists and menus',
  'shift+arrowup': 'extends a selection',
  'shift+arrowdown': 'extends a selection',
  home: 'goes to the first row',
  end: 'goes to the last row',
  pageup: 'scrolls',
  pagedown: 'scrolls',
  'mod+a': 'selects all',
  'mod+c': 'copies',
  'mod+v': 'pastes',
  'mod+x': 'cuts',
};

/** A browser acts on these itself: most never reach a page, and none should be taken from it. */
const FOR_BROWSERS: Readonly<Record<string, string>> = {
  'mod+n': 'opens a window',
  'mod+shift+n': 'opens a private window',
  'mod+t': 'opens a tab',
  'mod+shift+t': 'opens the last closed tab',
  'mod+w': 'closes the tab',
  'mod+shift+w': 'closes the window',
  'mod+q': 'ends the browser',
  'mod+shift+q': 'ends the browser',
  'mod+tab': 'goes to the next tab',
  'mod+shift+tab': 'goes to the previous tab',
  'mod+pageup': 'goes to the previous tab',
  'mod+pagedown': 'goes to the next tab',
  'mod+r': 'loads the page again',
  'mod+shift+r': 'loads the page again',
  'mod+l': 'goes to the address',
  'mod+0': 'resets the zoom',
  'mod++': 'zooms in',
  'mod+=': 'zooms in',
  'mod+-': 'zooms out',
  'mod+shift+i': 'opens the developer tools',
  'mod+shift+j': 'opens the developer tools',
  'alt+arrowleft': 'goes back',
  'alt+arrowright': 'goes forward',
  'alt+f4': 'closes the window',
  f1: 'opens its help',
  f5: 'loads the page again',
  'mod+f5': 'loads the page again',
  f6: 'goes from pane to pane',
  'shift+f6': 'goes from pane to pane',
  f11: 'fills the screen',
  f12: 'opens the developer tools',
};

const FOR_DESKTOP: Readonly<Record<string, string>> = {
  'mod+q': 'ends the app',
  'mod+w': 'closes the window',
  'alt+f4': 'closes the window',
  'mod+0': 'resets the zoom',
  'mod++': 'zooms in',
  'mod+=': 'zooms in',
  'mod+-': 'zooms out',
};

const MODIFIER_KEYS = new Set([
  'control',
  'meta',
  'alt',
  'shift',
  'altgraph',
  'capslock',
  'fn',
  'dead',
  'process',
]);

/** Whether only a modifier is held so far: more is to come. */
export function isModifierAlone(key: string): boolean {
  return MODIFIER_KEYS.has(key.toLowerCase());
}

export type Reserved = { by: 'everyone' | 'browser' | 'desktop'; does: string };

/** Undefined where a command may have the chord. */
export function reservedFor(chord: string, isDesktop: boolean): Reserved | undefined {
  const common = FOR_EVERYONE[chord];
  if (common !== undefined) {
    return { by: 'everyone', does: common };
  }
  const own = isDesktop ? FOR_DESKTOP[chord] : (FOR_BROWSERS[chord] ?? tabKey(chord));
  return own === undefined ? undefined : { by: isDesktop ? 'desktop' : 'browser', does: own };
}

function tabKey(chord: string): string | undefined {
  return /^mod\+[1-9]$/.test(chord) ? 'goes to one of its tabs' : undefined;
}
