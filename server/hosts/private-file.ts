import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Files that only the user who runs the server may read. Windows keeps them so by its own means. */
export const PRIVATE_MODE = 0o600;

/** Replaces the file as a whole: a reader sees the old text or the new one. */
export async function replacePrivateFile(path: string, text: string): Promise<void> {
  const draft = await writeDraft(path, text);
  await rename(draft, path);
}

/** Creates the file with all of its text and flushed, or answers false where it is there already. */
export async function createPrivateFile(path: string, text: string): Promise<boolean> {
  const draft = await writeDraft(path, text);
  try {
    // Unlike rename, link never replaces: of two first starts, one makes the file.
    await link(draft, path);
    await flushFolder(dirname(path));
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) {
      return false;
    }
    return await createWithoutLink(path, text);
  } finally {
    await rm(draft, { force: true });
  }
}

export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? codes.includes(error.code)
    : false;
}

async function writeDraft(path: string, text: string): Promise<string> {
  const draft = `${path}.${randomUUID()}.tmp`;
  await writeNew(draft, text);
  return draft;
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', PRIVATE_MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Some file systems have no hard links (exFAT, some network shares). */
async function createWithoutLink(path: string, text: string): Promise<boolean> {
  try {
    await writeNew(path, text);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) {
      return false;
    }
    throw error;
  }
}

/** The name of a new file is safe on disk once its folder is flushed; Windows cannot open folders. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
