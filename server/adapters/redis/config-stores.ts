import type { BurstDetail } from '../../contract/burst.ts';
import type { EventType } from '../../contract/event.ts';
import type { Publisher } from '../../contract/publisher.ts';
import type { SavedView } from '../../contract/saved-view.ts';
import type {
  InboxRecord,
  RuleRecord,
  StoredSettings,
  SubscriptionRecord,
  TriggerHookRecord,
} from '../../core/records.ts';
import type { ConfigStores, Log } from '../../ports.ts';
import type { RedisBus } from './bus.ts';
import type { RedisLink } from './connection.ts';
import { CONFIG_CHANNEL, type ConfigNews, RedisRecordStore } from './record-store.ts';

/** Told of what another process changed; no ids: anything of that kind may have changed. */
export type OnConfigChange = (store: keyof ConfigStores, ids: readonly string[]) => void;

export interface RedisConfigStores extends ConfigStores {
  /** Reads what changed elsewhere, where anything did: before a change that first looks. */
  sync(): Promise<void>;
  onChange(tell: OnConfigChange): void;
}

interface Deps {
  readonly link: RedisLink;
  readonly bus: RedisBus;
  readonly log: Pick<Log, 'warn'>;
}

/** The stores of what is configured, shared by every process on one Redis. */
export async function openRedisConfig(deps: Deps): Promise<RedisConfigStores> {
  const { link, bus, log } = deps;
  const tellers: OnConfigChange[] = [];
  // Everything up to this change is in memory.
  let seenVersion = -1;
  const seen = (version: number) => {
    seenVersion = version === seenVersion + 1 ? version : seenVersion;
  };
  const stores = {
    subscriptions: new RedisRecordStore<SubscriptionRecord>('subscriptions', deps, seen),
    inboxes: new RedisRecordStore<InboxRecord>('inboxes', deps, seen),
    rules: new RedisRecordStore<RuleRecord>('rules', deps, seen),
    triggerHooks: new RedisRecordStore<TriggerHookRecord>('triggerHooks', deps, seen),
    publishers: new RedisRecordStore<Publisher>('publishers', deps, seen),
    eventTypes: new RedisRecordStore<EventType & { readonly id: string }>('eventTypes', deps, seen),
    bursts: new RedisRecordStore<BurstDetail>('bursts', deps, seen),
    views: new RedisRecordStore<SavedView>('views', deps, seen),
    settings: new RedisRecordStore<StoredSettings>('settings', deps, seen),
  };
  const names = Object.keys(stores) as (keyof typeof stores)[];
  const tell: OnConfigChange = (store, ids) => {
    for (const each of tellers) {
      each(store, ids);
    }
  };
  async function sync(): Promise<void> {
    const text = await link.ask((redis) => redis.get(link.key('configversion')));
    const version = Number(text ?? 0);
    if (version !== seenVersion) {
      await Promise.all(names.map((name) => stores[name].load()));
      seenVersion = version;
      for (const name of names) {
        tell(name, []);
      }
    }
  }
  async function hear(news: ConfigNews): Promise<void> {
    const name = names.find((each) => each === news.store);
    if (name !== undefined) {
      await stores[name].refresh(news.ids);
      seen(news.version);
      tell(name, news.ids);
    }
  }
  const warn = (error: unknown) =>
    log.warn({ err: error }, 'what another process configured could not be read yet');
  await bus.hear(CONFIG_CHANNEL, (message) => {
    // Said by RedisRecordStore alone.
    hear(message as ConfigNews).catch(warn);
  });
  bus.onBack(() => void sync().catch(warn));
  await sync();
  return { ...stores, sync, onChange: (teller) => tellers.push(teller) };
}
