import type { RecordStore } from '../../ports.ts';
import type { RedisBus } from './bus.ts';
import { type RedisLink, redisScript } from './connection.ts';

interface Named {
  readonly id: string;
}

export const CONFIG_CHANNEL = 'config';

/** What the other processes are told: these records changed, as number `version` of all changes. */
export interface ConfigNews {
  readonly store: string;
  readonly ids: readonly string[];
  readonly version: number;
}

/** Store, ids as JSON, the message around the version, its rest, then n ids and texts ('' removes). */
const WRITE_RECORDS = redisScript(`
local p = ARGV[1]
local key = p..'config:'..ARGV[2]
local removed = 0
for index = 5, #ARGV, 2 do
  if ARGV[index + 1] == '' then
    removed = removed + redis.call('HDEL', key, ARGV[index])
  else
    redis.call('HSET', key, ARGV[index], ARGV[index + 1])
  end
end
local version = redis.call('INCR', p..'configversion')
redis.call('PUBLISH', p..'${CONFIG_CHANNEL}', ARGV[3]..version..ARGV[4])
return {version, removed}`);

/** Records of one kind in a hash, and all of them in memory: kept fresh by what other processes say. */
export class RedisRecordStore<Item extends Named> implements RecordStore<Item> {
  readonly name: string;
  readonly #link: RedisLink;
  readonly #bus: RedisBus;
  readonly #onWritten: (version: number) => void;
  #items = new Map<string, Item>();
  #list: readonly Item[] | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    name: string,
    { link, bus }: { readonly link: RedisLink; readonly bus: RedisBus },
    onWritten: (version: number) => void = () => undefined,
  ) {
    this.name = name;
    this.#link = link;
    this.#bus = bus;
    this.#onWritten = onWritten;
  }

  all(): readonly Item[] {
    this.#list ??= [...this.#items.values()];
    return this.#list;
  }

  find(id: string): Item | undefined {
    return this.#items.get(id);
  }

  put(item: Item): Promise<void> {
    return this.putMany([item]);
  }

  async putMany(items: readonly Item[]): Promise<void> {
    const texts = items.map((item) => [item.id, JSON.stringify(item)] as const);
    if (texts.length > 0) {
      await this.#inTurn(() => this.#write(texts));
    }
  }

  async remove(id: string): Promise<boolean> {
    return (await this.#inTurn(() => this.#write([[id, '']]))) > 0;
  }

  /** Reads everything anew. */
  load(): Promise<void> {
    return this.#inTurn(async () => {
      const key = this.#link.key(`config:${this.name}`);
      const texts = await this.#link.ask((redis) => redis.hgetall(key));
      const items = Object.values(texts).map((text) => this.#parse(text));
      this.#items = new Map(items.sort(byId).map((item) => [item.id, item]));
      this.#list = undefined;
    });
  }

  /** Reads those anew that another process changed. */
  refresh(ids: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      const key = this.#link.key(`config:${this.name}`);
      const texts = await this.#link.ask((redis) => redis.hmget(key, ...ids));
      this.#apply(ids.map((id, index) => [id, texts[index] ?? ''] as const));
    });
  }

  async #write(texts: readonly (readonly [id: string, text: string])[]): Promise<number> {
    const news = { store: this.name, ids: texts.map(([id]) => id), version: 0 };
    // The script puts its number in the place of this one.
    const [before = '', after = ''] = this.#bus.envelope(news).split(/(?<="version":)0(?=\}\}$)/);
    const args = texts.flat();
    const answer = await this.#link.run(WRITE_RECORDS, this.name, before, after, args);
    const [version, removed] = Array.isArray(answer) ? answer : [0, 0];
    this.#apply(texts);
    this.#onWritten(Number(version));
    return Number(removed);
  }

  #apply(texts: readonly (readonly [id: string, text: string])[]): void {
    for (const [id, text] of texts) {
      if (text === '') {
        this.#items.delete(id);
      } else {
        this.#items.set(id, this.#parse(text));
      }
    }
    this.#list = undefined;
  }

  /** Written by this class alone. */
  #parse(text: string): Item {
    return JSON.parse(text) as Item;
  }

  #inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(act, act);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function byId(one: Named, other: Named): number {
  return one.id < other.id ? -1 : 1;
}
