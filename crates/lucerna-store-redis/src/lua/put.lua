-- Puts a record in the place of one that has expired. ARGV besides: the mark of this insert; when Redis forgets the record; a list
-- of its fields with their values.

local mark, over = ARGV[at], ARGV[at + 1]
at = at + 2
local fields = list()

-- Gives the fields as they were put: Redis forgets at once what is over by its own clock.
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
