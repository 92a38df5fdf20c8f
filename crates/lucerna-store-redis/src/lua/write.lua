-- Writes fields of a hash. ARGV from the first on: the number of arguments with fields and values, these arguments, and
-- the fields to delete.
--
local function write(hash, first)
  local last = first + tonumber(ARGV[first])
  if last > first then
    redis.call('HSET', hash, unpack(ARGV, first + 1, last))
  end
  if #ARGV > last then
    redis.call('HDEL', hash, unpack(ARGV, last + 1))
  end
end
