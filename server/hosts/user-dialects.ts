import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dialect } from '../core/dialects/dialect.ts';
import { parseDialectFile } from '../core/dialects/dialect-file.ts';
import { setUserDialects } from '../core/dialects/registry.ts';
import { StartError } from './start-error.ts';

/** Where a user's own dialects lie, one JSON file each: contract/dialect-file.ts says what is in them. */
const DIALECTS_FOLDER_NAME = 'dialects';

/**
 * Makes the dialects of the data folder known, before anything is served. Throws StartError that names
 * the file, the field and what it takes.
 */
export async function loadUserDialects(dataDir: string): Promise<readonly Dialect[]> {
  const folder = join(dataDir, DIALECTS_FOLDER_NAME);
  const names = (await listOrNone(folder)).filter((name) => name.endsWith('.json')).sort();
  const dialects: Dialect[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const dialect = await readDialect(path);
    if (dialects.some(({ id }) => id === dialect.id)) {
      throw new StartError('invalid_config', `${path}: id: ${dialect.id} is in another file too.`);
    }
    dialects.push(dialect);
  }
  try {
    setUserDialects(dialects);
  } catch (error) {
    throw new StartError('invalid_config', `${folder}: ${messageOf(error)}.`);
  }
  return dialects;
}

async function readDialect(path: string): Promise<Dialect> {
  try {
    return parseDialectFile(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new StartError('invalid_config', `${path}: ${messageOf(error)}`);
  }
}

async function listOrNone(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return [];
    }
    throw new StartError('invalid_config', `${folder} cannot be read: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
