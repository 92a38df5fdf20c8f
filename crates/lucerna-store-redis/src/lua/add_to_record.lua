-- Adds with HINCRBY, since numbers in Lua are exact up to 53 bits only. ARGV also has: the column, and the number to
-- add. Returns 0 if the sum exceeds 64 bits, and false if the record does not exist and there are no fields to put.

if not is_alive then
  return #fields > 0 and put()
end
local sum = redis.pcall('HINCRBY', record, ARGV[at], ARGV[at + 1])
if type(sum) == 'table' and sum.err then
  return string.find(sum.err, 'would overflow', 1, true) and 0 or sum
end
return redis.call('HGETALL', record)
