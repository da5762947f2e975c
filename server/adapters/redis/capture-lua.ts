import { redisScript } from './connection.ts';
import { linesLua, readLinesLua } from './line-lua.ts';

// Every change of captures as one script. Keys, each behind the namespace:
//   cap:<id>            hash: a capture; \`body\` where it is small
//   body:<name>:<n>     a large body, in pieces, which expire unless a capture takes them; \`checks\` of the capture
//                       says what they have to hold
//   captures            sorted set by running number: those that are visible
//   capkey:<key>        the same, of one delivery key      capname:<name>  of one path and key
//   hidden              sorted set of deletions by the time they become final
//   hidden:<undo>       list of what one deletion hid
//   capcounts           hash: the ledger, and what retention goes by
//   caplines, capruns, caprun:…, caprunrows:…  see line-lua.ts

/** The fields of a capture in the order in which scripts answer them; see capture-row.ts. */
const CAPTURE_FIELDS = [
  'base',
  'number',
  'status',
  'duration',
  'starred',
  'unseen',
  'forwarded',
  'duplicate',
  'rule',
] as const;

const PRELUDE = `
local p = ARGV[1]
local counts = p..'capcounts'
local position = 1
local function take()
  position = position + 1
  return ARGV[position]
end
local function row(id)
  return redis.call('HMGET', p..'cap:'..id, ${CAPTURE_FIELDS.map((name) => `'${name}'`).join(', ')})
end
${linesLua('cap')}
local function outcomeof(status)
  if not status or status == '' then return 'open' end
  return string.sub(status, 1, 1) == '2' and #status == 3 and 'good' or 'bad'
end
local function runofcapture(id)
  local of = redis.call('HMGET', p..'cap:'..id, 'run', 'deliverykey', 'base', 'status')
  if of[1] then return of[1], outcomeof(of[4]) end
  local run = runof(of[2], of[3])
  redis.call('HSET', p..'cap:'..id, 'run', run)
  return run, outcomeof(of[4])
end
local function show(id, number, deliverykey, name)
  redis.call('ZADD', p..'captures', number, id)
  local run, outcome = runofcapture(id)
  line(id, number, run, outcome)
  if deliverykey ~= '' then redis.call('ZADD', p..'capkey:'..deliverykey, number, id) end
  if name ~= '' then redis.call('ZADD', p..'capname:'..name, number, id) end
end
local function hide(id)
  local run, outcome = runofcapture(id)
  unline(id, run, outcome)
  local of = redis.call('HMGET', p..'cap:'..id, 'deliverykey', 'name')
  redis.call('ZREM', p..'captures', id)
  if of[1] ~= '' then redis.call('ZREM', p..'capkey:'..of[1], id) end
  if of[2] ~= '' then redis.call('ZREM', p..'capname:'..of[2], id) end
end
local function drop(id)
  local of = redis.call('HMGET', p..'cap:'..id, 'weight', 'pieces', 'bodyname')
  for index = 0, tonumber(of[2] or 0) - 1 do
    redis.call('UNLINK', p..'body:'..of[3]..':'..index)
  end
  redis.call('UNLINK', p..'cap:'..id)
  redis.call('HINCRBY', counts, 'bytes', -tonumber(of[1] or 0))
end
`;

/** Id, base, delivery key, name, status, duration, rule, detail, answer, forwards, size, body, name, number and checks of pieces. */
export const SAVE_CAPTURE = redisScript(`${PRELUDE}
local id, base, deliverykey, name, status, duration = take(), take(), take(), take(), take(), take()
local rule, detail, answer, forwards, size = take(), take(), take(), take(), take()
local body, bodyname, pieces, checks = take(), take(), tonumber(take()), take()
for index = 0, pieces - 1 do
  if redis.call('PERSIST', p..'body:'..bodyname..':'..index) == 0 then
    return redis.error_reply('LOST a piece of the body expired before it was saved')
  end
end
local number = redis.call('HINCRBY', counts, 'number', 1)
local duplicate = ''
if name ~= '' and redis.call('EXISTS', p..'capname:'..name) == 1 then duplicate = '1' end
local weight = tonumber(size) + #base + #detail
redis.call('HSET', p..'cap:'..id, 'base', base, 'number', number, 'status', status,
  'duration', duration, 'starred', '', 'unseen', '1', 'forwarded', '', 'duplicate', duplicate,
  'rule', rule, 'detail', detail, 'answer', answer, 'forwards', forwards, 'body', body,
  'bodyname', bodyname, 'pieces', pieces, 'checks', checks, 'deliverykey', deliverykey, 'name', name, 'weight', weight)
show(id, number, deliverykey, name)
redis.call('HINCRBY', counts, 'received', 1)
return {row(id), redis.call('HINCRBY', counts, 'bytes', weight)}`);

/** Id, then pairs of field and value. */
export const CHANGE_CAPTURE = redisScript(`${PRELUDE}
local id = take()
if not redis.call('ZSCORE', p..'captures', id) then return false end
if #ARGV > position then
  local run, before = runofcapture(id)
  redis.call('HSET', p..'cap:'..id, unpack(ARGV, position + 1))
  turn(run, before, outcomeof(redis.call('HGET', p..'cap:'..id, 'status')))
end
return row(id)`);

/** Ids; false for those that are hidden or not there. */
export const READ_CAPTURES = redisScript(`${PRELUDE}
local rows = {}
for index = 2, #ARGV do
  local id = ARGV[index]
  rows[index - 1] = redis.call('ZSCORE', p..'captures', id) and row(id) or false
end
return rows`);

/** A sorted set's name, edge, how many: the total, then rows, newest first. */
export const READ_CAPTURE_PAGE = redisScript(`${PRELUDE}
local name, edge, limit = take(), take(), take()
local ids = redis.call('ZREVRANGEBYSCORE', p..name, edge, '-inf', 'LIMIT', 0, limit)
local rows = {}
for index, id in ipairs(ids) do rows[index] = row(id) end
return {redis.call('ZCARD', p..name), rows}`);

/** Undo token, when it becomes final, ids: those that it hid. */
export const DELETE_CAPTURES = redisScript(`${PRELUDE}
local undo, final = take(), take()
local hidden = {}
for index = position + 1, #ARGV do
  local id = ARGV[index]
  if redis.call('ZSCORE', p..'captures', id) then
    hide(id)
    redis.call('RPUSH', p..'hidden:'..undo, id)
    hidden[#hidden + 1] = id
  end
end
if #hidden > 0 then
  redis.call('ZADD', p..'hidden', final, undo)
  redis.call('HINCRBY', counts, 'deleted', #hidden)
end
return hidden`);

/** Undo token, now: the ids that are back. */
export const RESTORE_CAPTURES = redisScript(`${PRELUDE}
local undo, now = take(), tonumber(take())
local final = redis.call('ZSCORE', p..'hidden', undo)
if not final or tonumber(final) <= now then return {} end
local ids = redis.call('LRANGE', p..'hidden:'..undo, 0, -1)
for _, id in ipairs(ids) do
  local of = redis.call('HMGET', p..'cap:'..id, 'number', 'deliverykey', 'name')
  show(id, of[1], of[2], of[3])
end
redis.call('ZREM', p..'hidden', undo)
redis.call('DEL', p..'hidden:'..undo)
redis.call('HINCRBY', counts, 'deleted', -#ids)
return ids`);

/** Now: drops for good what was deleted long enough ago; answers the stored bytes. */
export const PURGE_CAPTURES = redisScript(`${PRELUDE}
local now = take()
for _, undo in ipairs(redis.call('ZRANGEBYSCORE', p..'hidden', '-inf', now, 'LIMIT', 0, 20)) do
  for _, id in ipairs(redis.call('LRANGE', p..'hidden:'..undo, 0, -1)) do drop(id) end
  redis.call('ZREM', p..'hidden', undo)
  redis.call('DEL', p..'hidden:'..undo)
end
return redis.call('HINCRBY', counts, 'bytes', 0)`);

/**
 * Drops the oldest, those without a star (or, in the second round, whatever is left) as long as what
 * remains is beyond a limit. Limits, oldest ms, '1' for the second round, edge, how many; answers the
 * ids, the edge to go on from or '', and the stored bytes.
 */
export const PRUNE_CAPTURES = redisScript(`${PRELUDE}
local maxItems, maxBytes, oldest = tonumber(take()), tonumber(take()), tonumber(take())
local second, edge, limit = take(), take(), take()
local found = redis.call('ZRANGEBYSCORE', p..'captures', edge, '+inf', 'WITHSCORES', 'LIMIT', 0, limit)
local pruned = {}
local last = ''
for index = 1, #found, 2 do
  local id = found[index]
  local beyond = redis.call('ZCARD', p..'captures') > maxItems
    or tonumber(redis.call('HGET', counts, 'bytes')) > maxBytes
  local of = redis.call('HMGET', p..'cap:'..id, 'starred', 'base')
  local old = second == '' and cjson.decode(of[2]).receivedAtMs < oldest
  if not beyond and not old then
    last = ''
    break
  end
  if second == '1' or of[1] == '' then
    hide(id)
    drop(id)
    redis.call('HINCRBY', counts, 'pruned', 1)
    pruned[#pruned + 1] = id
  end
  last = '('..found[index + 1]
end
return {pruned, last, redis.call('HINCRBY', counts, 'bytes', 0)}`);

/** The list in which bursts are lines; see readLinesLua. */
export const READ_CAPTURE_LINES = redisScript(
  `${PRELUDE}${readLinesLua('cap', 'captures', ['good', 'bad', 'open', 'cancelled'])}`,
);

/** Edge, how many: puts rows into lines that have no field `run` yet; the edge to go on from, or ''. */
export const INDEX_CAPTURE_LINES = redisScript(`${PRELUDE}
local edge, limit = take(), take()
local found = redis.call('ZRANGEBYSCORE', p..'captures', edge, '+inf', 'WITHSCORES', 'LIMIT', 0, limit)
local last = ''
for index = 1, #found, 2 do
  local id = found[index]
  if not redis.call('HGET', p..'cap:'..id, 'run') then
    local run, outcome = runofcapture(id)
    line(id, found[index + 1], run, outcome)
  end
  last = '('..found[index + 1]
end
return last`);
