import { app, BrowserWindow, nativeTheme, net, protocol, screen, session } from 'electron';
import { APP_SCHEME } from './app-origin.ts';
import { APP_SCHEME_PRIVILEGES, createAppProtocolHandler } from './app-protocol.ts';
import { commandFromArguments, jumpListTasks, LINK_SCHEME } from './deep-links.ts';
import { assembleDesktop, readyLine, startPath } from './desktop.ts';
import { openVault } from './open-vault.ts';
import { openPreferences, type Preferences } from './preferences.ts';
import { createRestartPolicy } from './restart-policy.ts';
import { lockNavigation, lockSession } from './security.ts';
import type { ServerProcess } from './server-process.ts';
import { type ShellPaths, shellPaths } from './shell-paths.ts';
import { createServer } from './start-server.ts';
import { windowOptions } from './window.ts';
import { WindowList } from './window-list.ts';

// Lock, vault, server, window, quit: in this order. Everything else is in the modules above.

const APP_ID = 'dev.hookbench.desktop';

/** Links that macOS hands over before there is a window. */
const earlyLinks: string[] = [];
const keepEarlyLink = (event: Electron.Event, link: string): void => {
  event.preventDefault();
  earlyLinks.push(link);
};

protocol.registerSchemesAsPrivileged([APP_SCHEME_PRIVILEGES]);
app.enableSandbox();
app.on('open-url', keepEarlyLink);
// Whoever started us may be gone: writing to its terminal then must not end the app.
process.stdout.on('error', () => undefined);

if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    app.exit(1);
  });
} else {
  app.quit();
}

async function run(): Promise<void> {
  await app.whenReady();
  // Windows shows notifications of known apps only; the id is that of the installer.
  app.setAppUserModelId(APP_ID);
  const paths = shellPaths(import.meta.dirname);
  const preferences = openPreferences(paths.preferences);
  const vault = await openVault(paths, preferences);
  if (!vault) {
    app.quit();
    return;
  }
  const { process: server, token } = createServer(paths, vault.dataKeyBytes);
  const windows = createWindows(paths, preferences, server);
  guard(paths, server);
  const tray = assembleDesktop({ server, token, vault: vault.vault, windows, preferences, paths });
  quitCleanly(server, () => tray.isShown());
  server.start();
  await server.whenReady().catch(() => undefined);
  const window = windows.open(startPath(server.state()));
  window.once('show', () => process.stdout.write(`${readyLine(server.state())}\n`));
  acceptCommands(windows);
}

function createWindows(
  paths: ShellPaths,
  preferences: Preferences,
  server: ServerProcess,
): WindowList {
  return new WindowList({
    placePath: paths.place,
    controlUrl: () => controlUrl(server),
    workAreas: () => {
      const primary = screen.getPrimaryDisplay();
      const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
      return [primary.workArea, ...others.map((display) => display.workArea)];
    },
    create: (bounds) =>
      new BrowserWindow(
        windowOptions({
          bounds,
          platform: process.platform,
          isDark: nativeTheme.shouldUseDarkColors,
          hasCompactTitleBar: preferences.current().hasCompactTitleBar,
          preloadPath: paths.preload,
          iconPath: `${paths.resources}/icon.png`,
          appVersion: app.getVersion(),
        }),
      ),
  });
}

function controlUrl(server: ServerProcess): string | undefined {
  const state = server.state();
  return state.kind === 'ready' ? state.urls.control : undefined;
}

/** Before the first window: the only origin, and nothing leads out of it. */
function guard(paths: ShellPaths, server: ServerProcess): void {
  const devUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL;
  protocol.handle(
    APP_SCHEME,
    createAppProtocolHandler({
      rendererDir: paths.renderer,
      controlOrigin: () => controlUrl(server),
      devServer: devUrl ? { url: devUrl, fetch: (url) => net.fetch(url) } : undefined,
    }),
  );
  lockSession(session.defaultSession);
  const crashes = createRestartPolicy();
  app.on('web-contents-created', (_event, contents) => {
    lockNavigation(contents);
    contents.on('render-process-gone', (_gone, details) => {
      if (details.reason !== 'clean-exit' && crashes.nextDelayMs(Date.now()) !== undefined) {
        contents.reload();
      }
    });
  });
}

function acceptCommands(windows: WindowList): void {
  const obey = (args: readonly string[]): void => {
    const command = commandFromArguments(args);
    if (command) {
      windows.command(command);
    }
  };
  registerLinks();
  app.on('second-instance', (_event, args) => {
    windows.focus();
    obey(args);
  });
  app.off('open-url', keepEarlyLink);
  app.on('open-url', (event, link) => {
    event.preventDefault();
    obey([link]);
  });
  app.on('activate', () => windows.focus());
  if (process.platform === 'win32') {
    app.setUserTasks(jumpListTasks(process.execPath));
  }
  obey([...process.argv.slice(1), ...earlyLinks]);
}

/** From a clone the program is Electron itself, which needs to be told the app. */
function registerLinks(): void {
  if (app.isPackaged) {
    app.setAsDefaultProtocolClient(LINK_SCHEME);
  } else {
    app.setAsDefaultProtocolClient(LINK_SCHEME, process.execPath, [app.getAppPath()]);
  }
}

/** Without a tray, closing the last window ends the server too. */
function quitCleanly(server: ServerProcess, hasTray: () => boolean): void {
  let isStopped = false;
  app.on('window-all-closed', () => {
    if (!hasTray()) {
      app.quit();
    }
  });
  app.on('before-quit', (event) => {
    if (isStopped) {
      return;
    }
    event.preventDefault();
    void server.stop().finally(() => {
      isStopped = true;
      app.quit();
    });
  });
}
