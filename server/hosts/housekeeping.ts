import { uptime } from 'node:os';
import type { SettingsFlow } from '../flows/settings.ts';
import type { Clock, Log, RetentionLimits } from '../ports.ts';
import { createClockWatch } from './clock-watch.ts';
import { warnAboutDamage } from './damage-log.ts';
import type { OpenStores } from './open-stores.ts';
import { repeat } from './repeat.ts';
import type { Warnings } from './warnings.ts';

const PRUNE_EVERY_MS = 30_000;
const WATCH_EVERY_MS = 1_000;
/** Kept whatever their age: each takes 650 bytes of memory and 6 µs of every start. */
const MAX_DELIVERIES = 250_000;
const DAY_MS = 86_400_000;

interface HousekeepingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly stores: OpenStores;
  readonly settings: Pick<SettingsFlow, 'current'>;
  readonly warnings: Warnings;
}

/** Keeps the stores within their limits and watches disk and clock; the returned function stops it. */
export function startHousekeeping(deps: HousekeepingDeps): () => void {
  warnAboutDamage(deps.warnings, deps.stores.damage);
  const stopPruning = repeat(deps.clock, PRUNE_EVERY_MS, () => prune(deps));
  const watchClock = createClockWatch({ ...deps, uptimeMs: () => uptime() * 1000 });
  const watchStorage = createStorageWatch(deps);
  const stopWatching = repeat(deps.clock, WATCH_EVERY_MS, () => {
    watchClock();
    return watchStorage();
  });
  return () => {
    stopPruning();
    stopWatching();
  };
}

async function prune({ log, stores, settings, warnings }: HousekeepingDeps): Promise<void> {
  const { retention_captures, retention_bytes, retention_days } = settings.current();
  const limits: RetentionLimits = {
    maxItems: retention_captures,
    maxBytes: retention_bytes,
    olderThanMs: retention_days === null ? null : retention_days * DAY_MS,
  };
  try {
    const pruned = await stores.captures.prune(limits);
    await stores.deliveries.prune({ ...limits, maxItems: MAX_DELIVERIES });
    if (pruned > 0) {
      log.info({ pruned }, 'old captures were removed');
      warnings.add(
        'retention',
        `Old requests are removed now: ${retention_captures.toLocaleString('en')} are kept. Change it in Settings, Storage.`,
      );
    }
  } catch (error) {
    log.error({ err: error }, 'the stores could not be kept within their limits');
  }
}

/** Says once what storing fails with, and takes it back when it does no more. */
function createStorageWatch({ stores, warnings }: Pick<HousekeepingDeps, 'stores' | 'warnings'>) {
  let said: string | undefined;
  return async () => {
    await stores.checkPlace();
    const why = stores.whyFull();
    if (why !== said && why !== undefined) {
      warnings.add('storage_full', fullText(why));
    } else if (why === undefined) {
      warnings.remove('storage_full');
    }
    said = why;
  };
}

function fullText(why: string): string {
  const [what, wayOut] = fullWords(why);
  return `${what}: new requests are answered 507 and not stored. ${wayOut}`;
}

function fullWords(why: string): [what: string, wayOut: string] {
  switch (why) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return ['The disk is full', 'Free some space; it goes on by itself.'];
    case 'EMFILE':
    case 'ENFILE':
      return [
        `This program may open no more files (${why})`,
        'Raise the limit (ulimit -n) or let fewer connections come; it goes on by itself.',
      ];
    case 'ENOENT':
      return [
        'The data folder is gone',
        'What came in the second before may be lost too. Put it back, and it goes on by itself, or start anew.',
      ];
    case 'redis':
      return ['Redis refuses to store', 'Give it memory or disk; it goes on by itself.'];
    default:
      return [`The disk refuses writes (${why})`, 'It goes on by itself once it takes them.'];
  }
}
