import { app } from 'electron';
import type { ShellCommand } from '../server/contract/shell-bridge.ts';
import { commandFromArguments, LINK_SCHEME } from './deep-links.ts';
import type { WindowList } from './window-list.ts';

export interface Entrances {
  /** Gives what came before there was a window, and all that comes from now on. */
  leadTo(windows: WindowList): void;
}

/**
 * The ways in from outside: links, jump list, dock and a second start. Called before `ready`, since
 * macOS hands over the link that started the app before that; what comes while the server is still
 * starting waits for the first window.
 */
export function openEntrances(): Entrances {
  const early: ShellCommand[] = [];
  let list: WindowList | undefined;

  function obey(args: readonly string[]): void {
    const command = commandFromArguments(args);
    if (command && list) {
      list.command(command);
    } else if (command) {
      early.push(command);
    }
  }
  app.on('second-instance', (_event, args) => {
    list?.focus();
    obey(args);
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    obey([link]);
  });
  app.on('activate', () => list?.focus());
  obey(process.argv.slice(1));
  return {
    leadTo(windows) {
      list = windows;
      for (const command of early) {
        windows.command(command);
      }
    },
  };
}

/** On Windows nothing after `--` is an option of Chromium, whatever a link is made to look like. */
const END_OF_OPTIONS = '--';

/** From a clone the program is Electron itself, which needs to be told the app. */
export function registerLinks(): void {
  const args = app.isPackaged ? [END_OF_OPTIONS] : [app.getAppPath(), END_OF_OPTIONS];
  app.setAsDefaultProtocolClient(LINK_SCHEME, process.execPath, args);
}
