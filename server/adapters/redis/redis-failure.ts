import { AppError } from '../../core/errors.ts';

/** Redis refuses to store: its memory is full, or it cannot write its files. */
const FULL = /^(OOM|MISCONF)\b/;
/** Redis answers, but not for now. */
const NOT_NOW = /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|NOREPLICAS)\b/;
/** Redis answers, but not to us. */
const NOT_US = /^(NOAUTH|WRONGPASS|NOPERM)\b|AUTH .* called without any password/;

/** What an error of the client means for whoever asked: a refusal with a way out, or a bug of ours. */
export function redisFailure(error: unknown, where: string): Error {
  const failure = error instanceof Error ? error : new Error(String(error));
  if (failure instanceof AppError) {
    return failure;
  }
  if (FULL.test(failure.message)) {
    return new AppError(
      'storage_full',
      `Redis at ${where} takes no more data (${firstWord(failure.message)}): give it more memory or disk. Nothing of this was stored.`,
    );
  }
  if (NOT_US.test(failure.message)) {
    return new AppError(
      'unavailable',
      `Redis at ${where} refuses the login: check user and password in its URL.`,
    );
  }
  if (failure.name !== 'ReplyError' || NOT_NOW.test(failure.message)) {
    return new AppError(
      'unavailable',
      `Redis at ${where} cannot be reached. Everything goes on by itself once it is back.`,
    );
  }
  // The client hangs the whole command on its error, bodies and passwords too: they go no further.
  return new Error(`Redis at ${where} refuses a command: ${failure.message}`);
}

export function isFullFailure(error: Error): boolean {
  return error instanceof AppError && error.code === 'storage_full';
}

function firstWord(text: string): string {
  return text.split(' ', 1)[0] ?? text;
}
