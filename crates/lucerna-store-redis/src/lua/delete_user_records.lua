-- Deletes the records of a user. KEYS: the index of the user's records. ARGV: the prefix and the suffix of the records'
-- keys.

local count = 0
for _, entry in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local record = ARGV[1] .. string.sub(entry, 17) .. ARGV[2]
  if redis.call('HGET', record, '#') == string.sub(entry, 1, 16) then
    count = count + redis.call('DEL', record)
  end
end
redis.call('DEL', KEYS[1])
return count
