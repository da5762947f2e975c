// Lists in which the rows of a burst are one line, kept as rows come, change and go: a page is then one
// script, however many rows there are. Keys, each behind the namespace and the list's prefix:
//   lines            sorted set: rows outside of bursts by their number, bursts by that of their first row
//   runs             the bursts among them
//   run:<burst>      hash: how many of its rows stand how       runrows:<burst>  its rows by number

/** The words of a list for what its rows can be: good, bad, open, cancelled. */
export type OutcomeNames = readonly [string, string, string, string];

/** Lua functions for scripts whose prelude has `p`; a row's field `run` holds its burst, or ''. */
export function linesLua(prefix: '' | 'cap'): string {
  return `
local lines, runs = p..'${prefix}lines', p..'${prefix}runs'
local function runof(event, base)
  local run = event and string.match(event, '^evt_(bst_%w+)_[0-9a-z]+$')
  if not run or #run < 12 or #run > 36 then return '' end
  if string.find(base, '"isReplay":true', 1, true) then return '' end
  return run
end
local function place(run)
  local first = redis.call('ZRANGE', p..'${prefix}runrows:'..run, 0, 0, 'WITHSCORES')
  if #first == 0 then
    redis.call('ZREM', lines, run)
    redis.call('ZREM', runs, run)
    redis.call('DEL', p..'${prefix}run:'..run)
  else
    redis.call('ZADD', lines, first[2], run)
    redis.call('ZADD', runs, first[2], run)
  end
end
local function line(id, number, run, outcome)
  if run == '' then
    redis.call('ZADD', lines, number, id)
    return
  end
  redis.call('ZADD', p..'${prefix}runrows:'..run, number, id)
  redis.call('HINCRBY', p..'${prefix}run:'..run, outcome, 1)
  if redis.call('ZRANK', p..'${prefix}runrows:'..run, id) == 0 then place(run) end
end
local function unline(id, run, outcome)
  if run == '' then
    redis.call('ZREM', lines, id)
    return
  end
  local rank = redis.call('ZRANK', p..'${prefix}runrows:'..run, id)
  if not rank then return end
  redis.call('ZREM', p..'${prefix}runrows:'..run, id)
  redis.call('HINCRBY', p..'${prefix}run:'..run, outcome, -1)
  if rank == 0 then place(run) end
end
local function turn(run, from, to)
  if run ~= '' and from ~= to then
    redis.call('HINCRBY', p..'${prefix}run:'..run, from, -1)
    redis.call('HINCRBY', p..'${prefix}run:'..run, to, 1)
  end
end
`;
}

/**
 * The end of a script whose prelude has \`row\` besides: 'lines' or 'runs', edge, how many. Answers how
 * many rows and lines there are, then each line from the edge down: a row, or a burst with its id, number,
 * count, the four outcomes, and its first and last row.
 */
export function readLinesLua(
  prefix: '' | 'cap',
  all: string,
  [good, bad, open, cancelled]: OutcomeNames,
): string {
  return `
local name, edge, limit = take(), take(), take()
local found = redis.call('ZREVRANGEBYSCORE', p..'${prefix}'..name, edge, '-inf', 'WITHSCORES', 'LIMIT', 0, limit)
local answer = {}
for index = 1, #found, 2 do
  local id = found[index]
  if string.sub(id, 1, 4) == 'bst_' then
    local rows = p..'${prefix}runrows:'..id
    local n = redis.call('HMGET', p..'${prefix}run:'..id, '${good}', '${bad}', '${open}', '${cancelled}')
    local first = redis.call('ZRANGE', rows, 0, 0)[1]
    local last = redis.call('ZRANGE', rows, -1, -1)[1]
    answer[#answer + 1] = {id, found[index + 1], tostring(redis.call('ZCARD', rows)), n[1] or '0',
      n[2] or '0', n[3] or '0', n[4] or '0', row(first), row(last)}
  else
    answer[#answer + 1] = row(id)
  end
end
return {redis.call('ZCARD', p..'${all}'), redis.call('ZCARD', lines), answer}`;
}
