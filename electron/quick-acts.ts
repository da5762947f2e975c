import { app, Menu } from 'electron';
import { jumpListTasks } from './deep-links.ts';
import type { WindowList } from './window-list.ts';

/** What the icon of the app offers: the jump list of Windows, the dock menu of macOS. */
export function offerQuickActs(windows: WindowList, openWindow: () => void): void {
  if (process.platform === 'win32') {
    // From a clone the program is Electron itself, which needs to be told the app.
    app.setUserTasks(
      jumpListTasks(process.execPath, app.isPackaged ? undefined : app.getAppPath()),
    );
  }
  app.dock?.setMenu(
    Menu.buildFromTemplate([
      { label: 'New Window', click: openWindow },
      {
        label: 'Fire Last Event',
        click: () => windows.command({ kind: 'command', name: 'fire.last' }),
      },
      { label: 'Open Inbox', click: () => windows.command({ kind: 'command', name: 'go.inbox' }) },
    ]),
  );
}
