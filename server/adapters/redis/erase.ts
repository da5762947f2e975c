import type { EraseScope } from '../../contract/erase.ts';
import type { ConfigStores } from '../../ports.ts';
import type { RedisBus } from './bus.ts';
import { type RedisLink, redisScript } from './connection.ts';
import { CONFIG_CHANNEL, type ConfigNews } from './record-store.ts';

/** Stores of what was run, not configured. */
const TRAFFIC_STORES: readonly string[] = ['bursts'] satisfies (keyof ConfigStores)[];

/**
 * 'everything' or 'traffic', the message around store, ids and version, then the stores that are traffic.
 * What the processes agree on stays: the check of the data key, the number of changes, where attempts
 * may go, the lock, and what metrics count, which must never fall. All else goes in one piece, so that nobody ever sees half of it.
 */
const ERASE = redisScript(`
local p = ARGV[1]
local stays = {}
for _, name in ipairs({'key-check', 'configversion', 'rules', 'lock', 'tried'}) do stays[p..name] = true end
local traffic = {}
for index = 5, #ARGV do traffic[ARGV[index]] = true end
local config = p..'config:'
local cursor = '0'
local keys = {}
repeat
  local page = redis.call('SCAN', cursor, 'MATCH', p..'*', 'COUNT', 1000)
  cursor = page[1]
  for _, key in ipairs(page[2]) do keys[key] = true end
until cursor == '0'
local erased = 0
for key in pairs(keys) do
  local store = string.sub(key, 1, #config) == config and string.sub(key, #config + 1)
  if store and (ARGV[2] == 'everything' or traffic[store]) then
    local ids = redis.call('HKEYS', key)
    redis.call('UNLINK', key)
    local version = redis.call('INCR', p..'configversion')
    local news = '"store":'..cjson.encode(store)..',"ids":'..cjson.encode(ids)..',"version":'..version
    redis.call('PUBLISH', p..'${CONFIG_CHANNEL}', ARGV[3]..news..ARGV[4])
    erased = erased + 1
  elseif not store and not stays[key] then
    redis.call('UNLINK', key)
    erased = erased + 1
  end
end
return erased`);

/** Erases what every process on this Redis shares, and tells them; answers how many keys went. */
export async function eraseRedis(
  link: RedisLink,
  bus: RedisBus,
  scope: EraseScope,
): Promise<number> {
  const news: ConfigNews = { store: '', ids: [], version: 0 };
  const [before = '', after = ''] = bus.envelope(news).split('"store":"","ids":[],"version":0');
  return Number(await link.run(ERASE, scope, before, after, [...TRAFFIC_STORES]));
}
