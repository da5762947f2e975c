import { join } from 'node:path';
import { app, clipboard, Menu, Tray } from 'electron';
import type { RecentItem } from '../server/contract/bridge.ts';
import type { ServerProcess } from './server-process.ts';
import { stateLabel, trayImageName, trayMenuTemplate } from './tray.ts';
import type { WindowList } from './window-list.ts';

export interface ShellTray {
  readonly isShown: () => boolean;
  readonly show: (isWanted: boolean) => void;
  readonly showRecent: (items: readonly RecentItem[]) => void;
  readonly refresh: () => void;
}

export interface ShellTrayOptions {
  readonly resources: string;
  readonly server: ServerProcess;
  readonly windows: WindowList;
}

export function createShellTray(options: ShellTrayOptions): ShellTray {
  let tray: Tray | undefined;
  let recent: readonly RecentItem[] = [];

  function refresh(): void {
    const state = options.server.state();
    tray?.setImage(join(options.resources, trayImageName(state, process.platform)));
    tray?.setToolTip(`Hookbench: ${stateLabel(state)}`);
    const menu = trayMenuTemplate({
      state,
      recent,
      send: (command) => options.windows.command(command),
      copy: (text) => clipboard.writeText(text),
      open: () => options.windows.focus(),
      quit: () => app.quit(),
    });
    tray?.setContextMenu(Menu.buildFromTemplate(menu));
  }

  return {
    refresh,
    isShown: () => tray !== undefined,
    show(isWanted) {
      if (isWanted && !tray) {
        const image = trayImageName(options.server.state(), process.platform);
        tray = new Tray(join(options.resources, image));
        // On macOS a click opens the menu; elsewhere that is what the other button is for.
        if (process.platform !== 'darwin') {
          tray.on('click', () => options.windows.focus());
        }
        refresh();
      } else if (!isWanted) {
        tray?.destroy();
        tray = undefined;
      }
    },
    showRecent(items) {
      recent = items;
      refresh();
    },
  };
}
