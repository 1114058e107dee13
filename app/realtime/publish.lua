-- Number, log and release the events that wait for one audience; one message form per call.
-- KEYS: pending list, omitted counter, theoretical arrival time, sequence, log (stream), waiting set, marks (set)
-- ARGV: interval_ms, burst, when_fast, at, name, plural, keep, ttl_s, max_items, omitted, number of marks, marks...,
--   payloads...; where marks are given and none of them is left, another process has sent these events
-- Answer: {wait_ms, id, name, body, omitted, id, name, body, omitted, ...}
local interval, burst, when_fast = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local at, name, plural = ARGV[4], ARGV[5], ARGV[6]
local keep, ttl, max_items = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local pending, omitted_key, arrival, seq, log = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local first = 12 + tonumber(ARGV[11])
if first > 12 and redis.call('SREM', KEYS[7], unpack(ARGV, 12, first - 1)) == 0 then return {0} end

-- What waited before comes first. Only what has to wait again is written, for every write goes to the disk.
local bodies = redis.call('LRANGE', pending, 0, -1)
local waited = #bodies
for i = first, #ARGV do bodies[#bodies + 1] = ARGV[i] end
if #bodies == 0 then return {0} end
local limit = when_fast == 'latest' and burst == 1 and 1 or max_items
local omitted = tonumber(ARGV[10]) + (waited > 0 and tonumber(redis.call('GET', omitted_key) or '0') or 0)
local over = #bodies - limit
if over > 0 then
  bodies = {unpack(bodies, over + 1)}
  if when_fast == 'list' then omitted = omitted + over end
end

-- Generic cell rate algorithm: `tat` is when the allowance is full again.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local tat = math.max(now, tonumber(redis.call('GET', arrival) or '0'))
local function room_for(count) return tat + count * interval - now <= burst * interval end

local answer = {0}
local function send(event, body, left_out)
  local id = redis.call('INCR', seq)
  local fit = math.max(100, math.min(keep, math.floor(67108864 / (#body + 64))))
  redis.call('XADD', log, 'MAXLEN', '~', fit, id .. '-0', 'n', event, 'a', at, 'd', body, 'o', left_out)
  for _, part in ipairs({id, event, body, left_out}) do answer[#answer + 1] = part end
  tat = tat + interval
end

if plural ~= name and omitted == 0 and room_for(#bodies) then
  for _, body in ipairs(bodies) do send(name, body, 0) end
elseif not room_for(1) then
  if over > 0 then redis.call('DEL', pending) end
  if over > 0 then
    redis.call('RPUSH', pending, unpack(bodies))
  elseif #ARGV >= first then
    redis.call('RPUSH', pending, unpack(ARGV, first))
  end
  if omitted > 0 then redis.call('SET', omitted_key, omitted) end
  redis.call('SADD', KEYS[6], string.sub(pending, 12))
  return {tat + interval - now - burst * interval}
elseif when_fast == 'latest' then
  send(name, bodies[#bodies], 0)
else
  send(plural, '[' .. table.concat(bodies, ',') .. ']', omitted)
end
if waited > 0 then
  redis.call('DEL', pending, omitted_key)
  redis.call('SREM', KEYS[6], string.sub(pending, 12))
end
redis.call('SET', arrival, tat, 'PX', math.max(1, tat - now))
redis.call('EXPIRE', log, ttl)
return answer
