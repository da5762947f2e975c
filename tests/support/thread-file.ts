import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Builds the entry of a thread (`server/hosts/NAME.ts`) as a program does; answers where it lies. */
export async function buildThreadFile(name: string): Promise<URL> {
  const outfile = resolve('.tsbuild', 'tests', `${name}-${process.pid}.mjs`);
  await build({
    entryPoints: [`server/hosts/${name}.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
  });
  return pathToFileURL(outfile);
}
