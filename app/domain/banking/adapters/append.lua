-- Append rows to the intake stream, as one entry, unless the queue already has them; one atomic step.
-- KEYS: stream, index (hash: user:id -> content hash, entry, place in it), accepted total, rows per user (hash),
--   'entry:user' for whom an entry has rows that were not pushed to the screens yet (set)
-- ARGV: capacity, rows that the caller needs room for, then up to 1,000 rows: index field, content hash, payload
-- Answer: {depth, entry or '', verdict, verdict, ...}, verdict 0 new, 1 the same again, 2 other content; {-1} when full
local stream, index = KEYS[1], KEYS[2]
local depth = redis.call('HLEN', index)
if depth + tonumber(ARGV[2]) > tonumber(ARGV[1]) then return {-1} end

local fields = {}
for i = 3, #ARGV, 3 do fields[#fields + 1] = ARGV[i] end
local waiting = redis.call('HMGET', index, unpack(fields))

local answer, rows, hashes, taken, seen, per_user = {depth, ''}, {}, {}, {}, {}, {}
for place, field in ipairs(fields) do
  local hash = ARGV[place * 3 + 1]
  local known = seen[field] or (waiting[place] and string.sub(waiting[place], 1, 32))
  if known then
    answer[#answer + 1] = known == hash and 1 or 2
  else
    seen[field] = hash
    taken[#taken + 1], hashes[#hashes + 1], rows[#rows + 1] = field, hash, ARGV[place * 3 + 2]
    answer[#answer + 1] = 0
    local user = string.match(field, '^%d+')
    per_user[user] = (per_user[user] or 0) + 1
  end
end
if #rows == 0 then return answer end

local entry = redis.call('XADD', stream, '*', 'r', '[' .. table.concat(rows, ',') .. ']', 'h', table.concat(hashes))
local marks = {}
for place, field in ipairs(taken) do
  marks[place * 2 - 1], marks[place * 2] = field, hashes[place] .. entry .. ':' .. place - 1
end
redis.call('HSET', index, unpack(marks))
for user, count in pairs(per_user) do
  redis.call('HINCRBY', KEYS[4], user, count)
  redis.call('SADD', KEYS[5], entry .. ':' .. user)
end
local second = KEYS[3] .. ':' .. redis.call('TIME')[1]
redis.call('INCRBY', second, #rows)
redis.call('EXPIRE', second, 120)
redis.call('INCRBY', KEYS[3], #rows)
answer[1], answer[2] = depth + #rows, entry
return answer
