import { readFileSync } from 'node:fs';

/** Of the package. Two folders up in the sources and in out/cli, out/main alike. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
