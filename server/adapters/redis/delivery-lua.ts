import { redisScript } from './connection.ts';
import { DELIVERY_FIELDS, PRELUDE } from './delivery-prelude.ts';

// Every change of deliveries as one script: it happens as a whole or not at all, and nobody sees half
// of it. Keys, each behind the namespace:
//   ev:<id>       hash: the event            ev:<id>:d   list of its deliveries
//   dl:<id>       hash: a delivery           at:<id>     list of its attempts, packed
//   claim:<id>    who attempts it, with an expiry: the lease of a worker that died runs out
//   events, deliveries                       sorted sets by running number
//   pending, pending:<sub>, line:<sub>       those that wait; `line` leaves test sends out
//   counts, counts:<sub>                     hashes: the ledger, and what retention goes by
//   tried                                    hash: attempts by outcome and duration, for metrics
//   lines, runs, run:…, runrows:…            see line-lua.ts

const STATE_PLACE = DELIVERY_FIELDS.indexOf('state') + 1;

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
    redis.call('HSET', key, 'type', type, 'data', data, 'at', at, 'origin', origin, 'n', n,
      'bytes', bytes, 'weight', #data + 300 * (n + 1))
    join(p..'events', nextOf('sequence'), id)
    gain(counts, 'events', 1)
    gain(counts, 'items', math.max(1, n))
    gain(counts, 'bytes', #data + 300 * (n + 1))
    local answer = {'stored'}
    for each = 1, n do
      answer[each + 1] = tostring(add(id, {type, origin, bytes}, at))
    end
    answers[index] = answer
  end
end
flush()
return answers`);

/** Event, now, then what \`add\` takes. */
export const ADD_DELIVERY = redisScript(`${PRELUDE}
local event, now = take(), take()
local of = redis.call('HMGET', p..'ev:'..event, 'type', 'origin', 'bytes', 'n')
if not of[1] then return false end
local id = ARGV[position + 1]
add(event, of, now)
flush()
if redis.call('HINCRBY', p..'ev:'..event, 'n', 1) > 1 then
  redis.call('HINCRBY', counts, 'items', 1)
end
redis.call('HINCRBY', p..'ev:'..event, 'weight', 300)
redis.call('HINCRBY', counts, 'bytes', 300)
return row(id)`);

/** Delivery, '1' for any state, owner, lease in ms. */
export const CLAIM = redisScript(`${PRELUDE}
local id, any, owner, lease = take(), take(), take(), take()
local found = row(id, 'event')
if not found[1] or (found[${STATE_PLACE}] ~= 'pending' and any ~= '1') then return false end
local event = redis.call('HMGET', p..'ev:'..table.remove(found), 'type', 'data', 'at', 'origin')
if not event[1] then return false end
if not redis.call('SET', p..'claim:'..id, owner, 'NX', 'PX', lease) then return false end
return {found, event}`);

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
 * Answers what is not for the caller to say: attempts, scheduled, state, due, note.
 */
export const RECORD_ATTEMPT = redisScript(`${PRELUDE}
local id, owner, attempt, scheduled = take(), take(), take(), take()
local status, outcome, duration, tried = take(), take(), take(), take()
local state, due, note, now, packed = take(), take(), take(), take(), take()
local known = redis.call('HMGET', p..'dl:'..id, 'state', 'number', 'sub', 'test', 'run', 'attempts',
  'scheduled', 'next', 'note', 'last', 'event')
if not known[1] then return false end
if known[10] == attempt then return {known[6], known[7], known[1], known[8], known[9]} end
local holder = redis.call('GET', p..'claim:'..id)
if known[1] == 'delivered' and state ~= 'delivered' and holder ~= owner then
  state, due, note = known[1], known[8], known[9]
end
local attempts = string.format('%d', known[6] + 1)
scheduled = string.format('%d', known[7] + scheduled)
redis.call('HSET', p..'dl:'..id, 'last', attempt, 'attempts', attempts, 'scheduled', scheduled,
  'status', status, 'outcome', outcome, 'duration', duration, 'state', state, 'next', due,
  'note', note, 'updated', now)
redis.call('RPUSH', p..'at:'..id, packed)
redis.call('HINCRBY', p..'ev:'..known[11], 'weight', #packed)
gain(counts, 'attempts', 1)
gain(counts, 'bytes', #packed)
gain(p..'tried', tried, 1)
gain(p..'tried', 'us', math.floor(duration * 1000 + 0.5))
move(id, known, state)
flush()
if holder == owner then redis.call('DEL', p..'claim:'..id) end
return {attempts, scheduled, state, due, note}`);

/** Delivery, state, due, note, now. */
export const SETTLE = redisScript(`${PRELUDE}
local id, state, due, note, now = take(), take(), take(), take(), take()
local known = redis.call('HMGET', p..'dl:'..id, 'state', 'number', 'sub', 'test', 'run')
if not known[1] then return false end
move(id, known, state)
redis.call('HSET', p..'dl:'..id, 'state', state, 'next', due, 'note', note, 'updated', now)
flush()
return row(id)`);

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
