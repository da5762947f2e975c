import type { Log } from '../ports.ts';
import type { Warnings } from './warnings.ts';

/** What the stores complained of while they opened: damage that was worked around. */
export interface DamageLog {
  readonly log: Log;
  /** One sentence a complaint; what comes later is the log's alone. */
  take(): string[];
}

const MAX_NAMED = 5;

/** A log that also remembers warnings and errors until they are taken. */
export function createDamageLog(log: Log): DamageLog {
  let found: string[] | undefined = [];
  const remember = (fields: object, message: string) => {
    const { path, folder, segment, bytes, lines } = fields as Record<string, unknown>;
    const where = path ?? folder ?? (segment === undefined ? undefined : `file ${segment}`);
    const amount = bytes ?? lines;
    const facts = [
      where,
      amount === undefined ? undefined : `${amount} ${bytes === undefined ? 'lines' : 'bytes'}`,
    ];
    const named = facts.filter((fact) => fact !== undefined).join(', ');
    found?.push(named === '' ? message : `${message} (${named})`);
  };
  return {
    log: {
      debug: (fields, message) => log.debug(fields, message),
      info: (fields, message) => log.info(fields, message),
      warn: (fields, message) => {
        remember(fields, message);
        log.warn(fields, message);
      },
      error: (fields, message) => {
        remember(fields, message);
        log.error(fields, message);
      },
    },
    take: () => {
      const taken = found ?? [];
      found = undefined;
      return taken;
    },
  };
}

/** Tells the person what could not be read; nothing where all was sound. */
export function warnAboutDamage(warnings: Pick<Warnings, 'add'>, damage: readonly string[]): void {
  if (damage.length > 0) {
    const more = damage.length > MAX_NAMED ? `, and ${damage.length - MAX_NAMED} more` : '';
    warnings.add(
      'data_damaged',
      `Part of what was stored could not be read and is left out: ${damage.slice(0, MAX_NAMED).join('; ')}${more}. The rest is kept.`,
    );
  }
}
