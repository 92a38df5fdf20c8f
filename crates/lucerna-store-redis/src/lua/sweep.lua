-- KEYS: indexes. ARGV: what pointers begin with on one Redis, or nothing; the moment before which a session has to be over.

local ended = {}
for _, index in ipairs(KEYS) do
  local dead = redis.call('ZRANGEBYSCORE', index, '-inf', '(' .. ARGV[2])
  for _, id in ipairs(finish(index, dead, '', ARGV[1])) do
    ended[#ended + 1] = id
  end
  settle(index)
end
return ended
