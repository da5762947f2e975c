import { linesLua } from './line-lua.ts';

// What all scripts on deliveries begin with. Keys: see delivery-lua.ts.

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

/** Lua that reads its arguments with `take`, and changes what many scripts change. */
export const PRELUDE = `
local p = ARGV[1]
local counts = p..'counts'
local position = 1
local function take()
  position = position + 1
  return ARGV[position]
end
local function row(id, ...)
  return redis.call('HMGET', p..'dl:'..id, ${DELIVERY_FIELDS.map((name) => `'${name}'`).join(', ')}, ...)
end
${linesLua('')}
-- What a script adds to counts and sorted sets goes in at its end, each key once: see \`flush\`.
local gains, members, last = {}, {}, {}
local function gain(key, name, by)
  local of = gains[key]
  if not of then
    of = {}
    gains[key] = of
  end
  of[name] = (of[name] or 0) + by
end
local function join(key, score, member)
  local of = members[key]
  if not of then
    of = {}
    members[key] = of
  end
  of[#of + 1] = score
  of[#of + 1] = member
end
local function nextOf(name)
  last[name] = (last[name] or tonumber(redis.call('HGET', counts, name) or 0)) + 1
  gain(counts, name, 1)
  return last[name]
end
local function flush()
  for key, of in pairs(gains) do
    for name, by in pairs(of) do
      if by ~= 0 then redis.call('HINCRBY', key, name, by) end
    end
  end
  for key, of in pairs(members) do
    for start = 1, #of, 1000 do
      redis.call('ZADD', key, unpack(of, start, math.min(start + 999, #of)))
    end
  end
end
local function count(sub, name, by)
  gain(counts, name, by)
  if sub ~= '' then gain(p..'counts:'..sub, name, by) end
end
local function wait(id, number, sub, test)
  join(p..'pending', number, id)
  if sub ~= '' then
    join(p..'pending:'..sub, number, id)
    if test ~= '1' then join(p..'line:'..sub, number, id) end
  end
end
local function leave(id, sub)
  redis.call('ZREM', p..'pending', id)
  if sub ~= '' then
    redis.call('ZREM', p..'pending:'..sub, id)
    redis.call('ZREM', p..'line:'..sub, id)
  end
end
-- Known: state, number, sub, test, run.
local function move(id, known, state)
  local before, number, sub, test, run = unpack(known, 1, 5)
  if before ~= state then
    turn(run or '', before, state)
    count(sub, before, -1)
    count(sub, state, 1)
    if before == 'pending' then leave(id, sub) end
    if state == 'pending' then wait(id, number, sub, test) end
  end
end
local function add(event, of, at)
  local id, sub, due, test, note, base = take(), take(), take(), take(), take(), take()
  local number = nextOf('number')
  local run = runof(event, base)
  redis.call('HSET', p..'dl:'..id, 'base', base, 'number', number, 'type', of[1], 'at', at,
    'state', 'pending', 'attempts', 0, 'scheduled', 0, 'next', due, 'updated', at, 'status', '',
    'outcome', '', 'duration', '', 'note', note, 'origin', of[2], 'bytes', of[3],
    'sub', sub, 'test', test, 'event', event, 'run', run)
  join(p..'deliveries', number, id)
  redis.call('RPUSH', p..'ev:'..event..':d', id)
  if run == '' then join(lines, number, id) else line(id, number, run, 'pending') end
  wait(id, number, sub, test)
  count(sub, 'total', 1)
  count(sub, 'pending', 1)
  return number
end
`;
