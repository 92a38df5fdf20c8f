-- Renames a session. ARGV also has: the new id, and the fields to write. The row keeps its other fields and its expiry,
-- and so does the pointer on one Redis.

local new = ARGV[3]
local new_row = string.sub(row, 1, -1 - #id) .. new
local new_pointer = not KEYS[2] and string.sub(KEYS[1], 1, -1 - #id) .. new
if redis.call('EXISTS', new_row) == 1 or (new_pointer and redis.call('EXISTS', new_pointer) == 1) then
  return 0
end
redis.call('ZADD', index, redis.call('ZSCORE', index, id), new)
redis.call('ZREM', index, id)
write(row, 4)
redis.call('RENAME', row, new_row)
if new_pointer then
  redis.call('RENAME', KEYS[1], new_pointer)
end
settle(index)
return 1
