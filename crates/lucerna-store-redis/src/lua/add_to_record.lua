-- ARGV besides: the column, and what is added. Redis adds: numbers of scripts are exact up to 53 bits only. Gives 0 if the sum has
-- more than 64, and false if the record is not there and there are no fields to put.

if not is_alive then
  return #fields > 0 and put()
end
local sum = redis.pcall('HINCRBY', record, ARGV[at], ARGV[at + 1])
if type(sum) == 'table' and sum.err then
  return string.find(sum.err, 'would overflow', 1, true) and 0 or sum
end
return redis.call('HGETALL', record)
