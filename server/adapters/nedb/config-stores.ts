import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConfigStores, Log } from '../../ports.ts';
import { openRecordStore } from './record-store.ts';

const NAMES = [
  'subscriptions',
  'inboxes',
  'rules',
  'triggerHooks',
  'publishers',
  'eventTypes',
  'bursts',
  'views',
  'settings',
] as const;

const FILES: Record<(typeof NAMES)[number], string> = {
  subscriptions: 'subscriptions.db',
  inboxes: 'inboxes.db',
  rules: 'rules.db',
  triggerHooks: 'trigger-hooks.db',
  publishers: 'publishers.db',
  eventTypes: 'event-types.db',
  bursts: 'bursts.db',
  views: 'views.db',
  settings: 'settings.db',
};

/** What people configure or register, in `config` of the data folder: one NeDB file a kind. */
export async function openConfigStores(options: {
  readonly folder: string;
  readonly log: Log;
}): Promise<ConfigStores & { close(): Promise<void> }> {
  const folder = join(options.folder, 'config');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const open = <Item extends { readonly id: string }>(name: keyof typeof FILES) =>
    openRecordStore<Item>({ path: join(folder, FILES[name]), log: options.log });
  type ItemOf<Name extends keyof ConfigStores> = ReturnType<ConfigStores[Name]['all']>[number];
  const stores = {
    subscriptions: await open<ItemOf<'subscriptions'>>('subscriptions'),
    inboxes: await open<ItemOf<'inboxes'>>('inboxes'),
    rules: await open<ItemOf<'rules'>>('rules'),
    triggerHooks: await open<ItemOf<'triggerHooks'>>('triggerHooks'),
    publishers: await open<ItemOf<'publishers'>>('publishers'),
    eventTypes: await open<ItemOf<'eventTypes'>>('eventTypes'),
    bursts: await open<ItemOf<'bursts'>>('bursts'),
    views: await open<ItemOf<'views'>>('views'),
    settings: await open<ItemOf<'settings'>>('settings'),
  };
  return {
    ...stores,
    async close() {
      await Promise.all(NAMES.map((name) => stores[name].close()));
    },
  };
}
