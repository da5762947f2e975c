// Runs a TypeScript program of the tests on plain Node: node tests/bench/run.mjs FILE [ARGUMENT ...]
import { mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file, ...rest] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node tests/bench/run.mjs FILE [ARGUMENT ...]');
  process.exit(2);
}
const folder = resolve('.tsbuild', 'run');
mkdirSync(folder, { recursive: true });
const outfile = join(folder, `${basename(file, '.ts')}-${process.pid}.mjs`);
await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
});
process.argv.splice(1, 2, outfile);
process.argv.length = 2;
process.argv.push(...rest);
await import(pathToFileURL(outfile).href);
