-- ARGV besides: how many arguments are fields with their values; those; and the fields to be emptied.

local values = tonumber(ARGV[3])
if values > 0 then
  redis.call('HSET', row, unpack(ARGV, 4, 3 + values))
end
if #ARGV > 3 + values then
  redis.call('HDEL', row, unpack(ARGV, 4 + values))
end
return 1
