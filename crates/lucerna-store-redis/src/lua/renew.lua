-- Renews a session. ARGV also has: the active limit, the idle limit, and the latest time that a number represents to
-- the millisecond.

redis.call('HSET', row, 'active_expires', ARGV[3], 'idle_expires', ARGV[4])
local absolute = redis.call('HGET', row, 'absolute_expires')
local over = math.min(tonumber(ARGV[4]), tonumber(absolute), tonumber(ARGV[5]))
over = string.format('%.0f', over)
redis.call('ZADD', index, over, id)
redis.call('PEXPIREAT', row, over)
if not KEYS[2] then
  redis.call('PEXPIREAT', KEYS[1], over)
end
settle(index)
return 1
