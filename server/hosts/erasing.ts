// Erasing happens at a start, before anything is opened: a note in the data folder asks for it, and goes
// once it is done. A crash before the note leaves everything, a crash after it is finished by the next start.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type EraseScope, EraseScopeSchema } from '../contract/erase.ts';
import { flushFolder, isCode, replacePrivateFile } from './private-file.ts';

const NOTE_NAME = 'erase.json';
const NoteSchema = z.object({ version: z.literal(1), scope: EraseScopeSchema });
const FOLDER_MODE = 0o700;
const TRAFFIC = ['deliveries', 'captures'] as const;
/** With the copies that are made of a damaged one. */
const FINISHED_BURSTS = 'bursts.db';

/** From here on it will happen. */
export async function askToErase(folder: string, scope: EraseScope): Promise<void> {
  await replacePrivateFile(join(folder, NOTE_NAME), JSON.stringify({ version: 1, scope }));
  await flushFolder(folder);
}

/** Undefined where nothing is to be erased. */
export async function scopeToErase(folder: string): Promise<EraseScope | undefined> {
  try {
    const text = await readFile(join(folder, NOTE_NAME), 'utf8');
    return NoteSchema.parse(JSON.parse(text)).scope;
  } catch (error) {
    if (isCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

/** The stores of a data folder; they must not be open. May be interrupted and done again. */
export async function eraseFolder(folder: string, scope: EraseScope): Promise<void> {
  const whole = scope === 'everything' ? [...TRAFFIC, 'config'] : TRAFFIC;
  for (const name of whole) {
    await rm(join(folder, name), { recursive: true, force: true });
    await mkdir(join(folder, name), { mode: FOLDER_MODE });
  }
  for (const name of await readdir(join(folder, 'config'))) {
    if (name.startsWith(FINISHED_BURSTS)) {
      await rm(join(folder, 'config', name), { force: true });
    }
  }
}

export async function endErasing(folder: string): Promise<void> {
  await flushFolder(folder);
  await rm(join(folder, NOTE_NAME), { force: true });
}
