import { app, powerMonitor } from 'electron';
import type { ServerProcess } from './server-process.ts';

/** Both need the server to end well first: deliveries under way are finished and recorded. */
export function quitCleanly(server: ServerProcess, hasTray: () => boolean): void {
  let isStopped = false;
  app.on('window-all-closed', () => {
    // Without a tray, closing the last window ends the server too.
    if (!hasTray()) {
      app.quit();
    }
  });
  app.on('before-quit', (event) => {
    if (isStopped) {
      return;
    }
    event.preventDefault();
    // Asked again meanwhile it is the same stop that is waited for.
    void server.stop().finally(() => {
      isStopped = true;
      app.quit();
    });
  });
  // Linux and macOS: the system waits until we are gone.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    app.quit();
  });
  // Windows tells its windows instead, and `before-quit` never comes.
  app.on('browser-window-created', (_event, window) => {
    window.on('session-end', () => void server.stop());
  });
}
