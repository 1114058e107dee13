-- Append rows to the intake stream, as one entry, unless the queue already has them; one atomic step.
-- KEYS: stream, index (hash: user:id -> content hash, entry, place in it), accepted total, rows per user (hash),
--   'entry:user' for whom an entry has rows that were not pushed to the screens yet (set), payload bytes
-- ARGV: capacity in rows and in bytes, rows and bytes that the caller needs room for, rows that one user may have
--   waiting, how many users follow: those who need room for all of their rows or nothing is taken, each with the
--   rows needed; then up to 1,000 rows: index field, content hash, payload
-- Answer: {depth, entry or '', verdict, verdict, ...}, verdict 0 new, 1 the same again, 2 other content, 3 not taken,
--   for its user has their share; {-1} when full, {-2} when a user who needs all has not the room
local stream, index = KEYS[1], KEYS[2]
local depth, share, named = redis.call('HLEN', index), tonumber(ARGV[5]), tonumber(ARGV[6])
if depth + tonumber(ARGV[3]) > tonumber(ARGV[1]) then return {-1} end
if tonumber(redis.call('GET', KEYS[6]) or 0) + tonumber(ARGV[4]) > tonumber(ARGV[2]) then return {-1} end

local room = {}
local function room_of(user)
  if not room[user] then room[user] = share - tonumber(redis.call('HGET', KEYS[4], user) or 0) end
  return room[user]
end
for i = 7, 6 + 2 * named, 2 do
  if room_of(ARGV[i]) < tonumber(ARGV[i + 1]) then return {-2} end
end

local first, fields = 7 + 2 * named, {}
for i = first, #ARGV, 3 do fields[#fields + 1] = ARGV[i] end
local waiting = redis.call('HMGET', index, unpack(fields))

local answer, rows, hashes, taken, seen, per_user, bytes = {depth, ''}, {}, {}, {}, {}, {}, 0
for place, field in ipairs(fields) do
  local hash, user = ARGV[first + place * 3 - 2], string.match(field, '^%d+')
  local known = seen[field] or (waiting[place] and string.sub(waiting[place], 1, 32))
  if known then
    answer[#answer + 1] = known == hash and 1 or 2
  elseif room_of(user) <= (per_user[user] or 0) then
    answer[#answer + 1] = 3
  else
    seen[field] = hash
    taken[#taken + 1], hashes[#hashes + 1], rows[#rows + 1] = field, hash, ARGV[first + place * 3 - 1]
    answer[#answer + 1] = 0
    bytes = bytes + #rows[#rows]
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
redis.call('INCRBY', KEYS[6], bytes)
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
