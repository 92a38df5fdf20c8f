-- Puts a record, replacing an expired one. ARGV also has: the mark of this insert, the expiry of the key, and a list of
-- the fields with their values.

local mark, over = ARGV[at], ARGV[at + 1]
at = at + 2
local fields = list()

-- Returns the fields before the key can expire: Redis deletes it at once if it has already expired by its own clock.
local function put()
  remove()
  redis.call('HSET', record, '#', mark, unpack(fields))
  local row, user = redis.call('HGETALL', record), redis.call('HGET', record, 'user_id')
  redis.call('PEXPIREAT', record, over)
  if user and users ~= '' then
    redis.call('ZADD', users .. user .. index, over, mark .. id)
    settle(users .. user .. index)
  end
  return row
end
