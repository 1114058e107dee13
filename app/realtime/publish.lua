-- Number, log and release the events that wait for one audience; one message form per call.
-- KEYS: pending list, omitted counter, theoretical arrival time, sequence, log (stream), waiting set
-- ARGV: interval_ms, burst, when_fast, at, name, plural, keep, ttl_s, max_items, omitted, payloads...
-- Answer: {wait_ms, id, name, body, omitted, id, name, body, omitted, ...}
local interval, burst, when_fast = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local at, name, plural = ARGV[4], ARGV[5], ARGV[6]
local keep, ttl, max_items = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local omitted = tonumber(ARGV[10])
local pending, omitted_key, arrival, seq, log = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]

if #ARGV > 10 and when_fast == 'latest' and burst == 1 then redis.call('DEL', pending) end
for first = 11, #ARGV, 4000 do
  redis.call('RPUSH', pending, unpack(ARGV, first, math.min(first + 3999, #ARGV)))
end
local waiting = redis.call('LLEN', pending)
if waiting > max_items then
  redis.call('LTRIM', pending, -max_items, -1)
  omitted = omitted + waiting - max_items
  waiting = max_items
end
if waiting == 0 then return {0} end
if omitted > 0 then redis.call('INCRBY', omitted_key, omitted) end

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

local left_out = tonumber(redis.call('GET', omitted_key) or '0')
local bodies = redis.call('LRANGE', pending, 0, -1)
if plural ~= name and left_out == 0 and room_for(waiting) then
  for _, body in ipairs(bodies) do send(name, body, 0) end
elseif room_for(1) then
  if when_fast == 'latest' then
    send(name, bodies[#bodies], 0)
  else
    send(plural, '[' .. table.concat(bodies, ',') .. ']', left_out)
  end
else
  redis.call('SADD', KEYS[6], string.sub(pending, 12))
  return {tat + interval - now - burst * interval}
end
redis.call('DEL', pending, omitted_key)
redis.call('SREM', KEYS[6], string.sub(pending, 12))
redis.call('SET', arrival, tat, 'PX', math.max(1, tat - now))
redis.call('EXPIRE', log, ttl)
return answer
