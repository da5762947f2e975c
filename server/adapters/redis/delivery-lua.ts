import { redisScript } from './connection.ts';
import { linesLua, readLinesLua } from './line-lua.ts';

// Every change of deliveries as one script: it happens as a whole or not at all, and nobody sees half
// of it. Keys, each behind the namespace:
//   ev:<id>       hash: the event            ev:<id>:d   list of its deliveries
//   dl:<id>       hash: a delivery           at:<id>     list of its attempts, packed
//   claim:<id>    who attempts it, with an expiry: the lease of a worker that died runs out
//   events, deliveries                       sorted sets by running number
//   pending, pending:<sub>, line:<sub>       those that wait; `line` leaves test sends out
//   counts, counts:<sub>                     hashes: the ledger, and what retention goes by
//   lines, runs, run:…, runrows:…            see line-lua.ts

/** The fields of a delivery in the order in which scripts answer them; see delivery-row.ts. */
export const DELIVERY_FIELDS = [
  'base',
  'number',
  'type',
  'at',
  'state',
  'attempts',
  'scheduled',
  'next',
  'updated',
  'status',
  'outcome',
  'duration',
  'note',
  'origin',
  'bytes',
] as const;

const PRELUDE = `
local p = ARGV[1]
local counts = p..'counts'
local position = 1
local function take()
  position = position + 1
  return ARGV[position]
end
local function row(id)
  return redis.call('HMGET', p..'dl:'..id, ${DELIVERY_FIELDS.map((name) => `'${name}'`).join(', ')})
end
${linesLua('')}
local function count(sub, name, by)
  redis.call('HINCRBY', counts, name, by)
  if sub ~= '' then redis.call('HINCRBY', p..'counts:'..sub, name, by) end
end
local function wait(id, number, sub, test)
  redis.call('ZADD', p..'pending', number, id)
  if sub ~= '' then
    redis.call('ZADD', p..'pending:'..sub, number, id)
    if test ~= '1' then redis.call('ZADD', p..'line:'..sub, number, id) end
  end
end
local function leave(id, sub)
  redis.call('ZREM', p..'pending', id)
  if sub ~= '' then
    redis.call('ZREM', p..'pending:'..sub, id)
    redis.call('ZREM', p..'line:'..sub, id)
  end
end
local function settle(id, state, due, note, now)
  local known = redis.call('HMGET', p..'dl:'..id, 'state', 'number', 'sub', 'test', 'run')
  if known[1] ~= state then
    turn(known[5] or '', known[1], state)
    count(known[3], known[1], -1)
    count(known[3], state, 1)
    if known[1] == 'pending' then leave(id, known[3]) end
    if state == 'pending' then wait(id, known[2], known[3], known[4]) end
  end
  redis.call('HSET', p..'dl:'..id, 'state', state, 'next', due, 'note', note, 'updated', now)
end
local function add(event, of, at)
  local id, sub, due, test, note, base = take(), take(), take(), take(), take(), take()
  local number = redis.call('HINCRBY', counts, 'number', 1)
  local run = runof(event, base)
  redis.call('HSET', p..'dl:'..id, 'base', base, 'number', number, 'type', of[1], 'at', at,
    'state', 'pending', 'attempts', 0, 'scheduled', 0, 'next', due, 'updated', at, 'status', '',
    'outcome', '', 'duration', '', 'note', note, 'origin', of[2], 'bytes', of[3],
    'sub', sub, 'test', test, 'event', event, 'run', run)
  redis.call('ZADD', p..'deliveries', number, id)
  redis.call('RPUSH', p..'ev:'..event..':d', id)
  line(id, number, run, 'pending')
  wait(id, number, sub, test)
  count(sub, 'total', 1)
  count(sub, 'pending', 1)
  return number
end
`;

/** n, then of each event: id, type, data, at, origin, bytes, n, and of each delivery what \`add\` takes. */
export const SAVE_TRIGGERED = redisScript(`${PRELUDE}
local answers = {}
for index = 1, tonumber(take()) do
  local id, type, data, at, origin, bytes, n = take(), take(), take(), take(), take(), take(), tonumber(take())
  local key = p..'ev:'..id
  local known = redis.call('HMGET', key, 'type', 'data', 'n')
  if known[1] then
    position = position + n * 6
    if known[1] == type and known[2] == data then
      answers[index] = {'duplicate', known[3]}
    else
      answers[index] = {'conflict'}
    end
  else
    local sequence = redis.call('HINCRBY', counts, 'sequence', 1)
    redis.call('HSET', key, 'type', type, 'data', data, 'at', at, 'origin', origin, 'n', n,
      'bytes', bytes, 'weight', #data + 300 * (n + 1))
    redis.call('ZADD', p..'events', sequence, id)
    redis.call('HINCRBY', counts, 'events', 1)
    redis.call('HINCRBY', counts, 'items', math.max(1, n))
    redis.call('HINCRBY', counts, 'bytes', #data + 300 * (n + 1))
    local answer = {'stored'}
    for each = 1, n do
      answer[each + 1] = tostring(add(id, {type, origin, bytes}, at))
    end
    answers[index] = answer
  end
end
return answers`);

/** Event, now, then what \`add\` takes. */
export const ADD_DELIVERY = redisScript(`${PRELUDE}
local event, now = take(), take()
local of = redis.call('HMGET', p..'ev:'..event, 'type', 'origin', 'bytes', 'n')
if not of[1] then return false end
local id = ARGV[position + 1]
add(event, of, now)
if redis.call('HINCRBY', p..'ev:'..event, 'n', 1) > 1 then
  redis.call('HINCRBY', counts, 'items', 1)
end
redis.call('HINCRBY', p..'ev:'..event, 'weight', 300)
redis.call('HINCRBY', counts, 'bytes', 300)
return row(id)`);

/** Delivery, '1' for any state, owner, lease in ms. */
export const CLAIM = redisScript(`${PRELUDE}
local id, any, owner, lease = take(), take(), take(), take()
local known = redis.call('HMGET', p..'dl:'..id, 'state', 'event')
if not known[1] or (known[1] ~= 'pending' and any ~= '1') then return false end
local event = redis.call('HMGET', p..'ev:'..known[2], 'type', 'data', 'at', 'origin')
if not event[1] then return false end
if not redis.call('SET', p..'claim:'..id, owner, 'NX', 'PX', lease) then return false end
return {row(id), event}`);

/** Owner, then deliveries. */
export const RELEASE = redisScript(`${PRELUDE}
local owner = take()
for index = position + 1, #ARGV do
  if redis.call('GET', p..'claim:'..ARGV[index]) == owner then
    redis.call('DEL', p..'claim:'..ARGV[index])
  end
end
return 1`);

/** Owner, lease in ms, then deliveries. */
export const RENEW = redisScript(`${PRELUDE}
local owner, lease = take(), take()
for index = position + 1, #ARGV do
  if redis.call('GET', p..'claim:'..ARGV[index]) == owner then
    redis.call('PEXPIRE', p..'claim:'..ARGV[index], lease)
  end
end
return 1`);

/**
 * Stores an attempt with the state that follows. The same attempt again changes nothing: an answer of
 * Redis can be lost on its way. Whoever lost the claim meanwhile does not undo a delivery.
 */
export const RECORD_ATTEMPT = redisScript(`${PRELUDE}
local id, owner, attempt, scheduled = take(), take(), take(), take()
local status, outcome, duration = take(), take(), take()
local state, due, note, now, packed = take(), take(), take(), take(), take()
local key = p..'dl:'..id
local known = redis.call('HMGET', key, 'state', 'next', 'note', 'last', 'event')
if not known[1] then return false end
if known[4] == attempt then return row(id) end
local holder = redis.call('GET', p..'claim:'..id)
if known[1] == 'delivered' and state ~= 'delivered' and holder ~= owner then
  state, due, note = known[1], known[2], known[3]
end
redis.call('RPUSH', p..'at:'..id, packed)
redis.call('HINCRBY', key, 'attempts', 1)
redis.call('HINCRBY', key, 'scheduled', scheduled)
redis.call('HSET', key, 'last', attempt, 'status', status, 'outcome', outcome, 'duration', duration)
redis.call('HINCRBY', counts, 'attempts', 1)
redis.call('HINCRBY', counts, 'bytes', #packed)
redis.call('HINCRBY', p..'ev:'..known[5], 'weight', #packed)
settle(id, state, due, note, now)
if holder == owner then redis.call('DEL', p..'claim:'..id) end
return row(id)`);

/** Delivery, state, due, note, now. */
export const SETTLE = redisScript(`${PRELUDE}
local id, state, due, note, now = take(), take(), take(), take(), take()
if redis.call('EXISTS', p..'dl:'..id) == 0 then return false end
settle(id, state, due, note, now)
return row(id)`);

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

/**
 * Drops the oldest events whose deliveries are all at rest, as long as what remains is beyond a limit.
 * A bounded number at a time: Redis does nothing else meanwhile. Limits, oldest ms, edge, how many;
 * answers what was pruned, the edge to go on from, or '' where there is nothing more to do.
 */
export const PRUNE_DELIVERIES = redisScript(`${PRELUDE}
local maxItems, maxBytes, oldest = tonumber(take()), tonumber(take()), tonumber(take())
local edge, limit = take(), take()
local found = redis.call('ZRANGEBYSCORE', p..'events', edge, '+inf', 'WITHSCORES', 'LIMIT', 0, limit)
local pruned = 0
local last = ''
for index = 1, #found, 2 do
  local id = found[index]
  local held = redis.call('HMGET', counts, 'items', 'bytes')
  local event = redis.call('HMGET', p..'ev:'..id, 'at', 'n', 'weight')
  local beyond = tonumber(held[1]) > maxItems or tonumber(held[2]) > maxBytes
  if not beyond and tonumber(event[1]) >= oldest then
    return {pruned, ''}
  end
  local ids = redis.call('LRANGE', p..'ev:'..id..':d', 0, -1)
  local busy = false
  for _, each in ipairs(ids) do
    busy = busy or redis.call('HGET', p..'dl:'..each, 'state') == 'pending'
      or redis.call('EXISTS', p..'claim:'..each) == 1
  end
  if not busy then
    for _, each in ipairs(ids) do
      local of = redis.call('HMGET', p..'dl:'..each, 'run', 'state')
      unline(each, of[1] or '', of[2])
      redis.call('ZREM', p..'deliveries', each)
      redis.call('UNLINK', p..'dl:'..each, p..'at:'..each)
      pruned = pruned + 1
    end
    redis.call('ZREM', p..'events', id)
    redis.call('UNLINK', p..'ev:'..id, p..'ev:'..id..':d')
    redis.call('HINCRBY', counts, 'items', -math.max(1, tonumber(event[2])))
    redis.call('HINCRBY', counts, 'bytes', -tonumber(event[3]))
  end
  last = '('..found[index + 1]
end
return {pruned, last}`);

/** The list in which bursts are lines; see readLinesLua. */
export const READ_DELIVERY_LINES = redisScript(
  `${PRELUDE}${readLinesLua('', 'deliveries', ['delivered', 'failed', 'pending', 'cancelled'])}`,
);

/** Edge, how many: puts rows into lines that have no field `run` yet; the edge to go on from, or ''. */
export const INDEX_DELIVERY_LINES = redisScript(`${PRELUDE}
local edge, limit = take(), take()
local found = redis.call('ZRANGEBYSCORE', p..'deliveries', edge, '+inf', 'WITHSCORES', 'LIMIT', 0, limit)
local last = ''
for index = 1, #found, 2 do
  local id = found[index]
  local of = redis.call('HMGET', p..'dl:'..id, 'run', 'event', 'base', 'state')
  if of[3] and not of[1] then
    local run = runof(of[2], of[3])
    redis.call('HSET', p..'dl:'..id, 'run', run)
    line(id, found[index + 1], run, of[4])
  end
  last = '('..found[index + 1]
end
return last`);
