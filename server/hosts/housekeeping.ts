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
  const stopWatching = repeat(deps.clock, WATCH_EVERY_MS, async () => {
    watchClock();
    watchDisk(deps);
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

function watchDisk({ stores, warnings }: Pick<HousekeepingDeps, 'stores' | 'warnings'>): void {
  if (stores.isFull()) {
    warnings.add(
      'storage_full',
      'The disk is full: new requests are answered 507 and not stored. Free some space; it goes on by itself.',
    );
  } else {
    warnings.remove('storage_full');
  }
}
