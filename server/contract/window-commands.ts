/**
 * Every act of the window that a key, a menu or the palette can start. The window gives each its
 * doing; menus, tooltips, the list of shortcuts and their remapping read it from here. No schema:
 * the shell and the window share it as it is.
 */

/** `mod` is Ctrl, or ⌘ on a Mac; chords are written `mod+k`, `shift+r`, sequences `g o`. */
export interface WindowCommand {
  readonly title: string;
  /** Under which heading lists of shortcuts show it. */
  readonly group: CommandGroup;
  readonly keys: readonly string[];
  /** On top of `keys` in the desktop app: a browser has these for itself. */
  readonly desktopKeys?: readonly string[];
  /** Left out of the palette: it only makes sense in place. */
  readonly isPlaceBound?: boolean;
}

export type CommandGroup =
  | 'General'
  | 'Go to'
  | 'Lists'
  | 'Selected row'
  | 'Inspector'
  | 'Copy as'
  | 'On one screen';

function act(
  group: CommandGroup,
  title: string,
  keys: readonly string[] = [],
  more: Pick<WindowCommand, 'desktopKeys' | 'isPlaceBound'> = {},
): WindowCommand {
  return { group, title, keys, ...more };
}

const placeBound = { isPlaceBound: true };

export const WINDOW_COMMANDS = {
  palette: act('General', 'Open the command palette', ['mod+k'], placeBound),
  shortcuts: act('General', 'Keyboard shortcuts', ['?']),
  new: act('General', 'New item here, or register a URL', ['n']),
  fire: act('General', 'Fire the event in view', ['f']),
  'fire.last': act('General', 'Fire the last event again'),
  submit: act('General', 'Submit the open form', ['mod+enter'], placeBound),
  save: act('General', 'Save what is open', ['mod+s']),
  undo: act('General', 'Undo', ['mod+z']),
  redo: act('General', 'Redo', ['mod+shift+z']),
  receive: act('General', 'Receive here: URL, dialect and secret', ['u']),
  'receiver-url': act('General', 'Copy the receiver URL'),
  'public-url': act('General', 'Copy the public URL'),
  sidebar: act('General', 'Collapse or widen the sidebar', ['mod+b']),
  'pane.next': act('General', 'Go to the next pane', [], {
    ...placeBound,
    desktopKeys: ['f6'],
  }),
  'pane.previous': act('General', 'Go to the previous pane', [], {
    ...placeBound,
    desktopKeys: ['shift+f6'],
  }),
  'notice.focus': act('General', 'Go to the notice', ['f8'], placeBound),
  import: act('General', 'Import requests: HAR, cassette or raw HTTP…'),
  'window.new': act('General', 'Open a new window here', [], { desktopKeys: ['mod+shift+n'] }),
  'layout.reset': act('General', 'Reset the layout'),
  'demo.restore': act('General', 'Restore the demo'),

  'go.overview': act('Go to', 'Go to Overview', ['g o'], { desktopKeys: ['mod+1'] }),
  'go.subscriptions': act('Go to', 'Go to Subscriptions', ['g s'], { desktopKeys: ['mod+2'] }),
  'go.events': act('Go to', 'Go to Events', ['g e'], { desktopKeys: ['mod+3'] }),
  'go.deliveries': act('Go to', 'Go to Deliveries', ['g d'], { desktopKeys: ['mod+4'] }),
  'go.inbox': act('Go to', 'Go to Inbox', ['g i'], { desktopKeys: ['mod+5'] }),
  'go.rules': act('Go to', 'Go to Rules', ['g r'], { desktopKeys: ['mod+6'] }),
  'go.traces': act('Go to', 'Go to Traces', ['g t'], { desktopKeys: ['mod+7'] }),
  'go.burst': act('Go to', 'Go to Burst', ['g b'], { desktopKeys: ['mod+9'] }),
  'go.docs': act('Go to', 'Go to Docs', ['g h']),
  'go.settings': act('Go to', 'Go to Settings', ['mod+,']),
  'go.back': act('Go to', 'Go back', [], { desktopKeys: ['alt+arrowleft'] }),
  'go.forward': act('Go to', 'Go forward', [], { desktopKeys: ['alt+arrowright'] }),

  'filter.focus': act('Lists', 'Filter the list', ['/', 'mod+f'], placeBound),
  'list.cell': act('Lists', 'Only this, or not this', ['shift+f'], placeBound),
  'list.live': act('Lists', 'Go live', ['l']),
  'list.follow': act('Lists', 'Follow newest: open each arrival'),
  'list.pause': act('Lists', 'Pause or resume the view', ['p']),
  'list.turn': act('Lists', 'Turn list and inspector', ['mod+\\']),
  'list.wider': act('Lists', 'Wider list'),
  'list.narrower': act('Lists', 'Wider inspector'),
  'list.all': act('Lists', 'Select all that the filter matches'),
  'list.clear': act('Lists', 'Clear the selection', ['escape'], placeBound),

  replay: act('Selected row', 'Replay, or try now', ['r']),
  'replay.options': act('Selected row', 'Replay with options', ['shift+r']),
  trace: act('Selected row', 'Show the trace', ['t']),
  compare: act('Selected row', 'Compare the two that are selected', ['d']),
  star: act('Selected row', 'Star or unstar', ['s']),
  delete: act('Selected row', 'Delete', ['delete']),

  'tab.1': act('Inspector', 'First tab', ['1'], placeBound),
  'tab.2': act('Inspector', 'Second tab', ['2'], placeBound),
  'tab.3': act('Inspector', 'Third tab', ['3'], placeBound),
  'tab.4': act('Inspector', 'Fourth tab', ['4'], placeBound),
  'tab.5': act('Inspector', 'Fifth tab', ['5'], placeBound),
  'tab.6': act('Inspector', 'Sixth tab', ['6'], placeBound),
  'tab.7': act('Inspector', 'Seventh tab', ['7'], placeBound),
  'step.previous': act('Inspector', 'Previous attempt or difference', ['[']),
  'step.next': act('Inspector', 'Next attempt or difference', [']']),

  'copy.curl': act('Copy as', 'Copy as cURL', ['c c']),
  'copy.fetch': act('Copy as', 'Copy as fetch', ['c f']),
  'copy.raw': act('Copy as', 'Copy as raw HTTP', ['c r']),
  'copy.har': act('Copy as', 'Copy as HAR', ['c h']),
  'copy.body': act('Copy as', 'Copy the body', ['c b']),

  'rule.up': act('On one screen', 'Move the rule up', ['alt+arrowup']),
  'rule.down': act('On one screen', 'Move the rule down', ['alt+arrowdown']),
  'subscriptions.import': act('On one screen', 'Import subscriptions'),
  'subscriptions.export': act('On one screen', 'Export subscriptions as JSON'),
  'burst.stop': act('On one screen', 'Stop the burst'),
} satisfies Record<string, WindowCommand>;

export type WindowCommandId = keyof typeof WINDOW_COMMANDS;

/** In the order of the table. */
export const WINDOW_COMMAND_IDS = Object.keys(WINDOW_COMMANDS) as WindowCommandId[];

/** A command's row with the optional facts that the narrow type of the table hides. */
export function windowCommand(id: WindowCommandId): WindowCommand {
  return WINDOW_COMMANDS[id];
}

/** The command of the n-th tab, counted from 0; the last one for all beyond. */
export function tabCommand(index: number): WindowCommandId {
  const tabs = WINDOW_COMMAND_IDS.filter((id) => id.startsWith('tab.'));
  return tabs[index] ?? 'tab.7';
}

/** The keys that a command has at first, in the desktop app or in a browser. */
export function defaultKeys(id: WindowCommandId, isDesktop: boolean): readonly string[] {
  const { keys, desktopKeys = [] } = WINDOW_COMMANDS[id];
  return isDesktop ? [...keys, ...desktopKeys] : keys;
}
