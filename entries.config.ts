import { fileURLToPath } from 'node:url';

function fromRoot(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

/**
 * Files that are started by their built path (worker threads, for instance). Each one is built
 * beside the server entry in out/main and in out/cli, so `new URL('./NAME.js', import.meta.url)`
 * finds it in both. Add a line here: `'signing-worker': fromRoot('server/…/signing-worker.ts')`.
 */
export const WORKER_ENTRIES: Record<string, string> = {
  'sending-thread': fromRoot('server/hosts/sending-thread.ts'),
  'search-thread': fromRoot('server/hosts/search-thread.ts'),
  'reading-thread': fromRoot('server/hosts/reading-thread.ts'),
};

/** out/main: the shell, and the server that it starts in a utility process. */
export const MAIN_ENTRIES: Record<string, string> = {
  main: fromRoot('electron/main.ts'),
  server: fromRoot('server/hosts/utility.ts'),
  ...WORKER_ENTRIES,
};

export const PRELOAD_ENTRIES: Record<string, string> = {
  preload: fromRoot('electron/preload.ts'),
};

/** out/renderer: the user interface, and the page that is shown when the server is gone. */
export const RENDERER_ENTRIES: Record<string, string> = {
  index: fromRoot('renderer/index.html'),
  stopped: fromRoot('renderer/stopped.html'),
};

/** out/cli: the command line and headless server, without Electron in the graph. */
export const CLI_ENTRIES: Record<string, string> = {
  main: fromRoot('server/cli/main.ts'),
  ...WORKER_ENTRIES,
};

/** Chunks lie beside their entries: `import.meta.url` then means the same folder in all of them. */
export const FLAT_OUTPUT = {
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
} as const;
