import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { CLI_ENTRIES, FLAT_OUTPUT } from './entries.config.ts';

const mainPath = fileURLToPath(new URL('out/cli/main.js', import.meta.url));

/** `out/cli/main.js` is the `bin` of the package; npm sets this bit on install, a clone needs it too. */
function executable(): Plugin {
  return { name: 'hookbench:executable', closeBundle: () => chmod(mainPath, 0o755) };
}

export default defineConfig({
  plugins: [executable()],
  // Nothing of resources/ or a public folder belongs beside the command line.
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'out/cli',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: CLI_ENTRIES,
      output: {
        ...FLAT_OUTPUT,
        banner: (chunk) => (chunk.isEntry && chunk.name === 'main' ? '#!/usr/bin/env node' : ''),
      },
    },
  },
});
