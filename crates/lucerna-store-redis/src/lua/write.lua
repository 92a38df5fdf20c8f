-- Writes fields of a hash. ARGV from the first on: how many arguments are fields with their values; those; and the fields to be
-- emptied.
local function write(hash, first)
  local last = first + tonumber(ARGV[first])
  if last > first then
    redis.call('HSET', hash, unpack(ARGV, first + 1, last))
  end
  if #ARGV > last then
    redis.call('HDEL', hash, unpack(ARGV, last + 1))
  end
end
