import { redisScript } from './connection.ts';
import { PRELUDE } from './delivery-prelude.ts';
import { readLinesLua } from './line-lua.ts';

// Reading deliveries, many at a time. Keys: see delivery-lua.ts.

/** Rows of some deliveries; false for those that are not there. */
export const READ_DELIVERIES = redisScript(`${PRELUDE}
local rows = {}
for index = 2, #ARGV do
  local found = row(ARGV[index])
  rows[index - 1] = found[1] and found or false
end
return rows`);

/** A sorted set's name, 'down' or 'up', the edge, how many: the total, then number and row of each. */
export const READ_PAGE = redisScript(`${PRELUDE}
local name, direction, edge, limit = take(), take(), take(), take()
local ids
if direction == 'down' then
  ids = redis.call('ZREVRANGEBYSCORE', p..name, edge, '-inf', 'LIMIT', 0, limit)
else
  ids = redis.call('ZRANGEBYSCORE', p..name, edge, '+inf', 'LIMIT', 0, limit)
end
local rows = {}
for index, id in ipairs(ids) do rows[index] = row(id) end
return {redis.call('ZCARD', p..name), rows}`);

/** Edge, how many: the total, then of each event id, sequence, type, data, at, origin, n. */
export const READ_EVENTS = redisScript(`${PRELUDE}
local edge, limit = take(), take()
local found = redis.call('ZREVRANGEBYSCORE', p..'events', edge, '-inf', 'WITHSCORES', 'LIMIT', 0, limit)
local rows = {}
for index = 1, #found, 2 do
  local of = redis.call('HMGET', p..'ev:'..found[index], 'type', 'data', 'at', 'origin', 'n')
  rows[#rows + 1] = {found[index], found[index + 1], of[1], of[2], of[3], of[4], of[5]}
end
return {redis.call('ZCARD', p..'events'), rows}`);

/** The list in which bursts are lines; see readLinesLua. */
export const READ_DELIVERY_LINES = redisScript(
  `${PRELUDE}${readLinesLua('', 'deliveries', ['delivered', 'failed', 'pending', 'cancelled'])}`,
);
