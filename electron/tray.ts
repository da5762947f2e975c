import type { MenuItemConstructorOptions } from 'electron';
import type { RecentItem } from '../server/contract/bridge.ts';
import type { ServerState, ShellCommand } from '../server/contract/shell-bridge.ts';

export interface TrayMenuOptions {
  readonly state: ServerState;
  readonly recent: readonly RecentItem[];
  readonly send: (command: ShellCommand) => void;
  readonly copy: (text: string) => void;
  readonly open: () => void;
  readonly quit: () => void;
}

const MAX_RECENT = 5;

export function stateLabel(state: ServerState): string {
  switch (state.kind) {
    case 'ready':
      return `Receiving at ${new URL(state.urls.receiver).host}`;
    case 'starting':
      return 'The server is starting…';
    case 'restarting':
      return 'The server ended and is starting again…';
    case 'stopped':
      return 'The server stopped';
  }
}

/** Problems change the shape of the icon as well, not its colour alone. */
export function trayImageName(state: ServerState, platform: NodeJS.Platform): string {
  const shape = state.kind === 'ready' || state.kind === 'starting' ? 'tray' : 'tray-problem';
  return platform === 'darwin' ? `${shape}Template.png` : `${shape}.png`;
}

export function trayMenuTemplate(options: TrayMenuOptions): MenuItemConstructorOptions[] {
  const { state, send } = options;
  const receiver = state.kind === 'ready' ? state.urls.receiver : undefined;
  return [
    { label: stateLabel(state), enabled: false },
    { type: 'separator' },
    {
      label: 'Pause or Resume View',
      click: () => send({ kind: 'command', name: 'list.pause' }),
    },
    {
      label: 'Copy Receiver URL',
      enabled: receiver !== undefined,
      click: () => options.copy(receiver ?? ''),
    },
    {
      label: 'Copy Public URL',
      enabled: receiver !== undefined,
      click: () => send({ kind: 'command', name: 'public-url' }),
    },
    ...recentItems(options),
    { type: 'separator' },
    { label: 'Open Hookbench', click: () => options.open() },
    { label: 'Quit', click: () => options.quit() },
  ];
}

function recentItems(options: TrayMenuOptions): MenuItemConstructorOptions[] {
  const items = options.recent.slice(0, MAX_RECENT).map((recent) => ({
    label: recent.label,
    click: () => options.send({ kind: 'go', path: recent.path }),
  }));
  return items.length === 0 ? [] : [{ type: 'separator' }, ...items];
}
