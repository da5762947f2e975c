import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import { FLAT_OUTPUT, MAIN_ENTRIES, PRELOAD_ENTRIES, RENDERER_ENTRIES } from './entries.config.ts';

/** electron-vite builds for file:// with a relative base; ours is served from the root of an origin. */
function servedFromRoot(): Plugin {
  return { name: 'hookbench:served-from-root', config: () => ({ base: '/' }) };
}

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rolldownOptions: { input: MAIN_ENTRIES, output: FLAT_OUTPUT },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      sourcemap: true,
      // A sandboxed preload cannot require its neighbours or packages: all in one CommonJS file.
      externalizeDeps: false,
      rolldownOptions: {
        input: PRELOAD_ENTRIES,
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [servedFromRoot(), react(), tailwindcss()],
    build: {
      outDir: 'out/renderer',
      minify: true,
      // A data: font or script would need a wider content security policy.
      assetsInlineLimit: 0,
      rolldownOptions: { input: RENDERER_ENTRIES },
    },
  },
});
