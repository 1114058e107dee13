-- Take stored entries off the queue: acknowledge, delete, and free their index fields.
-- KEYS: stream, index, flushed total, rows per user, payload bytes
-- ARGV: group, then per entry: id, payload bytes, number of fields, fields...
-- An entry that another flusher settled first is left alone: its fields may be a newer row's by now.
local i, freed, bytes, per_user = 2, 0, 0, {}
while i <= #ARGV do
  local id, count = ARGV[i], tonumber(ARGV[i + 2])
  if redis.call('XACK', KEYS[1], ARGV[1], id) == 1 then
    redis.call('XDEL', KEYS[1], id)
    for first = i + 3, i + 2 + count, 4000 do
      redis.call('HDEL', KEYS[2], unpack(ARGV, first, math.min(first + 3999, i + 2 + count)))
    end
    for k = i + 3, i + 2 + count do
      local user = string.match(ARGV[k], '^%d+')
      per_user[user] = (per_user[user] or 0) + 1
    end
    freed, bytes = freed + count, bytes + tonumber(ARGV[i + 1])
  end
  i = i + 3 + count
end
-- What an older version queued was not counted: an empty queue has no bytes.
if redis.call('DECRBY', KEYS[5], bytes) < 0 or redis.call('HLEN', KEYS[2]) == 0 then redis.call('DEL', KEYS[5]) end
for user, count in pairs(per_user) do
  if redis.call('HINCRBY', KEYS[4], user, -count) <= 0 then redis.call('HDEL', KEYS[4], user) end
end
if freed > 0 then
  local clock = redis.call('TIME')[1]
  redis.call('INCRBY', KEYS[3] .. ':' .. clock, freed)
  redis.call('EXPIRE', KEYS[3] .. ':' .. clock, 120)
  redis.call('INCRBY', KEYS[3], freed)
  redis.call('SET', KEYS[3] .. ':at', clock)
end
return freed
