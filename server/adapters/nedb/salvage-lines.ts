import { existsSync } from 'node:fs';
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import type { Log } from '../../ports.ts';

const FILE_MODE = 0o600;
/** NeDB would take these for line ends. */
const OTHER_LINE_ENDS = /[\r\u0085\u2028\u2029]/;

/**
 * Leaves out the lines of a file that cannot be read, says how many, and keeps a copy of the file as
 * it was: one bad line must neither block a start nor be lost in silence.
 */
export async function salvageLines({ path, log }: { path: string; log: Log }): Promise<void> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return; // No file yet.
  }
  const lines = text.split('\n').filter((line) => line !== '');
  const good = lines.filter(isReadable);
  if (good.length === lines.length) {
    return;
  }
  const copy = freeName(`${path}.damaged`);
  await copyFile(path, copy);
  const draft = `${path}.salvaged`;
  await writeFile(draft, good.map((line) => `${line}\n`).join(''), { mode: FILE_MODE });
  await rename(draft, path);
  const left = { path, lines: lines.length - good.length, copy };
  log.error(left, 'lines of a file cannot be read and are left out; a copy of it is kept');
}

function isReadable(line: string): boolean {
  if (OTHER_LINE_ENDS.test(line)) {
    return false;
  }
  try {
    const document: unknown = JSON.parse(line);
    return (
      typeof document === 'object' &&
      document !== null &&
      ('$$indexCreated' in document || ('_id' in document && typeof document._id === 'string'))
    );
  } catch {
    return false;
  }
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let count = 2; existsSync(name); count += 1) {
    name = `${wanted}-${count}`;
  }
  return name;
}
