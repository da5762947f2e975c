import { type FileHandle, open, rm } from 'node:fs/promises';
import { CommandFailure } from './failure.ts';

export interface OutputFile {
  write(content: string | Uint8Array): Promise<void>;
  /** To be called in any case: a file that was made here and got nothing is removed again. */
  close(): Promise<void>;
}

/**
 * Opens a file to be written later, so that a path that cannot be written is known before the work is
 * done. What stood in the file stays until then. `mode` is that of a new file.
 * Throws CommandFailure.
 */
export async function openOutput(path: string, mode = 0o666): Promise<OutputFile> {
  const { handle, isNew } = await opened(path, mode);
  let isWritten = false;
  return {
    write: async (content) => {
      try {
        // A pipe or a device cannot be cut, and has nothing that would stay.
        if ((await handle.stat()).isFile()) {
          await handle.truncate(0);
        }
        await handle.writeFile(content);
        isWritten = true;
      } catch (error) {
        throw refusal(path, error);
      }
    },
    close: async () => {
      await handle.close();
      if (isNew && !isWritten) {
        await rm(path, { force: true });
      }
    },
  };
}

async function opened(path: string, mode: number): Promise<{ handle: FileHandle; isNew: boolean }> {
  try {
    return { handle: await open(path, 'ax', mode), isNew: true };
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw refusal(path, error);
    }
  }
  try {
    return { handle: await open(path, 'a'), isNew: false };
  } catch (error) {
    throw refusal(path, error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist; make it first',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder; name a file in it',
  EACCES: 'you may not write there; choose another path',
  EPERM: 'you may not write there; choose another path',
  EROFS: 'that disk is read-only; choose another path',
  ENOSPC: 'the disk is full',
};

function refusal(path: string, error: unknown): CommandFailure {
  const other = error instanceof Error ? error.message : String(error);
  return new CommandFailure(`cannot write ${path}: ${REASONS[codeOf(error)] ?? other}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
