import type { MenuItemConstructorOptions } from 'electron';
import type { ShellCommandName } from '../server/contract/shell-bridge.ts';

export interface MenuOptions {
  readonly platform: NodeJS.Platform;
  readonly isPackaged: boolean;
  readonly send: (name: ShellCommandName) => void;
  readonly openWindow: () => void;
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
    { role: 'windowMenu' },
    { role: 'help', submenu: helpMenu(options) },
  ];
}

function item(options: MenuOptions, label: string, name: ShellCommandName, keys?: string): Item {
  return {
    label,
    click: () => options.send(name),
    // The window handles these keys itself, as it does in a browser; here they are only shown.
    ...(keys ? { accelerator: keys, registerAccelerator: false } : {}),
  };
}

function settingsItem(options: MenuOptions): Item {
  return {
    label: 'Settings…',
    accelerator: 'CmdOrCtrl+,',
    click: () => options.send('go-settings'),
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
    {
      label: 'New Window',
      accelerator: 'CmdOrCtrl+Shift+N',
      click: () => options.openWindow(),
    },
    item(options, 'New Subscription…', 'add-subscription', 'N'),
    SEPARATOR,
    item(options, 'Fire Event', 'fire-event', 'F'),
    item(options, 'Fire Last Event', 'fire-last'),
    SEPARATOR,
    item(options, 'Save', 'save', 'CmdOrCtrl+S'),
    item(options, 'Import…', 'import-file'),
    item(options, 'Export View…', 'export-view'),
    SEPARATOR,
    item(options, 'Copy Receiver URL', 'copy-receiver-url'),
    item(options, 'Copy Public URL', 'copy-public-url'),
    ...(isMac ? [] : [SEPARATOR, settingsItem(options)]),
    SEPARATOR,
    isMac ? { role: 'close' } : { role: 'quit' },
  ];
}

function editMenu(options: MenuOptions): Item[] {
  return [
    item(options, 'Undo', 'undo', 'CmdOrCtrl+Z'),
    item(options, 'Redo', 'redo', 'CmdOrCtrl+Shift+Z'),
    SEPARATOR,
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { role: 'selectAll' },
    SEPARATOR,
    item(options, 'Find or Filter', 'find', 'CmdOrCtrl+F'),
  ];
}

function viewMenu(options: MenuOptions): Item[] {
  return [
    item(options, 'Command Palette…', 'open-palette', 'CmdOrCtrl+K'),
    SEPARATOR,
    item(options, 'Go Live', 'go-live', 'L'),
    item(options, 'Pause or Resume View', 'toggle-pause', 'P'),
    SEPARATOR,
    item(options, 'Show or Hide Sidebar', 'toggle-sidebar', 'CmdOrCtrl+B'),
    item(options, 'Swap Split Direction', 'toggle-split', 'CmdOrCtrl+\\'),
    SEPARATOR,
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    // No reload: it would lose what is being written, and the window never needs it.
    ...(options.isPackaged ? [] : [SEPARATOR, { role: 'toggleDevTools' } as const]),
  ];
}

const PLACES: readonly (readonly [string, ShellCommandName])[] = [
  ['Overview', 'go-overview'],
  ['Subscriptions', 'go-subscriptions'],
  ['Events', 'go-events'],
  ['Deliveries', 'go-deliveries'],
  ['Inbox', 'go-inbox'],
  ['Rules', 'go-rules'],
  ['Traces', 'go-traces'],
  ['Conformance', 'go-conformance'],
  ['Burst', 'go-burst'],
];

function goMenu(options: MenuOptions): Item[] {
  return [
    item(options, 'Back', 'go-back'),
    item(options, 'Forward', 'go-forward'),
    SEPARATOR,
    ...PLACES.map(
      ([label, name], index): Item => ({
        label,
        accelerator: `CmdOrCtrl+${index + 1}`,
        click: () => options.send(name),
      }),
    ),
  ];
}

function helpMenu(options: MenuOptions): Item[] {
  return [
    item(options, 'Documentation', 'go-docs'),
    item(options, 'Keyboard Shortcuts', 'show-shortcuts', '?'),
    SEPARATOR,
    { label: 'Show Server Log', click: () => options.showLog() },
    { label: 'Restart Server', click: () => options.restartServer() },
    ...(options.platform === 'darwin' ? [] : [SEPARATOR, { role: 'about' } as const]),
  ];
}
