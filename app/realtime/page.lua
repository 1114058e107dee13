-- Read a page of an audience's log: at most ARGV's number of events, and no more once its number of bytes are read.
-- KEYS: sequence, log
-- ARGV: the id to read after, max_events, max_bytes
-- Answer: {newest id, bytes, {entry id, {field, value, ...}}, ...}
local limit, max_bytes = tonumber(ARGV[2]), tonumber(ARGV[3])
local answer = {tonumber(redis.call('GET', KEYS[1]) or '0'), 0}
local from = tonumber(ARGV[1]) + 1
while #answer - 2 < limit and answer[2] < max_bytes do
  local some = redis.call('XRANGE', KEYS[2], string.format('%.0f-0', from), '+', 'COUNT', 8)
  if #some == 0 then break end
  for _, entry in ipairs(some) do
    if #answer - 2 < limit and answer[2] < max_bytes then
      answer[#answer + 1] = entry
      for _, value in ipairs(entry[2]) do answer[2] = answer[2] + #value end
      from = tonumber(string.match(entry[1], '^%d+')) + 1
    end
  end
end
return answer
