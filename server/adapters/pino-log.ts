import { type DestinationStream, pino } from 'pino';
import type { Log } from '../ports.ts';

/** Keys that hold secrets wherever they turn up, in the spellings of wire and code. */
const SECRET_KEYS: readonly string[] = [
  'authorization',
  'cookie',
  'secret',
  'secrets',
  'token',
  'api_key',
  'apiKey',
  'sealedSecret',
  'password',
  'data_key',
  'dataKey',
];

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go; standard error where it is left out, since stdout belongs to `--json`. */
  readonly destination?: DestinationStream;
}

/** One JSON line an entry. Lines are gathered to blocks: an attempt must not wait for the terminal. */
export function createPinoLog({ level, destination }: LogOptions): Log & { flush(): void } {
  const stream = destination ?? pino.destination({ dest: 2, sync: false, minLength: 4096 });
  const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`]);
  const log = pino(
    {
      level,
      base: null,
      redact: { paths, censor: '[redacted]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    stream,
  );
  return {
    debug: (fields, message) => log.debug(fields, message),
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
    flush: () => log.flush(),
  };
}
