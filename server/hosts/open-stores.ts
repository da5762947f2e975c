import { openCaptureJournal } from '../adapters/journal/capture-journal.ts';
import { openDeliveryJournal } from '../adapters/journal/delivery-journal.ts';
import { openConfigStores } from '../adapters/nedb/config-stores.ts';
import type { CaptureStore, Clock, ConfigStores, DeliveryStore, Log } from '../ports.ts';
import { createDamageLog } from './damage-log.ts';
import { wireSearch } from './wire-search.ts';

/** The stores of one data folder, with what only the host does to them. */
export interface OpenStores {
  readonly config: ConfigStores;
  readonly deliveries: DeliveryStore;
  readonly captures: CaptureStore;
  readonly kind: 'embedded' | 'redis';
  setDurability(durability: 'process' | 'disk'): void;
  isFull(): boolean;
  /** The system's code of what storing fails with, or `redis`; undefined where it does not. */
  whyFull(): string | undefined;
  /** Sees whether the data folder is still there: what is written to a deleted one is lost without a word. */
  checkPlace(): Promise<void>;
  /** What could not be read when they were opened, a sentence each. */
  readonly damage: readonly string[];
  storedBytes(): number;
  close(): Promise<void>;
}

export interface OpenStoresOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens NeDB for what is configured and the journals for traffic. */
export async function openEmbeddedStores(given: OpenStoresOptions): Promise<OpenStores> {
  const damageLog = createDamageLog(given.log);
  const options = { ...given, log: damageLog.log };
  const config = await openConfigStores(options);
  const durability = config.settings.find('settings')?.durability ?? 'process';
  const deliveries = await openDeliveryJournal({ ...options, durability });
  const threads = wireSearch(given.log);
  const captures = await openCaptureJournal({ ...options, durability, threads });
  return {
    config,
    deliveries,
    captures,
    kind: 'embedded',
    damage: damageLog.take(),
    setDurability: (wanted) => {
      deliveries.setDurability(wanted);
      captures.setDurability(wanted);
    },
    isFull: () => deliveries.isFull || captures.isFull,
    whyFull: () => deliveries.whyFull ?? captures.whyFull,
    checkPlace: async () => {
      await deliveries.checkPlace();
      await captures.checkPlace();
    },
    storedBytes: () => deliveries.storedBytes() + captures.storedBytes(),
    close: async () => {
      await deliveries.close();
      await captures.close();
      await threads?.close();
      await config.close();
    },
  };
}
