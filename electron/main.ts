import { app, net, protocol, screen, session } from 'electron';
import { APP_SCHEME } from './app-origin.ts';
import { APP_SCHEME_PRIVILEGES, createAppProtocolHandler } from './app-protocol.ts';
import { createWindow } from './create-window.ts';
import { assembleDesktop, readyLine, startPath } from './desktop.ts';
import { type Entrances, openEntrances, registerLinks } from './entrances.ts';
import { frameColors } from './frame-colors.ts';
import { openVault } from './open-vault.ts';
import { createPageCrashes } from './page-crash.ts';
import { openPreferences, type Preferences } from './preferences.ts';
import { quitCleanly } from './quit.ts';
import { lockNavigation, lockSession } from './security.ts';
import type { ServerProcess } from './server-process.ts';
import { type ShellPaths, shellPaths } from './shell-paths.ts';
import { createServer } from './start-server.ts';
import { offerTextMenu } from './text-menu.ts';
import { WindowList } from './window-list.ts';

// Lock, vault, server, window, quit: in this order. Everything else is in the modules above.

const APP_ID = 'dev.hookbench.desktop';

protocol.registerSchemesAsPrivileged([APP_SCHEME_PRIVILEGES]);
app.enableSandbox();
// Whoever started us may be gone: writing to its terminal then must not end the app.
process.stdout.on('error', () => undefined);

if (app.requestSingleInstanceLock()) {
  run(openEntrances()).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    app.exit(1);
  });
} else {
  app.quit();
}

async function run(entrances: Entrances): Promise<void> {
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
  entrances.leadTo(windows);
  registerLinks();
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
      createWindow({
        bounds,
        platform: process.platform,
        colors: frameColors(),
        hasCompactTitleBar: preferences.current().hasCompactTitleBar,
        preloadPath: paths.preload,
        iconPath: `${paths.resources}/icon.png`,
        appVersion: app.getVersion(),
      }),
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
  const reviveCrashed = createPageCrashes();
  app.on('web-contents-created', (_event, contents) => {
    lockNavigation(contents);
    offerTextMenu(contents);
    reviveCrashed(contents);
  });
}
