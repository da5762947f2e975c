import type { MenuItemConstructorOptions } from 'electron';
import { defaultKeys, type WindowCommandId } from '../server/contract/window-commands.ts';
import { acceleratorOf } from './accelerator.ts';
import { MENU_LABELS } from './menu-labels.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  /** What the window says of its keys; those of the start where it has said nothing yet. */
  readonly keys: Readonly<Partial<Record<WindowCommandId, string>>>;
  readonly send: (name: WindowCommandId) => void;
  readonly openWindow: () => void;
  readonly openSettings: () => void;
  readonly showLog: () => void;
  readonly restartServer: () => void;
}

type Item = MenuItemConstructorOptions;
const SEPARATOR: Item = { type: 'separator' };

/** Every command of the window has an item here, so that it is found without knowing its key. */
export function menuTemplate(options: MenuOptions): Item[] {
  const isMac = options.platform === 'darwin';
  return [
    ...(isMac ? [appMenu(options)] : []),
    { label: '&File', submenu: fileMenu(options, isMac) },
    { label: '&Edit', submenu: editMenu(options) },
    { label: '&View', submenu: viewMenu(options) },
    { label: '&Go', submenu: goMenu(options) },
    { label: '&Act', submenu: actMenu(options) },
    { role: 'windowMenu' },
    { role: 'help', submenu: helpMenu(options) },
  ];
}

/** The window handles keys itself, as it does in a browser; here they are only shown. */
function item(options: MenuOptions, name: WindowCommandId): Item {
  return {
    label: MENU_LABELS[name],
    ...shownKeys(options, name),
    registerAccelerator: false,
    click: () => options.send(name),
  };
}

function shownKeys(
  options: MenuOptions,
  name: WindowCommandId,
): Pick<Item, 'accelerator' | 'toolTip'> {
  const keys = options.keys[name] ?? defaultKeys(name, true)[0] ?? '';
  const accelerator = acceleratorOf(keys);
  if (accelerator === undefined) {
    return {};
  }
  // macOS knows no accelerator that is only shown: a letter typed into a field would act as one.
  return options.platform === 'darwin' && !keys.startsWith('mod+')
    ? { toolTip: `Key: ${accelerator}` }
    : { accelerator };
}

function items(options: MenuOptions, ...names: readonly (WindowCommandId | '-')[]): Item[] {
  return names.map((name) => (name === '-' ? SEPARATOR : item(options, name)));
}

/** Works without a window too, so the menu takes its key itself. */
function settingsItem(options: MenuOptions): Item {
  return {
    label: MENU_LABELS['go.settings'],
    ...shownKeys(options, 'go.settings'),
    click: () => options.openSettings(),
  };
}

function newWindowItem(options: MenuOptions): Item {
  return {
    label: MENU_LABELS['window.new'],
    ...shownKeys(options, 'window.new'),
    click: () => options.openWindow(),
  };
}

function appMenu(options: MenuOptions): Item {
  return {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      SEPARATOR,
      settingsItem(options),
      SEPARATOR,
      { role: 'services' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      { role: 'quit' },
    ],
  };
}

function fileMenu(options: MenuOptions, isMac: boolean): Item[] {
  return [
    newWindowItem(options),
    ...items(options, 'new', '-', 'save', 'submit', '-'),
    ...items(options, 'import', 'subscriptions.import', 'subscriptions.export', '-'),
    ...items(options, 'receive', 'receiver-url', 'public-url'),
    ...(isMac ? [] : [SEPARATOR, settingsItem(options)]),
    SEPARATOR,
    isMac ? { role: 'close' } : { role: 'quit' },
  ];
}

function editMenu(options: MenuOptions): Item[] {
  return [
    ...items(options, 'undo', 'redo', '-'),
    { role: 'cut' },
    { role: 'copy' },
    {
      label: 'Copy Request As',
      submenu: items(options, 'copy.curl', 'copy.fetch', 'copy.raw', 'copy.har', 'copy.body'),
    },
    { role: 'paste' },
    { role: 'selectAll' },
    ...items(options, '-', 'filter.focus', 'list.cell', 'list.all', 'list.clear'),
  ];
}

function viewMenu(options: MenuOptions): Item[] {
  return [
    ...items(options, 'palette', '-', 'list.live', 'list.follow', 'list.pause', '-'),
    ...items(options, 'sidebar', 'list.turn', 'list.wider', 'list.narrower', 'layout.reset', '-'),
    {
      label: 'Inspector',
      submenu: items(
        options,
        'tab.1',
        'tab.2',
        'tab.3',
        'tab.4',
        'tab.5',
        'tab.6',
        'tab.7',
        '-',
        'step.previous',
        'step.next',
      ),
    },
    ...items(options, 'pane.next', 'pane.previous', 'notice.focus', '-'),
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    // Plus lies on the key of = on many keyboards; nobody presses shift for it.
    { role: 'zoomIn', accelerator: 'CmdOrCtrl+=', visible: false },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    // No reload: it would lose what is being written, and the window never needs it.
    ...(options.isPackaged ? [] : [SEPARATOR, { role: 'toggleDevTools' } as const]),
  ];
}

function goMenu(options: MenuOptions): Item[] {
  return [
    ...items(options, 'go.back', 'go.forward', '-', 'go.overview', 'go.subscriptions'),
    ...items(options, 'go.events', 'go.deliveries', 'go.inbox', 'go.rules', 'go.traces'),
    ...items(options, 'go.burst'),
  ];
}

function actMenu(options: MenuOptions): Item[] {
  return [
    ...items(options, 'fire', 'fire.last', '-', 'replay', 'replay.options', 'trace', 'compare'),
    ...items(options, 'star', 'delete', '-', 'rule.up', 'rule.down', '-', 'burst.stop'),
  ];
}

function helpMenu(options: MenuOptions): Item[] {
  return [
    ...items(options, 'go.docs', 'shortcuts', '-', 'demo.restore', '-'),
    { label: 'Show Server Log', click: () => options.showLog() },
    { label: 'Restart Server', click: () => options.restartServer() },
    ...(options.platform === 'darwin' ? [] : [SEPARATOR, { role: 'about' } as const]),
  ];
}
