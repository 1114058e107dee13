-- Append rows to the intake stream unless the queue already has them; one atomic step.
-- KEYS: stream, index (hash: user:id -> content hash .. payload), accepted total, rows per user (hash)
-- ARGV: capacity, rows that the caller needs room for, then per row: index field, content hash, payload
-- Answer: {depth, verdict, verdict, ...}, verdict 0 new, 1 the same again, 2 other content; {-1} when full
local stream, index = KEYS[1], KEYS[2]
local depth = redis.call('HLEN', index)
if depth + tonumber(ARGV[2]) > tonumber(ARGV[1]) then return {-1} end

local answer, rows, hashes, accepted, per_user = {depth}, {}, {}, 0, {}
local function append()
  if #rows == 0 then return end
  redis.call('XADD', stream, '*', 'r', '[' .. table.concat(rows, ',') .. ']', 'h', table.concat(hashes))
  accepted = accepted + #rows
  rows, hashes = {}, {}
end
for i = 3, #ARGV, 3 do
  local field, hash, payload = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if redis.call('HSETNX', index, field, hash .. payload) == 1 then
    rows[#rows + 1], hashes[#hashes + 1] = payload, hash
    answer[#answer + 1] = 0
    local user = string.match(field, '^%d+')
    per_user[user] = (per_user[user] or 0) + 1
    if #rows == 1000 then append() end
  else
    local known = string.sub(redis.call('HGET', index, field), 1, 32)
    answer[#answer + 1] = known == hash and 1 or 2
  end
end
append()
for user, count in pairs(per_user) do redis.call('HINCRBY', KEYS[4], user, count) end
if accepted > 0 then
  local second = KEYS[3] .. ':' .. redis.call('TIME')[1]
  redis.call('INCRBY', second, accepted)
  redis.call('EXPIRE', second, 120)
  redis.call('INCRBY', KEYS[3], accepted)
end
answer[1] = depth + accepted
return answer
