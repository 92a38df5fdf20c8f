-- Inserts a session. KEYS: the index and the row, and on one Redis the pointer. ARGV: the prefix of a user's keys, the
-- id, the user, the expiry, the mark of this insert, and the row's fields and values.

local index, row, pointer = KEYS[1], KEYS[2], KEYS[3]
local id, user, over, mark = ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local function is_there(index, row)
  return redis.call('ZSCORE', index, id) and redis.call('EXISTS', row) == 1
end

local other = pointer and redis.call('GET', pointer)
if other and other ~= user and is_there(ARGV[1] .. other .. '}:i', ARGV[1] .. other .. '}:s:' .. id) then
  return 0
end
if is_there(index, row) then
  -- A cluster client repeats a command by itself if the reply was lost.
  return redis.call('HGET', row, '#') == mark and 1 or 0
end

redis.call('ZADD', index, over, id)
redis.call('DEL', row)
redis.call('HSET', row, '#', mark, unpack(ARGV, 6))
redis.call('PEXPIREAT', row, over)
if pointer then
  redis.call('SET', pointer, user)
  redis.call('PEXPIREAT', pointer, over)
end
settle(index)
return 1
