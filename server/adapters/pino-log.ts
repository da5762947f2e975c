import { type DestinationStream, pino } from 'pino';
import type { Log } from '../ports.ts';

/** Keys that hold secrets wherever they turn up, in the spellings of wire and code. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'secret',
  'secrets',
  'token',
  'api_key',
  'apikey',
  'sealedsecret',
  'password',
  'data_key',
  'datakey',
]);
const REDACTED = '[redacted]';
const MAX_DEPTH = 4;

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go; standard error where it is left out, since stdout belongs to `--json`. */
  readonly destination?: DestinationStream;
}

/** One JSON line an entry. Lines are gathered to blocks: an attempt must not wait for the terminal. */
export function createPinoLog({ level, destination }: LogOptions): Log & { flush(): void } {
  const stream = destination ?? pino.destination({ dest: 2, sync: false, minLength: 4096 });
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    stream,
  );
  return {
    debug: (fields, message) => log.debug(redacted(fields), message),
    info: (fields, message) => log.info(redacted(fields), message),
    warn: (fields, message) => log.warn(redacted(fields), message),
    error: (fields, message) => log.error(redacted(fields), message),
    flush: () => log.flush(),
  };
}

/**
 * The fields without secrets: the very object where it holds none. pino's own redaction takes
 * longer than all else that a line costs, and only knows paths that are listed.
 */
function redacted(fields: object, depth = 1): object {
  let copy: Record<string, unknown> | undefined;
  for (const [key, value] of Object.entries(fields)) {
    const kept = keptValue(key, value, depth);
    if (kept !== value) {
      copy ??= { ...fields };
      copy[key] = kept;
    }
  }
  return copy ?? fields;
}

function keptValue(key: string, value: unknown, depth: number): unknown {
  if (SECRET_KEYS.has(key) || SECRET_KEYS.has(key.toLowerCase())) {
    return REDACTED;
  }
  const isNested = typeof value === 'object' && value !== null && !(value instanceof Error);
  return isNested && depth < MAX_DEPTH ? redacted(value, depth + 1) : value;
}
