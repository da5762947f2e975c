import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of `names` that lies on PATH. */
export function findOnPath(
  names: readonly string[],
  environment = process.env,
): string | undefined {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .flatMap((path) => endings.map((ending) => path + ending))
    .find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
