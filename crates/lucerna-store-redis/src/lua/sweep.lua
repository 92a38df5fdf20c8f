-- Ends expired sessions. KEYS: indexes. ARGV: the prefix of pointers on one Redis, or an empty text; the time before
-- which a session has expired.

local ended = {}
for _, index in ipairs(KEYS) do
  local dead = redis.call('ZRANGEBYSCORE', index, '-inf', '(' .. ARGV[2])
  for _, id in ipairs(finish(index, dead, '', ARGV[1])) do
    ended[#ended + 1] = id
  end
  settle(index)
end
return ended
