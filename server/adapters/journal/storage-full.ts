import { AppError } from '../../core/errors.ts';

/** What a failed write is told as: the cause in the system's own code, and the way out. */
export function storageFull(folder: string, cause: unknown): AppError {
  const code = systemCode(cause);
  const isRoom = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  const why = isRoom ? 'The disk is full' : `The disk refused a write (${code})`;
  return new AppError(
    'storage_full',
    `${why}: nothing was stored. Free space for ${folder}; it goes on by itself as soon as a write succeeds.`,
  );
}

export function systemCode(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'unknown error';
}
