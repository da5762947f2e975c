import { AppError } from '../../core/errors.ts';

/** What a failed write is told as: the cause in the system's own code, and the way out. */
export function storageFull(folder: string, cause: unknown): AppError {
  const code = systemCode(cause);
  return new AppError(
    'storage_full',
    `${whyAndWayOut(folder, code)}; it goes on by itself as soon as a write succeeds.`,
  );
}

function whyAndWayOut(folder: string, code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return `The disk is full: nothing was stored. Free space for ${folder}`;
    case 'ENOENT':
    case 'ESTALE':
      return `The data folder is gone: nothing was stored. Put ${folder} back`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `The data folder may not be written (${code}): nothing was stored. Allow writing in ${folder}`;
    default:
      return `The disk refused a write (${code}): nothing was stored. See to ${folder}`;
  }
}

export function systemCode(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
}
