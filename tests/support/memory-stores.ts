import type { ConfigStores } from '../../server/ports.ts';
import { createMapRecords } from './map-records.ts';

export function createMemoryStores(): ConfigStores {
  return {
    subscriptions: createMapRecords(),
    inboxes: createMapRecords(),
    rules: createMapRecords(),
    triggerHooks: createMapRecords(),
    publishers: createMapRecords(),
    eventTypes: createMapRecords(),
    bursts: createMapRecords(),
    views: createMapRecords(),
    settings: createMapRecords(),
  };
}
